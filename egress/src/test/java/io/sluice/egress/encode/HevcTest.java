package io.sluice.egress.encode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.egress.output.EncodedFrame;
import io.sluice.egress.output.FlvViewer;
import io.sluice.egress.output.Fmp4Muxer;
import io.sluice.egress.output.FrameQueue;
import io.sluice.egress.output.StreamSettings;
import io.sluice.egress.output.TsMuxer;
import io.sluice.rtmp.ByteWriter;
import io.sluice.rtmp.FlvBody;
import io.sluice.rtmp.FlvReader;
import io.sluice.rtmp.MediaCodec;
import io.sluice.rtmp.RtmpMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.bytedeco.ffmpeg.ffprobe;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// HEVC from an encoder's bytes to what channels, viewers and files get.
@Timeout(60)
final class HevcTest {
    /// Of the pictures in the sample; the first and the fourth are keyframes.
    private static final int[] SIZES = {2_162, 510, 957, 2_568, 510, 701};

    private static final long NANOS = 1_000_000_000L / 15;

    private static final String VPS = "40010c01ffff01600000030090000003000003001eba0240";
    private static final String SPS =
            "42010101600000030090000003000003001ea0308107cd96e92930bc05a020000003002000000301e1";
    private static final String PPS = "4401c071831200";

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    private static String hex(ByteBuffer buffer) {
        byte[] all = new byte[buffer.remaining()];
        buffer.get(all);
        return HexFormat.of().formatHex(all);
    }

    private static List<EncodedFrame> frames() throws IOException {
        AnnexB reader = new AnnexB(MediaCodec.HEVC);
        List<EncodedFrame> frames = new ArrayList<>();
        StreamSettings settings = null;
        try (InputStream in =
                Objects.requireNonNull(HevcTest.class.getResourceAsStream("/golden/hevc.h265"))) {
            for (int size : SIZES) {
                reader.read(in.readNBytes(size), size);
                ByteBuffer record = reader.takeRecord();
                if (record != null) {
                    byte[] copy = bytes(hex(record));
                    settings =
                            new StreamSettings.Builder()
                                    .video(MediaCodec.HEVC, copy, 96, 54)
                                    .rates(15, 60_000, 0)
                                    .build();
                }
                long time = frames.size() * NANOS;
                frames.add(
                        EncodedFrame.video(
                                time,
                                time,
                                reader.keyframe(),
                                bytes(hex(reader.units())),
                                Objects.requireNonNull(settings)));
            }
        }
        return frames;
    }

    /// The expected record is the one that ffmpeg 5.1.9 wrote of the same sets.
    @Test
    void theRecordIsTheOneOfFfmpeg() {
        byte[] record = HevcRecord.of(bytes(VPS), bytes(SPS), bytes(PPS));
        assertNotNull(record);
        assertEquals(
                "0101600000009000000000001ef000fcfdf8f800000f03"
                        + ("a000010018" + VPS + "a100010029" + SPS + "a200010007" + PPS),
                HexFormat.of().formatHex(record));
        StreamSettings settings =
                new StreamSettings.Builder().video(MediaCodec.HEVC, record, 96, 54).build();
        assertEquals("hvc1.1.6.L30.90", settings.codecNames());
    }

    @Test
    void ofASetThatIsCutThereIsNoRecord() {
        byte[] sps = bytes(SPS);
        for (int length = 2; length < 22; length++) {
            assertNull(HevcRecord.of(bytes(VPS), Arrays.copyOf(sps, length), bytes(PPS)));
        }
        byte[] ones = new byte[64];
        Arrays.fill(ones, (byte) 0xff);
        byte[] zeros = new byte[64];
        assertNull(HevcRecord.of(bytes(VPS), zeros, bytes(PPS)));
        HevcRecord.of(bytes(VPS), ones, bytes(PPS)); // whatever that is, it is read to its end
    }

    @Test
    void setsLeaveTheFramesAndKeyframesAreKnown() throws IOException {
        List<EncodedFrame> frames = frames();
        assertEquals(
                List.of(true, false, false, true, false, false),
                frames.stream().map(EncodedFrame::keyframe).toList());
        assertEquals(0x28, frames.getFirst().bytes()[4]); // IDR_N_LP, behind its length
        long settings = frames.stream().map(EncodedFrame::settings).distinct().count();
        assertEquals(1, settings);
    }

    @Test
    void enhancedRtmpCallsItByItsName(@TempDir Path directory) throws Exception {
        FrameQueue queue = new FrameQueue(NANOS * 100, 1 << 20, () -> {});
        queue.open();
        frames().forEach(queue::onFrame);
        queue.close();
        ByteArrayOutputStream flv = new ByteArrayOutputStream();
        try (FlvViewer viewer = new FlvViewer(queue)) {
            for (byte[] next = viewer.next(0); next != null; next = viewer.next(0)) {
                flv.write(next);
            }
        }
        List<String> heads = new ArrayList<>();
        FlvBody body = new FlvBody();
        byte[] file = flv.toByteArray();
        new FlvReader(1 << 20)
                .read(
                        file,
                        0,
                        file.length,
                        tag -> {
                            if (tag.type() == RtmpMessage.VIDEO
                                    && body.parseVideo(tag.payload(), tag.offset(), tag.length())) {
                                heads.add(
                                        body.codec()
                                                + " "
                                                + body.content()
                                                + " "
                                                + body.keyframe());
                            }
                        });
        assertEquals("HEVC CONFIGURATION true", heads.getFirst());
        assertEquals("HEVC FRAME true", heads.get(1));
        assertEquals("HEVC FRAME false", heads.get(2));
        assertPlays(directory.resolve("a.flv"), file);
    }

    @Test
    void anMp4FileOfItPlays(@TempDir Path directory) throws Exception {
        List<EncodedFrame> frames = frames();
        Fmp4Muxer muxer = new Fmp4Muxer(frames.getFirst().settings(), 0);
        frames.forEach(muxer::add);
        ByteArrayOutputStream mp4 = new ByteArrayOutputStream();
        mp4.write(muxer.initialization());
        mp4.write(muxer.cut(frames.size() * NANOS));
        assertTrue(mp4.toString(StandardCharsets.ISO_8859_1).contains("hvcC"));
        assertPlays(directory.resolve("a.mp4"), mp4.toByteArray());
    }

    @Test
    void aTransportStreamOfItPlays(@TempDir Path directory) throws Exception {
        TsMuxer muxer = new TsMuxer();
        ByteWriter ts = new ByteWriter();
        for (EncodedFrame frame : frames()) {
            muxer.write(frame, ts);
        }
        assertPlays(directory.resolve("a.ts"), ts.toByteArray());
    }

    /// A decoder that is not ours makes six pictures of it and complains of nothing.
    private static void assertPlays(Path file, byte[] content) throws Exception {
        Files.write(file, content);
        Process probe =
                new ProcessBuilder(
                                Loader.load(ffprobe.class),
                                "-v",
                                "warning",
                                "-count_frames",
                                "-show_entries",
                                "stream=codec_name,width,height,nb_read_frames",
                                "-of",
                                "csv=p=0",
                                file.toString())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(probe.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        List<String> lines = said.lines().filter(line -> !line.isBlank()).distinct().toList();
        assertEquals(List.of("hevc,96,54,6"), lines); // of a transport stream it is told twice
        assertEquals(0, probe.waitFor());
    }
}
