package io.sluice.sfu.sim;

import io.sluice.rtp.RtpPacket;
import io.sluice.rtp.codec.Av1DependencyDescriptor;
import io.sluice.rtp.codec.Codec;
import io.sluice.rtp.codec.FrameInfo;
import io.sluice.rtp.codec.FrameReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Looks at everything a receiver got through one half of a slot, in whatever order it came, and
/// says what a decoder would stumble over: pictures that are not complete, references that never
/// came, a source that begins without a keyframe, time that goes backwards, picture and frame
/// numbers that do not go on.
///
/// A packet that never came excuses what depends on it; [#missing] says which ones those are.
public final class DecodabilityChecker {
    private record Frame(long source, int number) {}

    private record Packet(
            int timestamp,
            boolean marker,
            Codec codec,
            Optional<Truth> truth,
            int pictureId,
            int tl0PictureIndex,
            int frameNumber) {}

    private final TreeMap<Long, Packet> packets = new TreeMap<>();
    private final List<String> problems = new ArrayList<>();
    private final FrameInfo described = new FrameInfo();
    private final Av1DependencyDescriptor descriptor = new Av1DependencyDescriptor();
    private final int descriptorId;
    private long firstIndex = Long.MAX_VALUE;

    public DecodabilityChecker() {
        this(0);
    }

    /// @param descriptorId the header extension that is the dependency descriptor, or 0
    public DecodabilityChecker(int descriptorId) {
        this.descriptorId = descriptorId;
    }

    /// The stream begins with this number, whether or not it comes.
    void begins(long index) {
        firstIndex = index;
    }

    /// Takes a packet; a retransmission is to be restored first.
    ///
    /// @param index the sequence, unwrapped to 64 bits
    /// @param codec what the receiver takes the payload type for
    public void onPacket(long index, Codec codec, RtpPacket packet) {
        FrameInfo info = new FrameInfo();
        boolean empty = packet.payloadLength() == 0;
        if (!empty && !FrameReader.read(codec, packet, info)) {
            problems.add("payload of " + index + " is no " + codec);
            return;
        }
        Packet taken =
                new Packet(
                        (int) packet.timestamp(),
                        packet.marker(),
                        codec,
                        Truth.of(packet),
                        info.pictureId(),
                        info.tl0PictureIndex(),
                        frameNumber(index, packet));
        Packet before = packets.putIfAbsent(index, taken);
        if (before != null && !before.equals(taken)) {
            problems.add("number " + index + " was used twice");
        }
    }

    /// Of the dependency descriptor, or -1.
    private int frameNumber(long index, RtpPacket packet) {
        long at = descriptorId == 0 ? -1 : packet.extension(descriptorId);
        if (at < 0) {
            return -1;
        }
        if (!descriptor.parse(packet.segment(), at, packet.extensionLength(), described)) {
            problems.add("the descriptor of " + index + " cannot be read");
        }
        return described.frameNumber();
    }

    /// The highest spatial and temporal layer of the last so many pictures.
    public String layers(int pictures) {
        int spatial = 0;
        int temporal = 0;
        Set<Integer> timestamps = new HashSet<>();
        for (Packet packet : packets.descendingMap().values()) {
            if (packet.truth.isPresent()) {
                timestamps.add(packet.timestamp);
                if (timestamps.size() > pictures) {
                    break;
                }
                spatial = Math.max(spatial, packet.truth.get().spatialLayer());
                temporal = Math.max(temporal, packet.truth.get().temporalLayer());
            }
        }
        return "S" + spatial + "T" + temporal;
    }

    /// Numbers between the first and the last that never came.
    public SortedSet<Long> missing() {
        SortedSet<Long> missing = new TreeSet<>();
        long expected = packets.isEmpty() ? 0 : Math.min(firstIndex, packets.firstKey());
        for (long index : packets.keySet()) {
            while (expected < index) {
                missing.add(expected++);
            }
            expected = index + 1;
        }
        return missing;
    }

    /// Complete pictures (or audio packets) received.
    public int completeFrames() {
        return (int) framePackets().values().stream().filter(this::isComplete).count();
    }

    /// The sources in the order they were shown.
    public List<Long> sources() {
        List<Long> sources = new ArrayList<>();
        for (Packet packet : packets.values()) {
            packet.truth
                    .map(Truth::source)
                    .filter(source -> sources.isEmpty() || !sources.getLast().equals(source))
                    .ifPresent(sources::add);
        }
        return sources;
    }

    /// Everything found, in words; empty when a decoder would be content.
    public List<String> problems() {
        List<String> found = new ArrayList<>(problems);
        SortedSet<Long> missing = missing();
        Map<Frame, List<Long>> frames = framePackets();
        checkFrames(frames, missing, found);
        checkOrder(missing, found);
        return found;
    }

    private Map<Frame, List<Long>> framePackets() {
        Map<Frame, List<Long>> frames = new HashMap<>();
        packets.forEach((index, packet) ->
                packet.truth.ifPresent(truth ->
                        frames.computeIfAbsent(
                                        new Frame(truth.source(), truth.frame()),
                                        _ -> new ArrayList<>())
                                .add(index)));
        return frames;
    }

    private boolean isComplete(List<Long> indexes) {
        return indexes.size() == truth(indexes.getFirst()).packets();
    }

