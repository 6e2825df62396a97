package io.sluice.sfu.send;

import io.sluice.rtp.RtpPacket;
import io.sluice.rtp.buffer.PacketCell;
import io.sluice.rtp.codec.Codec;
import io.sluice.rtp.rtcp.Nack;
import io.sluice.rtp.rtcp.ReportBlocks;
import io.sluice.sfu.api.CodecParameters;
import io.sluice.sfu.api.MediaKind;
import io.sluice.sfu.api.SlotSection;
import io.sluice.sfu.observe.Counters;
import io.sluice.sfu.observe.DropReason;
import org.jspecify.annotations.Nullable;

/// One half of a slot as it leaves (RFC 7656 §2.1.10): one SSRC for life, and one for its
/// retransmissions, whatever source is shown through it.
///
/// What is put together and sent goes through a [PacketWriter]; the payload comes from the history
/// of the source, by [OutgoingPayload]. No packet index is ever used for other bytes.
public final class OutgoingRtpStream implements PacketCell.Sender, Pacer.Stream {
    /// As long as the history of a source.
    private static final int VIDEO_WINDOW = 1024;

    private static final int AUDIO_WINDOW = 256;
    private static final long VIDEO_NANOS = 1_000_000_000;
    private static final long AUDIO_NANOS = 500_000_000;

    /// No camera begins anew more often; who does makes no work by it.
    private static final long START_NANOS = 100_000_000;

    /// Every SRTP index starts in the first cycle of sequence numbers, and low enough that the
    /// receiver cannot take it for the end of the one before.
    public static final int MAX_FIRST_SEQUENCE_NUMBER = 0x7fff;

    private final MediaKind kind;
    private final long ssrc;
    private final long firstIndex;
    private final Pacer pacer;
    private final Counters counters;
    private final NackResponder responder;
    private final OutgoingPacket scratch;
    private final OutgoingPacket restored;
    private final PacketWriter writer;
    private final OutgoingPayload payload;
    private final RetransmissionStream repeats;
    private final ReportedLoss reportedLoss = new ReportedLoss();

    private SlotFormat format;
    private @Nullable SentPackets sent;
    private long packets;
    private long octets;
    private long repeatedPackets;
    private long repeatedAsTheyWere;
    private long redundantOctets;
    private int redundancy;
    private long roundTripNanos = -1;
    private boolean pictureLost;
    private int lastTimestamp;
    private long neededFrom; // nothing before is worth the way any more
    private long startedNanos = SentPackets.NEVER;

    private @Nullable OutgoingPacket fresh; // while the pacer is asked about it

    /// @param firstSequenceNumber random, at most [#MAX_FIRST_SEQUENCE_NUMBER], as is the next one
    /// @param shared one per loop
    public OutgoingRtpStream(
            SlotSection section,
            long ssrc,
            long rtxSsrc,
            int firstSequenceNumber,
            int firstRtxSequenceNumber,
            Pacer pacer,
            PacketScratch shared,
            RtpTransmitter transmitter,
            Counters counters) {
        this.kind = section.kind();
        this.ssrc = ssrc;
        this.firstIndex = firstSequenceNumber & MAX_FIRST_SEQUENCE_NUMBER;
        this.pacer = pacer;
        scratch = shared.forwarded();
        restored = shared.restored();
        payload = shared.payload();
        writer = new PacketWriter(shared, transmitter, counters);
        repeats =
                new RetransmissionStream(
                        rtxSsrc, firstRtxSequenceNumber & MAX_FIRST_SEQUENCE_NUMBER, writer, this);
        this.counters = counters;
        responder = kind == MediaKind.VIDEO ? NackResponder.video() : NackResponder.audio();
        format = new SlotFormat(section);
    }

    /// The section was negotiated again.
    public void section(SlotSection section) {
        format = new SlotFormat(section);
        if (sent != null) {
            sent.forgetHeaders();
        }
    }

    /// A packet to be filled and sent at once: the next one of any stream of the loop fills it
    /// again.
    public OutgoingPacket scratch() {
        return scratch;
    }

