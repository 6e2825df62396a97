package io.sluice.sfu.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.rtp.HeaderExtensionType;
import io.sluice.rtp.RtpPacket;
import io.sluice.rtp.buffer.PacketCell;
import io.sluice.rtp.buffer.PacketSlab;
import io.sluice.rtp.codec.Av1DependencyDescriptor;
import io.sluice.rtp.codec.Codec;
import io.sluice.rtp.codec.FrameInfo;
import io.sluice.sfu.api.CodecParameters;
import io.sluice.sfu.api.EncodingParameters;
import io.sluice.sfu.api.HeaderExtension;
import io.sluice.sfu.api.MediaKind;
import io.sluice.sfu.api.SendSection;
import io.sluice.sfu.observe.Counters;
import io.sluice.sfu.receive.HistoryBudget;
import io.sluice.sfu.receive.IncomingRtpStream;
import io.sluice.sfu.receive.MediaPacket;
import io.sluice.sfu.receive.ParticipantClock;
import io.sluice.sfu.sim.Fixtures;
import java.io.IOException;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Layers of streams that a real browser sent, see `golden/README.md` of the module `rtp`. What
/// they refer to is read from the dependency descriptor, also where the server had to do without
/// it.
final class GoldenLayersTest {
    /// Each stream with layers, with descriptors and without where both can be.
    @Retention(RetentionPolicy.RUNTIME)
    @ParameterizedTest(name = "{0} descriptors {2}")
    @CsvSource({
        "vp8-simulcast, VP8, true",
        "vp9-svc, VP9, true",
        "vp9-svc, VP9, false",
        "av1-svc, AV1, true",
        "chromium-av1-l1t3, AV1, true",
        "chromium-av1-l3t3key, AV1, true",
        "chromium-vp9-l3t3key, VP9, true",
        "chromium-vp9-l3t3key, VP9, false",
        "chromium-h264-simulcast, H264, true",
        "chromium-h264-simulcast, H264, false",
        "firefox-vp8-simulcast, VP8, true"
    })
    private @interface RealStreams {}

    private static final Path CAPTURES = Path.of("..", "rtp", "src", "test", "resources", "golden");
    private static final int CHROMIUM_DESCRIPTOR_ID = 13;
    private static final int FIREFOX_DESCRIPTOR_ID = 8;
    private static final int SPATIAL_LAYERS = 3;
    private static final int TEMPORAL_LAYERS = 3;

    private final Arena arena = Arena.ofConfined();
    private final PacketSlab slab = new PacketSlab(arena, 8 << 20);
    private final LayerSelector selector = new LayerSelector();
    private int descriptorId;

    /// A packet that was shown, or not.
    private record Seen(
            boolean shown,
            boolean ends,
            long timestamp,
            int spatial,
            int temporal,
            int frame,
            List<Integer> references) {}

    @AfterEach
    void free() {
        arena.close();
    }

    /// The packets of each SSRC of a capture.
    private Map<Long, List<byte[]>> read(String name) throws IOException {
        descriptorId = name.startsWith("firefox") ? FIREFOX_DESCRIPTOR_ID : CHROMIUM_DESCRIPTOR_ID;
        Map<Long, List<byte[]>> streams = new HashMap<>();
        for (String line : Files.readAllLines(CAPTURES.resolve(name + ".hex"))) {
            byte[] bytes = HexFormat.of().parseHex(line.strip());
            long ssrc = Fixtures.wrap(bytes).ssrc();
            streams.computeIfAbsent(ssrc, _ -> new ArrayList<>()).add(bytes);
        }
        return streams;
    }

    private IncomingRtpStream stream(Codec codec, byte[] first, boolean descriptors) {
        RtpPacket packet = Fixtures.wrap(first);
        List<HeaderExtension> extensions =
                descriptors
                        ? List.of(
                                new HeaderExtension(
                                        HeaderExtensionType.DEPENDENCY_DESCRIPTOR, descriptorId))
                        : List.of();
        SendSection section =
                new SendSection(
                        "1",
                        MediaKind.VIDEO,
                        List.of(
                                Fixtures.codec(
                                        codec,
                                        packet.payloadType(),
                                        CodecParameters.NONE,
                                        CodecParameters.NONE)),
                        extensions,
                        List.of(
                                new EncodingParameters(
                                        "", packet.ssrc(), EncodingParameters.UNKNOWN)));
        return new IncomingRtpStream(
                section,
                packet.ssrc(),
                new ParticipantClock(),
                slab,
                new HistoryBudget(4 << 20),
                new Counters());
    }

