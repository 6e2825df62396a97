package io.sluice.sfu.forward;

import io.sluice.rtp.codec.Codec;
import io.sluice.rtp.codec.FrameInfo;
import io.sluice.sfu.receive.IncomingRtpStream;
import io.sluice.sfu.receive.MediaPacket;
import io.sluice.sfu.send.OutgoingPacket;
import org.jspecify.annotations.Nullable;

/// Makes one unbroken stream of the sources that a slot shows one after the other: sequence,
/// timestamp, VP8 and VP9 picture numbers and the dependency descriptor's frame numbers go on where
/// the source before stopped.
///
/// Within a source VP8's pictures are numbered anew without those that are left out. VP9's keep
/// their distances, because its references and the pattern of its layers are told by them (RFC 9628
/// §4.2), and so do the descriptor's frames.
///
/// The mapping of the source before is kept, so that its late packets still find their place.
final class RtpRewriter {
    /// A timestamp that is so far from where it should be begins a new count.
    private static final int MAX_DEVIATION_SECONDS = 10;

    /// Picture ids this far apart are taken for a mistake of the sender at the start of a stretch.
    private static final long FIRST_PICTURE_CYCLE = 1L << 15;

    private final Timeline timeline;
    private Stretch current = Stretch.NOTHING;
    private Stretch previous = Stretch.NOTHING;
    private long nextIndex;
    private int lastTimestamp;
    private long lastPicture = -1;
    private int lastTl0 = -1;
    private int lastFrameNumber = -1;

    RtpRewriter(long firstIndex, Timeline timeline) {
        nextIndex = firstIndex;
        this.timeline = timeline;
    }

    /// What is shown now, or null.
    @Nullable IncomingRtpStream stream() {
        return current.stream;
    }

    /// What was shown before, or null.
    @Nullable IncomingRtpStream before() {
        return previous.stream;
    }

    Codec codec() {
        return current.codec;
    }

    /// What to add to the source's timestamps.
    int timestampOffset() {
        return current.timestampOffset;
    }

    /// Whether the source before was shown at this sequence, so that a late packet has its place.
    boolean isLate(IncomingRtpStream stream, long sequence) {
        return stretchOf(stream, sequence) == previous
                && sequence <= previous.sequences.highestSequence();
    }

    /// Whether the sequence is ahead of all that was shown of the source.
    boolean isAhead(long sequence) {
        return sequence > current.sequences.highestSequence();
    }

    /// The packet is the first of a new source, or of a new codec; false when it has to wait.
    boolean begin(IncomingRtpStream stream, MediaPacket packet) {
        FrameInfo payload = packet.payload();
        long timestamp = timeline.next(packet.arrivalNanos(), payload.durationSamples());
        if (timestamp == Timeline.WAIT) {
            return false;
        }
        Stretch oldest = previous == Stretch.NOTHING ? new Stretch(timeline.video()) : previous;
        if (current != Stretch.NOTHING) {
            nextIndex = current.sequences.lastNumber() + 1;
            previous = current;
        }
        current = oldest;
        current.stream = stream;
        current.codec = packet.codec();
        current.sequences.start(packet.sequence(), nextIndex);
        current.timestampOffset = (int) timestamp - (int) packet.rtp().timestamp();
        beginPictures(payload);
        current.tl0Offset = lastTl0 < 0 ? 0 : lastTl0 + 1 - payload.tl0PictureIndex();
        current.frameNumberOffset =
                lastFrameNumber < 0 ? 0 : lastFrameNumber + 1 - packet.frameNumber();
        return true;
    }

    /// Gives the packet its numbers; false when it has no place any more.
    boolean rewrite(
            IncomingRtpStream stream, MediaPacket packet, boolean marker, OutgoingPacket out) {
        Stretch stretch = stretchOf(stream, packet.sequence());
        if (stretch == null) {
            return false;
        }
        boolean newest =
                stretch == current && packet.sequence() > stretch.sequences.highestSequence();
        if (newest) {
            followJump(packet);
        }
        long index =
                stretch == current
                        ? stretch.sequences.pass(packet.sequence())
                        : stretch.sequences.late(packet.sequence());
        if (index == SequenceMap.NONE) {
            return false;
        }
        int timestamp = (int) packet.rtp().timestamp() + stretch.timestampOffset;
        out.of(stream.history(), packet.sequence(), packet.codec())
                .lookingAt(packet.rtp())
                .redundant(packet.redundant())
                .padded(packet.padded())
                .index(index)
                .timestamp(timestamp)
                .marker(marker);
        renumber(stretch, packet, newest, out);
        if (newest) {
            lastTimestamp = timestamp;
            timeline.onPacket(timestamp, packet.arrivalNanos(), packet.payload().durationSamples());
        }
        return true;
    }

