package io.sluice.sfu.receive;

import io.sluice.rtp.Bytes;
import io.sluice.rtp.HeaderExtensionType;
import io.sluice.rtp.RtpPacket;
import io.sluice.rtp.SequenceUnwrapper;
import io.sluice.rtp.buffer.PacketCell;
import io.sluice.rtp.buffer.PacketSlab;
import io.sluice.rtp.codec.Codec;
import io.sluice.sfu.api.CodecParameters;
import io.sluice.sfu.api.MediaKind;
import io.sluice.sfu.api.SendSection;
import io.sluice.sfu.observe.Counters;
import io.sluice.sfu.observe.DropReason;
import org.jspecify.annotations.Nullable;

/// One encoding of one track as it arrives (RFC 7656 §2.1.10): puts repaired packets back in their
/// place, asks for missing ones, reads what forwarding must know, and keeps the packets.
public final class IncomingRtpStream {
    /// What is older than this is not asked for again in time.
    private static final long VIDEO_HISTORY_NANOS = 1_000_000_000;

    private static final long AUDIO_HISTORY_NANOS = 500_000_000;

    /// A second of 10 Mbit/s in full packets.
    private static final int VIDEO_HISTORY_PACKETS = 1024;

    /// Half a second of the shortest Opus packets.
    private static final int AUDIO_HISTORY_PACKETS = 256;

    /// Unwrapped sequences start above this, so that packets overtaken at the very start stay
    /// positive.
    private static final long FIRST_CYCLE = 1L << 16;

    /// A packet so far from the last one is either a stray or the first of a new start (RFC 3550
    /// appendix A.1).
    private static final int MAX_JUMP = 3000;

    /// The highest bit of a level says that it is speech (RFC 6464 §3).
    private static final int LEVEL_MASK = 0x7f;

    /// Silence in -dBov.
    private static final int SILENCE = 127;

    /// Takes what came of a packet.
    public interface Output {
        /// A new media packet, already in the history.
        void onMedia(IncomingRtpStream stream, MediaPacket packet, long nowNanos);

        /// A packet of this sequence came but holds no media; there will be none.
        void onEmpty(IncomingRtpStream stream, long sequence, long nowNanos);
    }

    /// Takes what to ask the sender for.
    public interface Feedback {
        /// A packet and, by a bit each, the 16 behind it (RFC 4585 §6.2.1).
        void nack(IncomingRtpStream stream, int packetId, int bitmask);

        /// A keyframe, by PLI or, if `fullIntraRequest` is set, by FIR with this command number.
        void keyframe(IncomingRtpStream stream, boolean fullIntraRequest, int commandNumber);
    }

    private final long ssrc;
    private final MediaKind kind;
    private final PacketSlab slab;
    private final Counters counters;
    private final PacketHistory history;
    private final SenderClock clock;
    private final ReceptionStatistics statistics;
    private final SequenceUnwrapper unwrapper = new SequenceUnwrapper();
    private final NackGenerator nacks = new NackGenerator();
    private final NackPacker packer = new NackPacker(this);
    private final KeyframeRequester keyframes = new KeyframeRequester();
    private final LossWatch losses = new LossWatch(keyframes);
    private final PacketReader reader = new PacketReader();
    private MediaPacket media = new MediaPacket();
    private final @Nullable LayerMeter meter;

    private SendSection section;
    private PayloadTypes payloadTypes;
    private NegotiatedFeedback feedback;
    private long cycleOffset = FIRST_CYCLE;
    private long highest = Long.MIN_VALUE;
    private int strayNumber = -1;
    private int commandNumber;
    private int audioLevel = -1;
    private @Nullable Codec codec;
    private long packets;
    private long bytes;
    private long lastPacketNanos = Long.MIN_VALUE;
    private long lastOriginalNanos; // repetitions apart
    private long accepted;

    /// @param section the media section it belongs to
    /// @param clock of the participant that sends it
    public IncomingRtpStream(
            SendSection section,
            long ssrc,
            ParticipantClock clock,
            PacketSlab slab,
            HistoryBudget budget,
            Counters counters) {
        this.ssrc = ssrc;
        this.kind = section.kind();
        this.slab = slab;
        this.counters = counters;
        boolean video = kind == MediaKind.VIDEO;
        int clockRate = section.codecs().getFirst().codec().clockRate();
        history =
                new PacketHistory(
                        video ? VIDEO_HISTORY_PACKETS : AUDIO_HISTORY_PACKETS,
                        video ? VIDEO_HISTORY_NANOS : AUDIO_HISTORY_NANOS,
                        new HeaderExtensionIds(section.extensions()),
                        slab,
                        budget);
        this.clock = new SenderClock(clock, clockRate);
        statistics = new ReceptionStatistics(clockRate);
        meter = video ? new LayerMeter() : null;
        this.section = section;
        payloadTypes = new PayloadTypes(section.codecs());
        feedback = NegotiatedFeedback.of(section);
    }

