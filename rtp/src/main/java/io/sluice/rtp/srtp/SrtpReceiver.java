package io.sluice.rtp.srtp;

import java.lang.foreign.MemorySegment;

/// Decrypts and authenticates what one transport receives, all its streams (RFC 3711 §3.3).
///
/// Packets are processed in place. Roll-over counters and replay windows change only after
/// authentication, so forged packets leave no trace; a transport has at most [#MAX_STREAMS]
/// streams. Belongs to the thread that made it; packets are in native memory.
public interface SrtpReceiver extends AutoCloseable {
    int MAX_STREAMS = 64;

    /// Returns the length of the RTP packet in place of the SRTP packet, or one of [SrtpError].
    /// After an error the bytes are what they were.
    int unprotectRtp(MemorySegment s, long offset, int length);

    /// Returns the length of the RTCP packet in place of the SRTCP packet, or one of [SrtpError].
    /// After an error the bytes are what they were.
    int unprotectRtcp(MemorySegment s, long offset, int length);

    /// Forgets the keys.
    @Override
    void close();
}
