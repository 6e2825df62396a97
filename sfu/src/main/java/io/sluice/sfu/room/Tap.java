package io.sluice.sfu.room;

import io.sluice.rtp.Bytes;
import io.sluice.rtp.buffer.PacketCell;
import io.sluice.rtp.rtcp.RtcpReader;
import io.sluice.sfu.relay.RelayInlet;
import java.lang.foreign.MemorySegment;

/// Hands what one participant sends to another part of the room.
final class Tap {
    final OtherPart part;
    private final RelayInlet inlet;

    Tap(OtherPart part, RelayInlet inlet) {
        this.part = part;
        this.inlet = inlet;
    }

    void onRtp(PacketCell cell) {
        part.link().rtp(inlet, cell.segment(), cell.offset(), cell.length());
    }

    /// Only what is said of the streams themselves matters elsewhere.
    void onRtcp(MemorySegment segment, long offset, int length) {
        if (length > 1 && Bytes.unsigned8(segment, offset + 1) == RtcpReader.SENDER_REPORT) {
            part.link().rtcp(inlet, segment, offset, length);
        }
    }
}