    /// The section was negotiated again.
    public void section(SendSection section) {
        this.section = section;
        payloadTypes = new PayloadTypes(section.codecs());
        history.extensionIds(new HeaderExtensionIds(section.extensions()));
        feedback = NegotiatedFeedback.of(section);
    }

    public SendSection section() {
        return section;
    }

    public long ssrc() {
        return ssrc;
    }

    public MediaKind kind() {
        return kind;
    }

    public PacketHistory history() {
        return history;
    }

    public SenderClock clock() {
        return clock;
    }

    public ReceptionStatistics statistics() {
        return statistics;
    }

    /// What its layers cost and how large they are; null for audio.
    public @Nullable LayerMeter layers() {
        return meter;
    }

    /// Of the last packet, or null before the first.
    public @Nullable Codec codec() {
        return codec;
    }

    /// How loud the last packet was in -dBov, 0 (loudest) to 127, or -1 when the sender does not
    /// say (RFC 6464).
    public int audioLevel() {
        return audioLevel;
    }

    /// Packets received, repeated ones included.
    public long packets() {
        return packets;
    }

    /// Payload bytes received, repeated ones included.
    public long bytes() {
        return bytes;
    }

    /// When the last packet came, or `Long.MIN_VALUE`.
    public long lastPacketNanos() {
        return lastPacketNanos;
    }

    /// Takes a decrypted packet of this stream or of its retransmissions; `packet` looks at the
    /// cell.
    ///
    /// @return true when the stream keeps the cell
    public boolean onPacket(PacketCell cell, RtpPacket packet, long nowNanos, Output out) {
        packets++;
        bytes += packet.payloadLength();
        lastPacketNanos = nowNanos;
        boolean repeated = packet.ssrc() != ssrc;
        if (repeated && !restore(cell, packet)) {
            return false;
        }
        if (!media.rtp.wrap(cell.segment(), cell.offset(), cell.length())) {
            counters.drop(DropReason.RTP_MALFORMED);
            return false;
        }
        int number = media.rtp.sequenceNumber();
        if (!repeated && highest != Long.MIN_VALUE && !inReach(number)) {
            counters.drop(DropReason.RTP_TOO_OLD);
            return false;
        }
        if (repeated && highest == Long.MIN_VALUE) {
            counters.drop(DropReason.RTX_UNMATCHED);
            return false;
        }
        long sequence = cycleOffset + unwrapper.unwrap(number);
        if (!repeated) {
            statistics.onPacket(sequence, media.rtp.timestamp(), nowNanos);
            long pauseNanos = highest == Long.MIN_VALUE ? 0 : nowNanos - lastOriginalNanos;
            lastOriginalNanos = nowNanos;
            if (sequence > highest + 1 && pauseNanos >= LossWatch.BEYOND_REPAIR_NANOS) {
                nacks.skipTo(sequence);
                if (kind == MediaKind.VIDEO) {
                    losses.onLost(sequence - 1, nowNanos);
                }
            }
        }
        highest = Math.max(highest, sequence);
        if (history.isKnown(sequence)) {
            counters.drop(DropReason.RTP_DUPLICATE);
            return false;
        }
        return accept(cell, sequence, nowNanos, out);
    }

    /// Whoever is given a packet may keep what it was read into, and leaves this in its place.
    public void exchange(MediaPacket spare) {
        media = spare;
    }

    /// Packets with media that were taken so far. A packet with a higher [MediaPacket#order] comes
    /// later.
    public long accepted() {
        return accepted;
    }

    /// Reads a packet of the history again; false when it is not there.
    public boolean read(long sequence, MediaPacket into) {
        into.order = MediaPacket.STORED;
        PacketCell cell = history.cell(sequence);
        return cell != null
                && into.rtp.wrap(cell.segment(), cell.offset(), cell.length())
                && describe(into, sequence, cell.arrivalNanos());
    }

    /// A sender report about this stream came (RFC 3550 §6.4.1).
    public void onSenderReport(long ntp, long timestamp, long nowNanos) {
        clock.onSenderReport(ntp, timestamp, nowNanos);
        statistics.onSenderReport(ntp, nowNanos);
    }

    /// The round trip to the sender was measured.
    public void onRoundTrip(long nanos) {
        nacks.onRoundTrip(nanos);
    }

    /// A receiver needs a keyframe. The deadline may have come with it: see [#deadlineNanos].
    public void requestKeyframe(KeyframeRequester.Receiver receiver, long nowNanos) {
        if (kind == MediaKind.VIDEO) {
            keyframes.request(receiver, nowNanos);
        }
    }

