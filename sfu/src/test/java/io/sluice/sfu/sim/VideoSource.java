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
    private static final int WIDTH = 320;
    private static final int HEIGHT = 192;

    private final Codec codec;
    private final PacketWriter writer;
    private final MediaClock clock;
    private final @Nullable Descriptors descriptors;
    private final Scalability mode;
    private final Random random;
    private final PayloadHeaders headers;
    private final Scalability.References references;
    private final List<Integer> pictureOfFrame = new ArrayList<>();
    private final int percent;
    private int frame;
    private int picture;
    private int position;
    private boolean keyframeWanted = true;

    /// @param descriptors whether frames carry the dependency descriptor
    /// @param temporalLayers 1, or 3 with VP8
    public VideoSource(
            Codec codec,
            PacketWriter writer,
            MediaClock clock,
            boolean descriptors,
            int temporalLayers,
            long seed) {
        this(
                codec,
                writer,
                clock,
                descriptors,
                temporalLayers == 3 ? Scalability.L1T3 : Scalability.L1T1,
                false,
                WIDTH,
                seed);
    }

    /// @param mode its layers; spatial ones with VP9 and AV1 alone
    /// @param flexible whether VP9 names its references
    /// @param width of the largest picture in pixels, of which its bytes depend
    public VideoSource(
            Codec codec,
            PacketWriter writer,
            MediaClock clock,
            boolean descriptors,
            Scalability mode,
            boolean flexible,
            int width,
            long seed) {
        this.codec = codec;
        this.writer = writer;
        this.clock = clock;
        this.mode = mode;
        int height = width * HEIGHT / WIDTH;
        this.descriptors = descriptors ? new Descriptors(mode, width, height) : null;
        percent = 100 * width / WIDTH;
        random = new Random(seed);
        references = new Scalability.References(mode);
        headers = new PayloadHeaders(codec, mode, flexible, width, height, random.nextInt(1 << 15));
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

    /// The packets of the next picture, all its spatial layers.
    public List<byte[]> frame(long nowNanos) {
        boolean key = keyframeWanted;
        keyframeWanted = false;
        position = key ? 0 : position + 1;
        int temporal = mode.temporalLayer(position);
        List<byte[]> packets = new ArrayList<>();
        for (int spatial = 0; spatial < mode.spatialLayers; spatial++) {
            List<Integer> earlier = references.temporal(key, spatial, temporal);
            if (spatial == 0) {
                headers.beginFrame(key, temporal, temporal > 0 && earlier.size() == 1);
            }
            headers.beginLayer(
                    spatial,
                    earlier.stream().map(each -> picture - pictureOfFrame.get(each)).toList());
            layerFrame(key, spatial, temporal, nowNanos, packets);
            references.remember(key, spatial, temporal, frame);
            pictureOfFrame.add(picture);
            frame++;
        }
        picture++;
        return packets;
    }

    private void layerFrame(
            boolean key, int spatial, int temporal, long nowNanos, List<byte[]> packets) {
        List<Integer> all = references.all(key, spatial, temporal, frame);
        int bytes =
                key
                        ? KEYFRAME_BYTES + random.nextInt(MAX_FRAME_BYTES)
                        : random.nextInt(MIN_FRAME_BYTES, MAX_FRAME_BYTES);
        bytes = (bytes * percent / 100) >> (mode.spatialLayers - 1 - spatial);
        int count = (bytes + MAX_PAYLOAD_BYTES - 1) / MAX_PAYLOAD_BYTES;
        for (int i = 0; i < count; i++) {
            boolean last = i == count - 1;
            // Larger last: the first ones are rounded down.
            int size = bytes / count + (i >= count - bytes % count ? 1 : 0);
            byte[] head = headers.of(i, count);
            byte[] payload = new byte[Math.max(size, head.length + 1 + Truth.BYTES)];
            random.nextBytes(payload);
            System.arraycopy(head, 0, payload, 0, head.length);
            headers.finish(i, payload, head.length);
            boolean begins = key && spatial == 0;
            new Truth(ssrc(), frame, picture, i, count, begins, spatial, temporal, all)
                    .write(payload);
            byte @Nullable [] descriptor =
                    descriptors == null
                            ? null
                            : descriptors.of(key, spatial, temporal, frame, all, i == 0, last);
            boolean marker = last && spatial == mode.spatialLayers - 1;
            packets.add(writer.packet(marker, clock.timestamp(nowNanos), -1, descriptor, payload));
        }
    }

    public byte[] senderReport(long nowNanos) {
        return writer.senderReport(clock.ntp(nowNanos), clock.timestamp(nowNanos));
    }
}