    /// The sequence is left out on purpose; true when its number is known to the receiver already
    /// and `out` now is a packet to fill it.
    boolean leaveOut(
            IncomingRtpStream stream,
            long sequence,
            @Nullable MediaPacket packet,
            OutgoingPacket out) {
        Stretch stretch = stretchOf(stream, sequence);
        if (stretch == null) {
            return false;
        }
        if (packet != null && stretch.picturesKnown && packet.payload().pictureId() >= 0) {
            long picture = pictureOf(stretch, packet.payload());
            if (stretch.codec == Codec.VP8) {
                stretch.pictures.leaveOut(picture);
            }
        }
        long index =
                stretch == current
                        ? stretch.sequences.leaveOut(sequence)
                        : stretch.sequences.late(sequence);
        if (index == SequenceMap.NONE) {
            return false;
        }
        out.filler(stretch.codec).index(index).timestamp(lastTimestamp);
        return true;
    }

    private @Nullable Stretch stretchOf(IncomingRtpStream stream, long sequence) {
        if (current.holds(stream, sequence)) {
            return current;
        }
        return previous.holds(stream, sequence) ? previous : null;
    }

    /// The source's clock jumped: the slot's goes on by the time that passed.
    private void followJump(MediaPacket packet) {
        if (packet.sequence() == current.sequences.startSequence()) {
            return;
        }
        int timestamp = (int) packet.rtp().timestamp() + current.timestampOffset;
        long deviation = timeline.deviation(timestamp, packet.arrivalNanos());
        if (Math.abs(deviation) > (long) MAX_DEVIATION_SECONDS * timeline.clockRate()) {
            current.timestampOffset -= (int) deviation;
        }
    }

    private void beginPictures(FrameInfo payload) {
        current.picturesKnown = payload.pictureId() >= 0;
        if (!current.picturesKnown) {
            return;
        }
        long picture = FIRST_PICTURE_CYCLE + payload.pictureId();
        long number = lastPicture < 0 ? picture : lastPicture + 1;
        current.highestPicture = picture;
        current.pictureOffset = number - picture;
        if (current.codec == Codec.VP8) {
            current.pictures.start(picture, number);
        }
    }

    private static long pictureOf(Stretch stretch, FrameInfo payload) {
        long picture = stretch.unwrapPicture(payload.pictureId(), payload.pictureIdBits());
        stretch.highestPicture = Math.max(stretch.highestPicture, picture);
        return picture;
    }

    private void renumber(Stretch stretch, MediaPacket packet, boolean newest, OutgoingPacket out) {
        FrameInfo payload = packet.payload();
        if (stretch.codec == Codec.VP8 || stretch.codec == Codec.VP9) {
            renumberPicture(stretch, payload, newest, out);
        }
        if (packet.frameNumber() >= 0) {
            int frameNumber = (packet.frameNumber() + stretch.frameNumberOffset) & 0xffff;
            out.frameNumber(frameNumber);
            if (newest) {
                lastFrameNumber = frameNumber;
            }
        }
    }

    private void renumberPicture(
            Stretch stretch, FrameInfo payload, boolean newest, OutgoingPacket out) {
        int pictureId = OutgoingPacket.UNCHANGED;
        if (stretch.picturesKnown && payload.pictureId() >= 0) {
            long picture = pictureOf(stretch, payload);
            long number =
                    stretch.codec == Codec.VP8
                            ? stretch.pictures.pass(picture)
                            : picture + stretch.pictureOffset;
            if (number != SequenceMap.NONE) {
                pictureId = (int) number & 0x7fff;
                lastPicture = newest ? Math.max(lastPicture, number) : lastPicture;
            }
        }
        int tl0 = OutgoingPacket.UNCHANGED;
        if (payload.tl0PictureIndex() >= 0) {
            tl0 = (payload.tl0PictureIndex() + stretch.tl0Offset) & 0xff;
            lastTl0 = newest ? tl0 : lastTl0;
        }
        boolean same =
                pictureId == payload.pictureId()
                        && payload.pictureIdBits() != 7
                        && tl0 == payload.tl0PictureIndex();
        if (!same) {
            out.picture(pictureId, tl0);
        }
    }
}