    /// Whether somebody watches. While nobody does, no keyframe is needed, whatever is lost.
    public void watched(boolean now) {
        losses.watched(now);
        if (!now) {
            keyframes.cancel();
        }
    }

    public long deadlineNanos() {
        return Math.min(
                feedback.nack() ? nacks.deadlineNanos() : Long.MAX_VALUE,
                keyframes.deadlineNanos());
    }

    public void onDeadline(long nowNanos, Feedback out) {
        if (feedback.nack() && nacks.deadlineNanos() <= nowNanos) {
            packer.pack(nacks, nowNanos, out);
            if (kind == MediaKind.VIDEO) {
                losses.onLost(nacks.lastLetGo(), nowNanos);
            }
        }
        if (keyframes.deadlineNanos() <= nowNanos) {
            keyframes.onDeadline(nowNanos, () -> askForKeyframe(out));
        }
    }

    /// Gives back the packets that are too old to be asked for. A stream that goes on does so by
    /// itself; this is for one that has paused.
    public void expire(long nowNanos) {
        history.expire(nowNanos);
    }

    /// Gives all packets back.
    public void close() {
        history.close();
    }

    private void askForKeyframe(Feedback out) {
        if (!feedback.pli()) {
            commandNumber = (commandNumber + 1) & 0xff;
        }
        out.keyframe(this, !feedback.pli(), commandNumber);
    }

    private boolean accept(PacketCell cell, long sequence, long nowNanos, Output out) {
        nacks.onPacket(sequence, nowNanos);
        if (media.rtp.payloadLength() == 0) {
            history.putEmpty(sequence);
            out.onEmpty(this, sequence, nowNanos);
            return false;
        }
        if (!payloadTypes.isKnown(media.rtp.payloadType())) {
            counters.drop(DropReason.UNKNOWN_PAYLOAD_TYPE);
            history.putEmpty(sequence);
            out.onEmpty(this, sequence, nowNanos);
            return false;
        }
        if (!describe(media, sequence, nowNanos)) {
            counters.drop(DropReason.RTP_MALFORMED);
            return false;
        }
        PacketCell stored = SmallCells.shrink(slab, cell);
        stored.setArrivalNanos(nowNanos);
        if (!history.put(sequence, stored, nowNanos)) {
            if (stored != cell) {
                slab.give(stored);
            }
            counters.drop(DropReason.NO_BUFFER);
            return false;
        }
        if (stored != cell) {
            media.rtp.wrap(stored.segment(), stored.offset(), stored.length());
        }
        if (media.startsKeyframe()) {
            keyframes.onKeyframe();
            losses.onKeyframe(sequence);
        }
        codec = media.codec;
        media.order = ++accepted;
        if (meter != null) {
            meter.onPacket(media);
        }
        readLevel();
        out.onMedia(this, media, nowNanos);
        return stored == cell;
    }

    /// Reads what the packet carries; its header is in place.
    private boolean describe(MediaPacket into, long sequence, long arrivalNanos) {
        return reader.describe(into, payloadTypes, history.extensionIds(), sequence, arrivalNanos);
    }

    private boolean restore(PacketCell cell, RtpPacket packet) {
        CodecParameters original = payloadTypes.rtx(packet.payloadType());
        if (original == null) {
            counters.drop(DropReason.UNKNOWN_PAYLOAD_TYPE);
            return false;
        }
        return Retransmission.restore(cell, packet, ssrc, original.payloadType());
    }

    private void readLevel() {
        int id = history.extensionIds().of(HeaderExtensionType.AUDIO_LEVEL);
        if (id == HeaderExtensionIds.NONE || kind != MediaKind.AUDIO) {
            return;
        }
        long at = media.rtp.extension(id);
        audioLevel = at < 0 ? SILENCE : Bytes.unsigned8(media.rtp.segment(), at) & LEVEL_MASK;
    }

    /// Whether the number continues the stream. Two in a row that do not are a new start.
    private boolean inReach(int number) {
        int distance = (short) (number - (int) highest);
        if (Math.abs(distance) <= MAX_JUMP) {
            strayNumber = -1;
            return true;
        }
        if (number != strayNumber) {
            strayNumber = (number + 1) & RtpPacket.MAX_SEQUENCE_NUMBER;
            return false;
        }
        strayNumber = -1;
        // Sequences go on rising, so that nothing sent before is taken for something new.
        cycleOffset = ((highest >> 16) + 2) << 16;
        unwrapper.reset();
        nacks.reset();
        statistics.onRestart();
        reader.reset();
        return true;
    }
}
