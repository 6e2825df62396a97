package io.sluice.sfu.send;

import io.sluice.rtp.Bytes;
import io.sluice.rtp.RtpPacket;
import io.sluice.rtp.buffer.PacketCell;
import io.sluice.sfu.observe.Counters;
import io.sluice.sfu.observe.DropReason;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// Puts packets together for one receiver and hands them to its connection: the header is built in
/// a transmit cell, the payload is what [OutgoingPayload] has prepared.
final class PacketWriter {
    /// What SRTP adds at most.
    static final int MAX_TAG_BYTES = 16;

    private static final int PADDING_BIT = 0x20;

    private final HeaderBuilder headers;
    private final OutgoingPayload payload;
    private final RtpTransmitter transmitter;
    private final Counters counters;

    /// @param shared one per loop
    PacketWriter(PacketScratch shared, RtpTransmitter transmitter, Counters counters) {
        headers = shared.headers();
        payload = shared.payload();
        this.transmitter = transmitter;
        this.counters = counters;
    }

    OutgoingPayload payload() {
        return payload;
    }

    boolean writable() {
        return transmitter.writable();
    }

    /// A cell for a packet, null when there is none; that is counted.
    @Nullable PacketCell cell() {
        PacketCell cell = transmitter.writable() ? transmitter.transmitCell() : null;
        if (cell == null) {
            counters.drop(transmitter.writable() ? DropReason.NO_BUFFER : DropReason.NOT_WRITABLE);
        }
        return cell;
    }

    /// Gives back a cell that is not sent.
    void discard(PacketCell cell) {
        transmitter.discard(cell);
    }

    /// Writes a header into the cell.
    ///
    /// @return its length
    int header(
            PacketCell cell,
            SlotFormat format,
            OutgoingPacket packet,
            long ssrc,
            int payloadType,
            long index,
            long nowNanos) {
        return headers.write(
                cell.segment(),
                format,
                transmitter,
                packet,
                packet.history == null ? null : payload.source(),
                ssrc,
                payloadType,
                (int) index & RtpPacket.MAX_SEQUENCE_NUMBER,
                nowNanos);
    }

    /// Notes in the header that the payload ends in padding, where it does (RFC 3550 §5.1).
    static void markPadding(OutgoingPacket packet, PacketCell cell) {
        if (packet.history == null || packet.padded) {
            MemorySegment header = cell.segment();
            Bytes.put8(header, 0, Bytes.unsigned8(header, 0) | PADDING_BIT);
        }
    }

    /// Whether header and payload find room; a cell in which they do not is given back.
    boolean fits(PacketCell cell, int headerLength) {
        if (headerLength + payload.length() + MAX_TAG_BYTES <= cell.capacity()) {
            return true;
        }
        counters.drop(DropReason.TOO_LARGE);
        transmitter.discard(cell);
        return false;
    }

    /// Encrypts the packet in the cell under an SRTP index and sends it.
    ///
    /// @param sender told if it does not leave, with what it remembers the packet by
    void send(
            PacketCell cell,
            int headerLength,
            long srtpIndex,
            PacketCell.Sender sender,
            long remembered) {
        cell.from(sender, remembered);
        boolean taken =
                transmitter.sendRtp(
                        cell,
                        headerLength,
                        payload.segment(),
                        payload.offset(),
                        payload.length(),
                        srtpIndex);
        if (!taken) {
            sender.onUnsent(remembered);
        }
    }
}
