package io.sluice.sfu.sim;

import io.sluice.rtp.codec.Codec;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// A camera that sends one codec: frames of several packets whose sizes differ by at most one byte,
/// the larger last, with the descriptors a browser writes.
public final class VideoSource {
    private static final int MAX_PAYLOAD_BYTES = 1150;
    private static final int KEYFRAME_BYTES = 6000;
    private static final int MIN_FRAME_BYTES = 400;
    private static final int MAX_FRAME_BYTES = 4000;

    /// The temporal layers of L1T3, frame by frame.
    private static final int[] THREE_LAYERS = {0, 2, 1, 2};

    private final Codec codec;
    private final PacketWriter writer;
    private final MediaClock clock;
    private final boolean descriptors;
    private final int[] layers;
    private final Random random;
    private final PayloadHeaders headers;
    private final int[] lastFrameOfLayer = new int[3];
    private int frame;
    private int position;
    private boolean keyframeWanted = true;

    /// @param descriptors whether frames carry the dependency descriptor (L1T1 only)
    /// @param temporalLayers 1, or 3 with VP8
    public VideoSource(
            Codec codec,
            PacketWriter writer,
            MediaClock clock,
            boolean descriptors,
            int temporalLayers,
            long seed) {
        this.codec = codec;
        this.writer = writer;
        this.clock = clock;
        this.descriptors = descriptors;
        layers = temporalLayers == 3 ? THREE_LAYERS : new int[1];
        random = new Random(seed);
        headers = new PayloadHeaders(codec, random.nextInt(1 << 15));
    }

    public long ssrc() {
        return writer.ssrc();
    }

    public Codec codec() {
        return codec;
    }

    /// The next frame is a keyframe.
    public void requestKeyframe() {
        keyframeWanted = true;
    }

    /// The packets of the next frame.
    public List<byte[]> frame(long nowNanos) {
        boolean keyframe = keyframeWanted;
        keyframeWanted = false;
        position = keyframe ? 0 : position + 1;
        int layer = layers[position % layers.length];
        List<Integer> references = keyframe ? List.of() : references(layer);
        int bytes =
                keyframe
                        ? KEYFRAME_BYTES + random.nextInt(MAX_FRAME_BYTES)
                        : random.nextInt(MIN_FRAME_BYTES, MAX_FRAME_BYTES);
        int count = (bytes + MAX_PAYLOAD_BYTES - 1) / MAX_PAYLOAD_BYTES;
        headers.beginFrame(keyframe, layer, layer > 0 && references.size() == 1);
        List<byte[]> packets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            // Larger last: the first ones are rounded down.
            int size = bytes / count + (i >= count - bytes % count ? 1 : 0);
            byte[] head = headers.of(i, count);
            byte[] payload = new byte[Math.max(size, head.length + 1 + Truth.BYTES)];
            random.nextBytes(payload);
            System.arraycopy(head, 0, payload, 0, head.length);
            headers.finish(i, payload, head.length);
            new Truth(ssrc(), frame, i, count, keyframe, layer, references).write(payload);
            byte @Nullable [] descriptor =
                    descriptors ? Descriptors.of(keyframe, frame & 0xffff, i, count) : null;
            packets.add(
                    writer.packet(
                            i == count - 1, clock.timestamp(nowNanos), -1, descriptor, payload));
        }
        remember(layer, keyframe);
        frame++;
        return packets;
    }

    public byte[] senderReport(long nowNanos) {
        return writer.senderReport(clock.ntp(nowNanos), clock.timestamp(nowNanos));
    }

    private List<Integer> references(int layer) {
        int lowest = lastFrameOfLayer[0];
        int highest = lowest;
        for (int i = 1; i <= layer; i++) {
            highest = Math.max(highest, i < layer ? lastFrameOfLayer[i] : highest);
        }
        return highest == lowest ? List.of(lowest) : List.of(lowest, highest);
    }

    private void remember(int layer, boolean keyframe) {
        for (int i = layer; i < lastFrameOfLayer.length; i++) {
            if (keyframe || i == layer) {
                lastFrameOfLayer[i] = frame;
            }
        }
    }
}
