package io.sluice.sfu.send;

import io.sluice.rtp.Bytes;
import io.sluice.rtp.buffer.PacketCell;
import io.sluice.rtp.codec.Codec;

/// The stream beside a stream in which packets are repeated, and padding is sent, under an SSRC and
/// sequence numbers of its own (RFC 4588 §4).
final class RetransmissionStream {
    /// The original sequence number, in front of a repeated payload.
    static final int HEADER_BYTES = 2;

    /// Of what nobody asks for again.
    private static final long NO_INDEX = -1;

    private final long ssrc;
    private final PacketWriter writer;
    private final PacketCell.Sender sender;
    private long index;

    /// @param firstIndex of SRTP, in its first cycle of sequence numbers
    /// @param sender told of packets that do not leave
    RetransmissionStream(
            long ssrc, long firstIndex, PacketWriter writer, PacketCell.Sender sender) {
        this.ssrc = ssrc;
        index = firstIndex;
        this.writer = writer;
        this.sender = sender;
    }

    long ssrc() {
        return ssrc;
    }

    /// Sends a packet again whose payload is prepared, with room for [#HEADER_BYTES] in front.
    ///
    /// @param original its index in the stream it belongs to
    /// @return false when it is too large; the cell is gone either way
    boolean repeat(
            PacketCell cell,
            SlotFormat format,
            OutgoingPacket packet,
            int payloadType,
            long original,
            long nowNanos) {
        OutgoingPayload payload = writer.payload();
        Bytes.put16(payload.segment(), payload.offset(), (int) original);
        int length = writer.header(cell, format, packet, ssrc, payloadType, index, nowNanos);
        if (!writer.fits(cell, length)) {
            return false;
        }
        long used = index++;
        writer.send(cell, length, used, sender, original);
        return true;
    }

    /// Sends a packet of padding alone.
    ///
    /// @param scratch filled anew
    /// @param timestamp of the last packet of the stream beside
    /// @return bytes on the wire, 0 when there was no room for it
    int pad(
            int bytes,
            SlotFormat format,
            int payloadType,
            OutgoingPacket scratch,
            int timestamp,
            long nowNanos) {
        PacketCell cell = writer.cell();
        if (cell == null) {
            return 0;
        }
        OutgoingPayload payload = writer.payload();
        payload.preparePadding(bytes);
        scratch.filler(Codec.VP8).marker(false).timestamp(timestamp);
        int length = writer.header(cell, format, scratch, ssrc, payloadType, index, nowNanos);
        PacketWriter.markPadding(scratch, cell);
        if (!writer.fits(cell, length)) {
            return 0;
        }
        long used = index++;
        writer.send(cell, length, used, sender, NO_INDEX);
        return length + payload.length() + PacketWriter.MAX_TAG_BYTES;
    }
}