    /// Runs a stream past the selector; `limits` is told of each packet before it comes.
    private List<Seen> run(
            Codec codec, List<byte[]> packets, boolean descriptors, Runnable limits) {
        IncomingRtpStream stream = stream(codec, packets.getFirst(), descriptors);
        Av1DependencyDescriptor descriptor = new Av1DependencyDescriptor();
        List<Seen> seen = new ArrayList<>();
        selector.target(stream);
        selector.interrupt();
        for (byte[] bytes : packets) {
            limits.run();
            FrameInfo truth = new FrameInfo();
            RtpPacket original = Fixtures.wrap(bytes);
            long at = original.extension(descriptorId);
            assertTrue(descriptor.parse(original.segment(), at, original.extensionLength(), truth));
            PacketCell cell = Fixtures.cell(slab, bytes);
            boolean kept =
                    stream.onPacket(
                            cell,
                            Fixtures.wrap(bytes),
                            0,
                            new IncomingRtpStream.Output() {
                                @Override
                                public void onMedia(
                                        IncomingRtpStream from, MediaPacket media, long nowNanos) {
                                    seen.add(look(from, media, truth));
                                }

                                @Override
                                public void onEmpty(
                                        IncomingRtpStream from, long sequence, long nowNanos) {}
                            });
            if (!kept) {
                slab.give(cell);
            }
        }
        stream.close();
        return seen;
    }

    private Seen look(IncomingRtpStream from, MediaPacket media, FrameInfo truth) {
        LayerSelector.Decision decision = selector.decide(from, media);
        if (decision == LayerSelector.Decision.BEGIN) {
            selector.begun(from);
            decision = selector.decide(from, media);
        }
        List<Integer> references = new ArrayList<>();
        for (int i = 0; i < truth.referenceCount(); i++) {
            references.add((truth.frameNumber() - truth.referenceDifference(i)) & 0xffff);
        }
        return new Seen(
                decision == LayerSelector.Decision.PASS,
                selector.endsPicture(media),
                media.rtp().timestamp(),
                truth.spatialLayer(),
                truth.temporalLayer(),
                truth.frameNumber(),
                references);
    }

    /// What a decoder would stumble over.
    private static void assertDecodable(List<Seen> seen) {
        Set<Integer> frames = new HashSet<>();
        Seen last = null;
        for (Seen packet : seen) {
            if (!packet.shown) {
                continue;
            }
            for (int reference : packet.references) {
                assertTrue(frames.contains(reference), packet + " refers to what was left out");
            }
            frames.add(packet.frame);
            if (last != null) {
                boolean next = packet.timestamp != last.timestamp;
                assertEquals(next, last.ends, "the marker of " + last);
            }
            last = packet;
        }
        assertTrue(last != null, "nothing was shown");
    }

    /// Invariant: of each stream any layers can be shown, and none above them is.
    @RealStreams
    void anyLayersOfARealStreamCanBeDecoded(String name, Codec codec, boolean descriptors)
            throws IOException {
        for (List<byte[]> packets : read(name).values()) {
            for (int spatial = 0; spatial < SPATIAL_LAYERS; spatial++) {
                for (int temporal = 0; temporal < TEMPORAL_LAYERS; temporal++) {
                    selector.limit(spatial, temporal);
                    List<Seen> seen = run(codec, packets, descriptors, () -> {});
                    assertDecodable(seen);
                    int highest = spatial;
                    int latest = temporal;
                    assertTrue(
                            seen.stream()
                                    .filter(Seen::shown)
                                    .allMatch(packet ->
                                            packet.spatial <= highest
                                                    && packet.temporal <= latest));
                    assertTrue(
                            seen.stream()
                                    .filter(packet -> packet.spatial == 0 && packet.temporal == 0)
                                    .anyMatch(Seen::shown));
                }
            }
        }
    }

    /// Invariant: whatever is allowed when, nothing is shown that refers to what was left out.
    @RealStreams
    void randomChangesOfARealStreamCanBeDecoded(String name, Codec codec, boolean descriptors)
            throws IOException {
        for (List<byte[]> packets : read(name).values()) {
            for (long seed = 1; seed <= 50; seed++) {
                Random random = new Random(seed);
                assertDecodable(
                        run(
                                codec,
                                packets,
                                descriptors,
                                () -> {
                                    if (random.nextInt(4) == 0) {
                                        selector.limit(
                                                random.nextInt(SPATIAL_LAYERS),
                                                random.nextInt(TEMPORAL_LAYERS));
                                    }
                                }));
            }
        }
    }
}
