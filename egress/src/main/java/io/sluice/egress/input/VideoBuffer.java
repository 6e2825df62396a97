package io.sluice.egress.input;

import io.sluice.rtp.RtpPacket;
import io.sluice.rtp.SequenceUnwrapper;
import io.sluice.rtp.codec.Codec;
import org.jspecify.annotations.Nullable;

/// Holds the packets of a picture stream until their frame is due, so that what was lost has time
/// to come again, and gives whole frames in order.
///
/// After a loss that nothing repaired in time it goes on at the next keyframe. Sans-IO.
public final class VideoBuffer {
    /// A keyframe of 1080p takes some 200 packets, half a second of it 500.
    private static final int PACKETS = 1024;

    /// In place of a frame's end: it will not become whole in time.
    private static final long LOST = Long.MIN_VALUE + 1;

    /// In place of a frame's end: nothing is due.
    private static final long NOT_YET = Long.MIN_VALUE;

    private final StreamTimeline timeline;
    private final SequenceUnwrapper unwrapper = new SequenceUnwrapper();
    private final ByteSink bytes = new ByteSink();
    private final CodedFrame frame = new CodedFrame(bytes);
    private @Nullable PacketRing ring;
    private @Nullable FrameAssembler assembler;
    private @Nullable Codec codec;
    private boolean started;
    private long next; // the first packet that was not taken yet
    private long highest;
    private boolean waitsForKeyframe = true;
    private boolean keyframeWanted;
    private long frames;
    private long lostFrames;
    private long latePackets;

    public VideoBuffer(StreamTimeline timeline) {
        this.timeline = timeline;
    }

    /// Takes a packet in; its payload is copied.
    public void onPacket(Codec packetCodec, RtpPacket packet, long arrivalNanos) {
        long timestamp = timeline.onPacket(packet.timestamp(), arrivalNanos);
        long sequence = unwrapper.unwrap(packet.sequenceNumber());
        if (ring == null) {
            ring = new PacketRing(PACKETS);
        }
        if (!started || Math.abs(sequence - highest) >= PACKETS) {
            restart(sequence);
        }
        if (sequence < next) {
            latePackets++;
            return;
        }
        highest = Math.max(highest, sequence);
        if (highest - next >= PACKETS) {
            lose(highest - PACKETS + 1);
        }
        boolean kept =
                ring.put(
                        sequence,
                        packetCodec,
                        timestamp,
                        packet.marker(),
                        packet.segment(),
                        packet.payloadOffset(),
                        packet.payloadLength());
        if (!kept) {
            latePackets++;
        }
    }

    private void restart(long sequence) {
        if (started) {
            lose(sequence);
        }
        started = true;
        next = sequence;
        highest = sequence;
        if (ring != null) {
            ring.clear();
        }
    }

    /// The next frame whose time has come, or null. Call it until it says null.
    public @Nullable CodedFrame poll(long nowNanos) {
        PacketRing packets = ring;
        if (packets == null || !started) {
            return null;
        }
        while (next <= highest) {
            long end = endOfFrame(packets, nowNanos);
            if (end == NOT_YET) {
                return null;
            }
            if (end == LOST) {
                skipHole(packets);
                continue;
            }
            CodedFrame whole = take(packets, end);
            if (whole != null) {
                return whole;
            }
        }
        return null;
    }

    /// Where the frame that is due ends (the packet after its last), [#LOST] when it will not
    /// become whole in time, or [#NOT_YET].
    private long endOfFrame(PacketRing packets, long nowNanos) {
        long first = firstAtOrAfter(packets, next);
        if (first > highest || timeline.playoutNanos(packets.timestamp(first)) > nowNanos) {
            return NOT_YET;
        }
        if (first != next) {
            return LOST;
        }
        long timestamp = packets.timestamp(next);
        for (long s = next; s <= highest; s++) {
            if (!packets.has(s)) {
                return LOST;
            }
            if (packets.timestamp(s) != timestamp) {
                return s;
            }
            if (packets.marker(s)) {
                return s + 1;
            }
        }
        // Its end has not come: it is late, but not lost while nothing later is here.
        return NOT_YET;
    }

    private long firstAtOrAfter(PacketRing packets, long from) {
        for (long s = from; s <= highest; s++) {
            if (packets.has(s)) {
                return s;
            }
        }
        return highest + 1;
    }

    /// Gives up the frame with the hole: goes on behind what belongs to it.
    private void skipHole(PacketRing packets) {
        if (!packets.has(next)) {
            // Whose beginning this was nobody knows.
            lose(firstAtOrAfter(packets, next));
            return;
        }
        long timestamp = packets.timestamp(next);
        long after = next;
        while (after <= highest && (!packets.has(after) || packets.timestamp(after) == timestamp)) {
            after++;
        }
        lose(after);
    }

    private void lose(long goOn) {
        next = goOn;
        lostFrames++;
        waitsForKeyframe = true;
        keyframeWanted = true;
    }

    private @Nullable CodedFrame take(PacketRing packets, long end) {
        long first = next;
        next = end;
        FrameAssembler pieces = assemblerOf(packets.codec(first));
        pieces.begin(bytes);
        boolean whole = true;
        for (long s = first; whole && s < end; s++) {
            // Empty payloads only fill the line.
            whole =
                    packets.length(s) == 0
                            || pieces.add(packets.memory(), packets.offset(s), packets.length(s));
        }
        if (whole && bytes.length() == 0) {
            return null;
        }
        if (!whole || !pieces.end()) {
            lose(end);
            return null;
        }
        if (waitsForKeyframe && !pieces.keyframe()) {
            keyframeWanted = true;
            return null;
        }
        waitsForKeyframe = false;
        frames++;
        long timestamp = packets.timestamp(first);
        return frame.set(
                packets.codec(first),
                timestamp,
                timeline.playoutNanos(timestamp),
                pieces.keyframe());
    }

    private FrameAssembler assemblerOf(Codec wanted) {
        FrameAssembler current = assembler;
        if (current == null || codec != wanted) {
            current = FrameAssembler.of(wanted);
            assembler = current;
            codec = wanted;
            waitsForKeyframe = true;
        }
        return current;
    }

    /// The decoder could not use a frame: go on at the next keyframe.
    public void onDecoderFailed() {
        waitsForKeyframe = true;
        keyframeWanted = true;
    }

    /// Whether a keyframe is needed to go on.
    public boolean keyframeWanted() {
        return keyframeWanted && waitsForKeyframe;
    }

    /// Whole frames given so far.
    public long frames() {
        return frames;
    }

    /// Times that something was lost for good.
    public long losses() {
        return lostFrames;
    }

    /// Packets that came after their time, or twice, or were too long.
    public long latePackets() {
        return latePackets;
    }
}
