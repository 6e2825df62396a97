package io.sluice.rtp.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.rtp.HeaderExtensions;
import io.sluice.rtp.PacketKind;
import io.sluice.rtp.RtpHeaderWriter;
import io.sluice.rtp.RtpPacket;
import io.sluice.rtp.TestMemory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Packets of a real browser, see `golden/README.md`.
final class GoldenCaptureTest {
    private static final int RID = 10;
    private static final int DEPENDENCY_DESCRIPTOR = 13;

    private static final int MAX_PADDING = 60;

    private final RtpPacket packet = new RtpPacket();
    private final FrameInfo info = new FrameInfo();
    private final FrameInfo dependencies = new FrameInfo();

    private static List<MemorySegment> read(String name) {
        String path = "/golden/" + name + ".hex";
        try (InputStream in = GoldenCaptureTest.class.getResourceAsStream(path)) {
            byte[] text = Objects.requireNonNull(in).readAllBytes();
            List<MemorySegment> packets = new ArrayList<>();
            for (String line : new String(text, StandardCharsets.US_ASCII).lines().toList()) {
                packets.add(TestMemory.hex(line));
            }
            return packets;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void wrap(MemorySegment s) {
        int length = (int) s.byteSize();
        assertEquals(PacketKind.RTP, PacketKind.of(s, 0, length));
        assertTrue(packet.wrap(s, 0, length));
    }

    private void readFrame(Codec codec, MemorySegment s) {
        wrap(s);
        assertTrue(FrameReader.read(codec, packet, info));
    }

    private void readDependencies(Av1DependencyDescriptor descriptor) {
        long at = packet.extension(DEPENDENCY_DESCRIPTOR);
        assertTrue(at > 0, "no descriptor");
        int length = packet.extensionLength();
        assertTrue(descriptor.parse(packet.segment(), at, length, dependencies));
        assertTrue(dependencies.hasDependencies());
    }

    /// Where the dependency descriptor is negotiated, libwebrtc leaves out VP8's own numbers.
    @Test
    void vp8SimulcastHasASizePerEncoding() {
        Map<Long, String> sizes = new TreeMap<>();
        Map<Long, Integer> frameNumbers = new TreeMap<>();
        Map<Long, Av1DependencyDescriptor> descriptors = new TreeMap<>();
        TreeSet<String> rids = new TreeSet<>();
        for (MemorySegment s : read("vp8-simulcast")) {
            readFrame(Codec.VP8, s);
            long rid = packet.extension(RID);
            if (rid > 0) {
                byte[] text =
                        s.asSlice(rid, packet.extensionLength()).toArray(ValueLayout.JAVA_BYTE);
                rids.add(new String(text, StandardCharsets.US_ASCII));
            }
            if (info.keyframe()) {
                sizes.put(packet.ssrc(), info.width() + "x" + info.height());
            }
            long ssrc = packet.ssrc();
            readDependencies(descriptors.computeIfAbsent(ssrc, _ -> new Av1DependencyDescriptor()));
            assertEquals(info.startOfFrame(), dependencies.startOfFrame());
            assertEquals(info.endOfFrame(), dependencies.endOfFrame());
            assertEquals(info.keyframe(), dependencies.keyframe());
            Integer before = frameNumbers.put(ssrc, dependencies.frameNumber());
            int step = before == null ? 0 : (dependencies.frameNumber() - before) & 0xffff;
            assertTrue(step <= 3, "the encodings share one count");
        }
        assertEquals(new TreeSet<>(List.of("l", "m")), rids);
        assertEquals(new TreeSet<>(List.of("160x90", "320x180")), new TreeSet<>(sizes.values()));
    }

    @Test
    void vp9AndItsDependencyDescriptorAgree() {
        assertAgree(Codec.VP9, "vp9-svc", 2, 3);
    }

    @Test
    void av1AndItsDependencyDescriptorAgree() {
        assertAgree(Codec.AV1, "av1-svc", 2, 2);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "chromium-vp9-l3t3key, VP9, 3, 3",
        "chromium-av1-l3t3key, AV1, 3, 3",
        "chromium-av1-l1t3, AV1, 1, 3"
    })
    void threeLayersAndTheirDependencyDescriptorAgree(
            String name, Codec codec, int spatialLayers, int temporalLayers) {
        assertAgree(codec, name, spatialLayers, temporalLayers);
    }

    /// Invariant of each stream: it begins with a keyframe and its size, a frame's packets stand
    /// together between its start and its marker, and picture ids go on one by one.
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "chromium-av1-l1t3, AV1, 640x360",
        "chromium-h264-simulcast, H264, 320x180 640x360",
        "firefox-vp8-simulcast, VP8, 320x180 640x360",
        "firefox-vp9, VP9, 320x180",
        "firefox-av1, AV1, 640x360"
    })
    void framesStandTogetherAndNumbersGoOn(String name, Codec codec, String sizes) {
        Map<Long, String> found = new TreeMap<>();
        Map<Long, Integer> numbers = new TreeMap<>();
        Map<Long, Long> timestamps = new TreeMap<>();
        Map<Long, Integer> pictureIds = new TreeMap<>();
        Map<Long, Boolean> ended = new TreeMap<>();
        for (MemorySegment s : read(name)) {
            readFrame(codec, s);
            long ssrc = packet.ssrc();
            if (!found.containsKey(ssrc)) {
                assertTrue(info.keyframe(), "begins with a keyframe");
                found.put(ssrc, info.width() + "x" + info.height());
            }
            Integer number = numbers.put(ssrc, packet.sequenceNumber());
            if (number != null) {
                // Packets of padding alone were left out.
                int step = (packet.sequenceNumber() - number) & 0xffff;
                assertTrue(step >= 1 && step <= MAX_PADDING, "step of " + step);
            }
            boolean next = ended.getOrDefault(ssrc, true);
            // Each slice of H.264 may be the first.
            boolean begins = info.startOfFrame() && (next || codec != Codec.H264);
            assertEquals(next, begins, "start after the marker");
            Long timestamp = timestamps.put(ssrc, packet.timestamp());
            assertTrue(timestamp == null || next != timestamp.equals(packet.timestamp()));
            Integer before = pictureIds.put(ssrc, info.pictureId());
            if (before != null && before >= 0) {
                int mask = (1 << info.pictureIdBits()) - 1;
                assertEquals((before + (next ? 1 : 0)) & mask, info.pictureId() & mask);
            }
            ended.put(ssrc, packet.marker());
        }
        assertEquals(new TreeSet<>(List.of(sizes.split(" "))), new TreeSet<>(found.values()));
        numbers.keySet()
                .forEach(
                        ssrc -> assertTrue(ended.getOrDefault(ssrc, false), "ends with its frame"));
    }

    private void assertAgree(Codec codec, String name, int spatialLayers, int temporalLayers) {
        Av1DependencyDescriptor descriptor = new Av1DependencyDescriptor();
        LayerGrid grid = new LayerGrid();
        int highestSpatial = 0;
        boolean first = true;
        boolean keyframe = false;
        for (MemorySegment s : read(name)) {
            readFrame(codec, s);
            readDependencies(descriptor);
            if (first) {
                assertTrue(info.keyframe());
                assertTrue(dependencies.keyframe());
                assertTrue(dependencies.scalabilityStructure());
                assertEquals(0, dependencies.referenceCount());
                first = false;
            }
            keyframe |= info.keyframe();
            assertEquals(spatialLayers, dependencies.spatialLayerCount());
            assertEquals(temporalLayers, dependencies.temporalLayerCount());
            if (info.startOfFrame() || codec == Codec.VP9) {
                assertEquals(info.spatialLayer(), dependencies.spatialLayer());
                assertEquals(info.temporalLayer(), dependencies.temporalLayer());
            }
            grid.readDescribed(dependencies);
            if (codec == Codec.VP9) {
                grid.read(codec, info);
                assertEquals(dependencies.members(), info.members() & dependencies.targets());
                assertEquals(info.startOfFrame(), dependencies.startOfFrame());
                assertTrue(!info.endOfFrame() || dependencies.endOfFrame());
            }
            highestSpatial = Math.max(highestSpatial, dependencies.spatialLayer());
        }
        assertTrue(keyframe);
        assertEquals(spatialLayers - 1, highestSpatial);
    }

    @Test
    void h264BeginsWithItsParameterSets() {
        List<MemorySegment> packets = read("h264");
        readFrame(Codec.H264, packets.getFirst());
        assertTrue(info.keyframe());
        assertEquals(640, info.width());
        assertEquals(360, info.height());
        TreeSet<Long> started = new TreeSet<>();
        for (MemorySegment s : packets) {
            readFrame(Codec.H264, s);
            if (info.startOfFrame()) {
                started.add(packet.timestamp());
            }
            assertTrue(started.contains(packet.timestamp()), "every frame has a start");
        }
        assertTrue(started.size() > 1);
    }

    @Test
    void opusPlaysTwentyMilliseconds() {
        for (MemorySegment s : read("opus")) {
            readFrame(Codec.OPUS, s);
            assertEquals(960, info.durationSamples());
        }
    }

    @Test
    void redundantOpusRepeatsTheBlockBefore() {
        RedPayload red = new RedPayload();
        String before = "";
        boolean repeated = false;
        for (MemorySegment s : read("red")) {
            wrap(s);
            assertTrue(red.wrap(s, packet.payloadOffset(), packet.payloadLength()));
            assertEquals(111, red.primaryPayloadType());
            int last = red.blockCount() - 2;
            if (last >= 0) {
                assertEquals(960, red.timestampOffset(last));
                assertEquals(before, TestMemory.hex(s, red.offset(last), red.length(last)));
                repeated = true;
            }
            before = TestMemory.hex(s, red.primaryOffset(), red.primaryLength());
            assertTrue(OpusPayload.parse(s, red.primaryOffset(), red.primaryLength(), info));
            assertEquals(960, info.durationSamples());
        }
        assertTrue(repeated);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "vp8-simulcast",
                "vp9-svc",
                "av1-svc",
                "h264",
                "opus",
                "red",
                "chromium-av1-l1t3",
                "chromium-av1-l3t3key",
                "chromium-vp9-l3t3key",
                "chromium-h264-simulcast",
                "firefox-vp8-simulcast",
                "firefox-vp9",
                "firefox-av1"
            })
    void aHeaderWrittenAgainHasTheSameBytes(String name) {
        MemorySegment to = Arena.ofAuto().allocate(1500);
        RtpHeaderWriter writer = new RtpHeaderWriter();
        HeaderExtensions elements = new HeaderExtensions();
        for (MemorySegment s : read(name)) {
            wrap(s);
            writer.begin(
                    to,
                    0,
                    packet.payloadType(),
                    packet.marker(),
                    packet.sequenceNumber(),
                    packet.timestamp(),
                    packet.ssrc());
            elements.wrap(packet);
            while (elements.next()) {
                writer.extension(elements.id(), s, elements.offset(), elements.length());
            }
            int length = writer.finish();
            assertFalse(length < RtpPacket.FIXED_HEADER_BYTES);
            assertEquals(
                    TestMemory.hex(s, 0, packet.headerLength()), TestMemory.hex(to, 0, length));
        }
    }
}