    public MediaKind kind() {
        return kind;
    }

    public long ssrc() {
        return ssrc;
    }

    public long rtxSsrc() {
        return repeats.ssrc();
    }

    /// The index of the first packet.
    public long firstIndex() {
        return firstIndex;
    }

    /// Whether the receiver can decode this.
    public boolean supports(Codec codec) {
        return format.payloadType(codec) != CodecParameters.NONE;
    }

    public boolean writable() {
        return writer.writable();
    }

    /// Packets and payload bytes sent, without repetitions, as a sender report counts.
    public long packets() {
        return packets;
    }

    public long octets() {
        return octets;
    }

    /// Packets sent again.
    public long repeatedPackets() {
        return repeatedPackets;
    }

    /// What the receiver's reports say was lost.
    public ReportedLoss reportedLoss() {
        return reportedLoss;
    }

    /// Payload bytes of [#octets] that were there for safety only.
    public long redundantOctets() {
        return redundantOctets;
    }

    /// How many packets before go along with each packet of sound from now on, if the receiver
    /// takes that (RFC 2198).
    ///
    /// @param packets 0 to 2
    public void redundancy(int packets) {
        redundancy = Math.min(packets, SoundBlocks.MOST);
    }

    /// Whether much is lost by chance, and the rate kept to: then pictures are repaired for sure.
    public void lossy(boolean much) {
        responder.lossy(much);
    }

    /// So many packets before go along with each packet.
    public int redundancy() {
        return takesRedundancy() ? redundancy : 0;
    }

    /// Whether the receiver takes sound with redundancy.
    public boolean takesRedundancy() {
        return kind == MediaKind.AUDIO && format.redPayloadType(Codec.OPUS) != CodecParameters.NONE;
    }

    /// As measured by the last receiver report, or -1.
    public long roundTripNanos() {
        return roundTripNanos;
    }

    /// Takes a new packet. Its index must be new: a used one is dropped and counted.
    public void send(OutgoingPacket packet, long nowNanos) {
        SentPackets remembered = sent;
        if (remembered == null) {
            remembered =
                    kind == MediaKind.VIDEO
                            ? new SentPackets(VIDEO_WINDOW, VIDEO_NANOS)
                            : new SentPackets(AUDIO_WINDOW, AUDIO_NANOS);
            sent = remembered;
        }
        if (remembered.isBeyond(packet.index)) {
            counters.drop(DropReason.FORWARD_TOO_LATE);
            return;
        }
        if (remembered.contains(packet.index)) {
            counters.drop(DropReason.FORWARD_REPEATED);
            return;
        }
        remembered.remember(packet, nowNanos);
        fresh = packet;
        Pacer.Priority priority =
                kind == MediaKind.VIDEO ? Pacer.Priority.VIDEO : Pacer.Priority.AUDIO;
        int bytes = packet.bytes() * (1 + redundancy());
        pacer.enqueue(this, priority, packet.index, bytes, packet.timestamp, nowNanos);
        fresh = null;
    }

    /// A picture that refers to none before begins with this packet, which is to be sent next: who
    /// has it needs nothing of what still waits, or was lost.
    public void startAnew(OutgoingPacket packet, long nowNanos) {
        neededFrom = packet.index;
        pictureLost = false;
        if (startedNanos != SentPackets.NEVER && nowNanos - startedNanos < START_NANOS) {
            return;
        }
        startedNanos = nowNanos;
        responder.startAnew();
        for (int forgotten = pacer.forget(this); forgotten > 0; forgotten--) {
            counters.drop(DropReason.PACED_OUT);
        }
    }

