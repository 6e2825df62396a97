package io.sluice.sfu.api;

import java.lang.foreign.MemorySegment;
import java.util.List;

/// Takes what a hidden participant is sent, decrypted: a program, a recording, a listener inside
/// the server. Called on the room's loop, so it must return at once; memory is valid during the
/// call.
public interface MediaTap {
    /// Told before the first packet: which slot each SSRC carries.
    void onStreams(List<SlotStream> streams);

    /// A whole RTP packet, numbered for this tap alone.
    void onRtp(MemorySegment packet, long offset, int length);

    /// An RTCP compound: sender reports on the server's clock.
    void onRtcp(MemorySegment compound, long offset, int length);
}
