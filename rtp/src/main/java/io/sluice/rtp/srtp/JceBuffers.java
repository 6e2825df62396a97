package io.sluice.rtp.srtp;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/// Byte arrays between packet memory and SunJCE, which is fastest with arrays: half as fast again
/// as over direct buffers, copies included.
final class JceBuffers {
    private final byte[] in = new byte[PacketReceiver.MAX_PACKET_BYTES];
    private final byte[] out = new byte[PacketReceiver.MAX_PACKET_BYTES];
    private final byte[] trailerBytes = new byte[Integer.BYTES];

    /// An array that begins with the header and what is behind it.
    byte[] load(
            MemorySegment s,
            long offset,
            int header,
            MemorySegment payload,
            long payloadOffset,
            int length) {
        MemorySegment.copy(s, ValueLayout.JAVA_BYTE, offset, in, 0, header);
        MemorySegment.copy(payload, ValueLayout.JAVA_BYTE, payloadOffset, in, header, length);
        return in;
    }

    /// Where results go.
    byte[] out() {
        return out;
    }

    /// Copies the begin of the results to packet memory.
    void store(MemorySegment s, long offset, int length) {
        MemorySegment.copy(out, 0, s, ValueLayout.JAVA_BYTE, offset, length);
    }

    byte[] trailer(int trailer) {
        trailerBytes[0] = (byte) (trailer >> 24);
        trailerBytes[1] = (byte) (trailer >> 16);
        trailerBytes[2] = (byte) (trailer >> 8);
        trailerBytes[3] = (byte) trailer;
        return trailerBytes;
    }

    void wipe() {
        Arrays.fill(in, (byte) 0);
        Arrays.fill(out, (byte) 0);
    }
}