    @Override
    public void transmit(long index, long nowNanos) {
        SentPackets remembered = sent;
        if (remembered == null
                || !remembered.contains(index)
                || remembered.sentNanos(index) != SentPackets.NEVER) {
            return;
        }
        OutgoingPacket packet = fresh;
        if (packet == null || packet.index != index) {
            remembered.restore(index, restored);
            packet = restored;
        }
        if (takesRedundancy()) {
            packet.redundancy = payload.blocks().choose(packet, remembered, redundancy);
            remembered.redundancy(index, packet.redundancy);
        }
        int payloadType = payloadType(packet);
        if (payloadType == CodecParameters.NONE || !payload.prepare(packet, format, 0)) {
            counters.drop(DropReason.REPAIR_GONE);
            return;
        }
        PacketCell cell = writer.cell();
        if (cell == null) {
            return;
        }
        int length = writer.header(cell, format, packet, ssrc, payloadType, index, nowNanos);
        PacketWriter.markPadding(packet, cell);
        if (!writer.fits(cell, length)) {
            return;
        }
        if (format.rtxPayloadType(packet.codec) == CodecParameters.NONE && format.nack()) {
            remembered.keepHeader(index, cell.segment(), length);
        }
        remembered.sent(index, nowNanos);
        lastTimestamp = packet.timestamp;
        packets++;
        octets += payload.length() - payload.padding();
        redundantOctets += payload.redundantBytes();
        responder.onSent(payload.length(), nowNanos);
        writer.send(cell, length, index, this, index);
    }

    /// The packet, or its repetition, was not lost on the way: it never left. The receiver may ask
    /// for it without waiting for a round trip.
    @Override
    public void onUnsent(long index) {
        if (sent != null && index >= 0 && sent.contains(index)) {
            sent.refused(index);
        }
    }

    /// The receiver misses packets of this stream (RFC 4585 §6.2.1).
    ///
    /// @return whether some of them were sent once and are gone: only a keyframe helps then. A hole
    ///   that came from the source is not among them, the source is asked for it
    public boolean onNack(Nack nack, long nowNanos) {
        boolean gone = false;
        while (nack.next()) {
            gone |= !ask(nack.sequenceNumber(), nowNanos);
        }
        return gone;
    }

    /// What the receiver says about this stream (RFC 3550 §6.4.1).
    ///
    /// @return the round trip in nanoseconds, -1 when the block does not tell
    public long onReportBlock(ReportBlocks block, ServerClock clock, long nowNanos) {
        if (sent != null) {
            reportedLoss.onBlock(block, sent.highest(), repeatedAsTheyWere);
        }
        if (block.lastSenderReport() == 0) {
            return -1;
        }
        int now = ServerClock.compact(clock.ntp(nowNanos));
        int elapsed =
                now - (int) block.lastSenderReport() - (int) block.delaySinceLastSenderReport();
        if (elapsed < 0) {
            return -1;
        }
        roundTripNanos = ServerClock.nanosOf((long) elapsed << 16);
        responder.onRoundTrip(roundTripNanos);
        return roundTripNanos;
    }

    /// Queues a packet to be sent again, unless that is not allowed yet; false when it is gone for
    /// good.
    private boolean ask(int sequenceNumber, long nowNanos) {
        SentPackets remembered = sent;
        if (remembered == null) {
            return true;
        }
        long highest = remembered.highest();
        long index = highest + (short) (sequenceNumber - (int) highest);
        if (index < 0 || index > highest || !remembered.contains(index)) {
            counters.drop(DropReason.REPAIR_GONE);
            return index < 0 || index > highest || !remembered.isBeyond(index);
        }
        long sentNanos = remembered.sentNanos(index);
        if (sentNanos == SentPackets.NEVER) {
            // Still with the pacer, or dropped there.
            return true;
        }
        if (index < neededFrom && pacer.isLimited()) {
            counters.drop(DropReason.REPAIR_USELESS);
            return true;
        }
        remembered.restore(index, restored);
        int bytes = restored.bytes();
        if (restored.history != null && bytes == 0) {
            counters.drop(DropReason.REPAIR_GONE);
            return false;
        }
        if (!responder.allow(bytes, sentNanos, nowNanos)) {
            counters.drop(DropReason.REPAIR_LIMITED);
            return true;
        }
        remembered.sent(index, nowNanos);
        Pacer.Priority priority =
                kind == MediaKind.VIDEO
                        ? Pacer.Priority.RETRANSMISSION
                        : Pacer.Priority.AUDIO_RETRANSMISSION;
        int timestamp = restored.timestamp;
        for (int copy = responder.copies(); copy > 0; copy--) {
            pacer.enqueue(this, priority, index, bytes, timestamp, nowNanos);
        }
        return true;
    }