    private void checkFrames(
            Map<Frame, List<Long>> frames, SortedSet<Long> missing, List<String> found) {
        // Of a source that has none yet: what was shown before it, for the keyframe may be missing.
        Map<Long, Long> lastKeyframe = new HashMap<>();
        long lastIndex = packets.isEmpty() ? 0 : packets.lastKey();
        List<List<Long>> inOrder = new ArrayList<>(frames.values());
        inOrder.sort((a, b) -> Long.compare(a.getFirst(), b.getFirst()));
        for (List<Long> indexes : inOrder) {
            Truth truth = truth(indexes.getFirst());
            long first = indexes.getFirst();
            String name = "frame " + truth.frame() + " of " + truth.source() + " at " + first;
            if (truth.keyframe()) {
                // Its first packets may be missing.
                lastKeyframe.put(truth.source(), first - truth.packet());
            } else {
                Long before = packets.lowerKey(first);
                lastKeyframe.putIfAbsent(
                        truth.source(), before == null ? Math.min(firstIndex, first) : before);
            }
            boolean cutOff =
                    indexes.getLast() == lastIndex
                            || isFollowedByAnother(truth.source(), indexes.getLast());
            boolean excused =
                    !missing.subSet(first - truth.packets(), indexes.getLast() + truth.packets())
                            .isEmpty();
            if (!isComplete(indexes) && !excused && !cutOff) {
                found.add(name + " has " + indexes.size() + " of " + truth.packets() + " packets");
            }
            long from = lastKeyframe.getOrDefault(truth.source(), first);
            boolean lost = !missing.subSet(from, indexes.getLast()).isEmpty();
            for (int reference : truth.references()) {
                List<Long> referred = frames.get(new Frame(truth.source(), reference));
                if ((referred == null || !isComplete(referred)) && !lost) {
                    found.add(name + " refers to " + reference + ", which did not come");
                }
            }
        }
    }

    /// A picture may be cut off by the next source if nothing refers to it.
    private boolean isFollowedByAnother(long source, long index) {
        Packet next = packets.get(index + 1);
        return next != null
                && next.truth
                        .map(truth -> truth.source() != source && truth.keyframe())
                        .orElse(false);
    }

    private void checkOrder(SortedSet<Long> missing, List<String> found) {
        long lastIndex = -1;
        Packet last = null;
        Truth lastTruth = null;
        int fillers = 0;
        for (Map.Entry<Long, Packet> entry : packets.entrySet()) {
            long index = entry.getKey();
            Packet packet = entry.getValue();
            if (packet.truth.isEmpty()) {
                fillers++;
                continue;
            }
            Truth truth = packet.truth.get();
            if (last != null && lastTruth != null) {
                boolean lossless = missing.subSet(lastIndex, index).isEmpty();
                checkStep(index, last, lastTruth, packet, truth, lossless, fillers, found);
            }
            fillers = 0;
            last = packet;
            lastTruth = truth;
            lastIndex = index;
        }
    }

    private static void checkStep(
            long index,
            Packet last,
            Truth lastTruth,
            Packet packet,
            Truth truth,
            boolean lossless,
            int fillers,
            List<String> found) {
        boolean sameSource = truth.source() == lastTruth.source();
        boolean sameFrame = sameSource && truth.frame() == lastTruth.frame();
        boolean samePicture = sameSource && truth.picture() == lastTruth.picture();
        int step = packet.timestamp - last.timestamp;
        if (samePicture ? step != 0 : step <= 0) {
            found.add("time goes on by " + step + " at " + index);
        }
        if (!lossless || !packet.codec.isVideo()) {
            return;
        }
        boolean nextFrame = sameSource && truth.frame() > lastTruth.frame();
        if (!sameFrame && !nextFrame && !truth.keyframe()) {
            found.add(truth.source() + " begins without a keyframe at " + index);
        }
        if (!sameFrame && truth.packet() != 0) {
            found.add("a frame begins in its middle at " + index);
        }
        boolean complete = lastTruth.packet() == lastTruth.packets() - 1;
        if (last.marker != (complete && !samePicture)) {
            found.add("the marker is wrong before " + index);
        }
        if (packet.codec == last.codec && !samePicture) {
            int pictures = sameSource ? truth.picture() - lastTruth.picture() : 1;
            if (packet.codec == Codec.VP8) {
                checkPicture(index, last, packet, truth, 1, fillers, found);
            } else if (packet.codec == Codec.VP9) {
                checkPicture(index, last, packet, truth, pictures, 0, found);
            }
        }
        if (packet.frameNumber >= 0 && last.frameNumber >= 0) {
            int frames = sameSource ? truth.frame() - lastTruth.frame() : 1;
            if (((packet.frameNumber - last.frameNumber) & 0xffff) != frames) {
                found.add("frame number " + packet.frameNumber + " after " + last.frameNumber);
            }
        }
    }

    private static void checkPicture(
            long index,
            Packet last,
            Packet packet,
            Truth truth,
            int pictures,
            int fillers,
            List<String> found) {
        // A picture that was missing for a while and then turned out not to be needed had a number.
        int step = (packet.pictureId - last.pictureId) & 0x7fff;
        if (step < pictures || step > pictures + fillers) {
            found.add(
                    "picture id " + packet.pictureId + " after " + last.pictureId + " at " + index);
        }
        int expected = (last.tl0PictureIndex + (truth.temporalLayer() == 0 ? 1 : 0)) & 0xff;
        if (packet.tl0PictureIndex >= 0
                && last.tl0PictureIndex >= 0
                && packet.tl0PictureIndex != expected) {
            found.add("TL0PICIDX " + packet.tl0PictureIndex + ", not " + expected + " at " + index);
        }
    }

    private Truth truth(long index) {
        return Objects.requireNonNull(packets.get(index)).truth.orElseThrow();
    }
}
