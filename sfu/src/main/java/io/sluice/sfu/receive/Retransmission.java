package io.sluice.sfu.receive;

import io.sluice.rtp.Bytes;
import io.sluice.rtp.RtpPacket;
import io.sluice.rtp.buffer.PacketCell;
import java.lang.foreign.MemorySegment;

/// A packet sent again in a stream of its own (RFC 4588 §4): the original sequence number stands in
/// front of the original payload.
final class Retransmission {
    private static final int NUMBER_BYTES = 2;
    private static final int MARKER_BIT = 0x80;

    private Retransmission() {}

    /// Makes the original packet in place: the header moves over the original sequence number.
    ///
    /// @return false when it repeats nothing; senders probe the bandwidth so
    static boolean restore(PacketCell cell, RtpPacket packet, long ssrc, int payloadType) {
        if (packet.payloadLength() < NUMBER_BYTES) {
            return false;
        }
        MemorySegment segment = cell.segment();
        long from = cell.offset();
        long to = from + NUMBER_BYTES;
        int number = Bytes.unsigned16(segment, packet.payloadOffset());
        int second = Bytes.unsigned8(segment, from + 1);
        MemorySegment.copy(segment, from, segment, to, packet.headerLength());
        Bytes.put8(segment, to + 1, (second & MARKER_BIT) | payloadType);
        Bytes.put16(segment, to + 2, number);
        Bytes.put32(segment, to + 8, ssrc);
        cell.setRange(cell.offset() + NUMBER_BYTES, cell.length() - NUMBER_BYTES);
        return true;
    }
}