    @Override
    public void repeat(long index, long nowNanos) {
        SentPackets remembered = sent;
        if (remembered == null || !remembered.contains(index)) {
            counters.drop(DropReason.REPAIR_GONE);
            return;
        }
        remembered.restore(index, restored);
        int rtxPayloadType = format.rtxPayloadType(restored.codec);
        boolean rtx = rtxPayloadType != CodecParameters.NONE;
        if (!payload.prepare(restored, format, rtx ? RetransmissionStream.HEADER_BYTES : 0)) {
            counters.drop(DropReason.REPAIR_GONE);
            return;
        }
        PacketCell cell = writer.cell();
        if (cell == null) {
            return;
        }
        if (!rtx) {
            repeatAsItWas(cell, remembered, index);
        } else if (repeats.repeat(cell, format, restored, rtxPayloadType, index, nowNanos)) {
            repeatedPackets++;
        }
    }

    @Override
    public void drop(long index, long nowNanos) {
        counters.drop(DropReason.PACED_OUT);
        pictureLost = true;
    }

    /// Whether a part of a picture was dropped since the last call: what follows cannot be decoded
    /// until the next keyframe.
    public boolean takePictureLost() {
        boolean lost = pictureLost;
        pictureLost = false;
        return lost;
    }

    /// Padding in the stream of retransmissions, which the receiver throws away: the last packet
    /// once more where much is wanted, empty ones otherwise (RFC 4588 §4, RFC 3550 §5.1).
    @Override
    public int pad(int bytes, long nowNanos) {
        int payloadType = format.paddingPayloadType();
        if (payloadType == CodecParameters.NONE || !writer.writable()) {
            return 0;
        }
        SentPackets remembered = sent;
        if (remembered != null && bytes > PaddingPacket.MAX_BYTES) {
            int sentBytes = padWithLast(remembered, nowNanos);
            if (sentBytes > 0) {
                return sentBytes;
            }
        }
        int empty = Math.min(bytes, PaddingPacket.MAX_BYTES);
        return repeats.pad(empty, format, payloadType, restored, lastTimestamp, nowNanos);
    }

    /// The newest packet once more, if it is large enough to be worth it.
    private int padWithLast(SentPackets remembered, long nowNanos) {
        long index = remembered.highest();
        if (!remembered.contains(index) || !remembered.wasSent(index)) {
            return 0;
        }
        remembered.restore(index, restored);
        long before = repeatedPackets;
        if (restored.bytes() > PaddingPacket.MAX_BYTES) {
            repeat(index, nowNanos);
        }
        if (repeatedPackets == before) {
            return 0;
        }
        repeatedPackets = before;
        return payload.length() + RtpPacket.FIXED_HEADER_BYTES + PacketWriter.MAX_TAG_BYTES;
    }

    private void repeatAsItWas(PacketCell cell, SentPackets remembered, long index) {
        int length = remembered.copyHeader(index, cell.segment());
        if (length == 0) {
            counters.drop(DropReason.REPAIR_GONE);
            writer.discard(cell);
            return;
        }
        if (writer.fits(cell, length)) {
            repeatedPackets++;
            repeatedAsTheyWere++;
            writer.send(cell, length, index, this, index);
        }
    }

    private int payloadType(OutgoingPacket packet) {
        int redPayloadType = format.redPayloadType(packet.codec);
        return packet.redundancy != SoundBlocks.NOTHING && redPayloadType != CodecParameters.NONE
                ? redPayloadType
                : format.payloadType(packet.codec);
    }
}
