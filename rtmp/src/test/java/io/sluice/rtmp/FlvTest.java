package io.sluice.rtmp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FlvTest {
    private static final int MAX_BYTES = 1 << 20;

    /// What ffmpeg wrote is read and written again as the same bytes, however it is cut.
    @ParameterizedTest(name = "pieces of {0}")
    @ValueSource(ints = {1, 7, 1_000, 1_000_000})
    void aRealFileIsWrittenAgain(int piece) {
        byte[] file = Golden.bytes("play.flv");
        FlvReader reader = new FlvReader(MAX_BYTES);
        ByteWriter out = new ByteWriter();
        AtomicInteger tags = new AtomicInteger();
        FlvWriter.header(true, true, out);
        for (int at = 0; at < file.length; at += piece) {
            int count = Math.min(piece, file.length - at);
            assertNull(
                    reader.read(
                            file,
                            at,
                            count,
                            tag -> {
                                tags.incrementAndGet();
                                FlvWriter.tag(
                                        tag.type(),
                                        tag.timestampMillis(),
                                        tag.payload(),
                                        0,
                                        tag.payload(),
                                        tag.offset(),
                                        tag.length(),
                                        out);
                            }));
        }
        assertTrue(reader.hasAudio() && reader.hasVideo());
        assertTrue(tags.get() > 30);
        assertArrayEquals(file, out.toByteArray());
    }

    @Test
    void whatIsNoFlvAndWhatIsTooLongIsRefused() {
        assertEquals(RtmpError.FLV, read("464c57" + "0105" + "00000009" + "00000000"));
        assertEquals(RtmpError.FLV, read("464c56" + "0105" + "7fffffff"));
        assertEquals(RtmpError.FLV, read("464c56" + "0105" + "00000001"));
        String header = "464c56" + "0105" + "00000009" + "00000000";
        assertEquals(RtmpError.TAG_TOO_LONG, read(header + "09ffffff00000000000000"));
        assertEquals(RtmpError.FLV, read(header + "29000001000000 00000000".replace(" ", "")));
        assertNull(read(header + "09000000000000000000000000000b"));
    }

    private static @Nullable RtmpError read(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        return new FlvReader(MAX_BYTES).read(bytes, 0, bytes.length, _ -> {});
    }

    @Test
    void timesBeyond24BitsGoIntoTheEighthByte() {
        ByteWriter out = new ByteWriter();
        byte[] body = {1};
        FlvWriter.tag(RtmpMessage.VIDEO, 0x12345678L, body, 0, body, 0, 1, out);
        assertEquals(
                "09000001" + "345678" + "12" + "000000" + "01" + "0000000c",
                HexFormat.of().formatHex(out.toByteArray()));
    }

    @ParameterizedTest
    @CsvSource({
        "AVC, CONFIGURATION, true, 0, 1700000000",
        "AVC, FRAME, false, 40, 2701000028",
        "AVC, FRAME, true, -1, 1701ffffff",
        "HEVC, CONFIGURATION, true, 0, 9068766331",
        "HEVC, FRAME, true, 0, 9368766331",
        "HEVC, FRAME, false, 40, a168766331000028",
        "AV1, CONFIGURATION, true, 0, 9061763031",
        "AV1, FRAME, false, 0, a161763031",
        "AV1, END, true, 0, 9261763031"
    })
    void theHeadOfAPictureIsWrittenAndRead(
            MediaCodec codec, FlvBody.Content content, boolean key, int offset, String hex) {
        byte[] head = new byte[FlvBody.MAX_HEAD_BYTES];
        int length = FlvBody.writeVideo(head, codec, content, key, offset);
        assertEquals(hex, HexFormat.of().formatHex(head, 0, length));
        FlvBody body = new FlvBody();
        assertTrue(body.parseVideo(head, 0, length));
        assertEquals(codec, body.codec());
        assertEquals(content, body.content());
        assertEquals(key, body.keyframe());
        assertEquals(offset, body.compositionMillis());
        assertEquals(length, body.headLength());
        assertFalse(body.parseVideo(head, 0, length - 1));
    }

    @Test
    void theHeadOfASoundIsWrittenAndRead() {
        byte[] head = new byte[FlvBody.MAX_HEAD_BYTES];
        assertEquals(2, FlvBody.writeAac(head, FlvBody.Content.CONFIGURATION));
        assertEquals("af00", HexFormat.of().formatHex(head, 0, 2));
        FlvBody body = new FlvBody();
        assertTrue(body.parseAudio(head, 0, 2));
        assertEquals(FlvBody.Content.CONFIGURATION, body.content());
        byte[] opus = HexFormat.of().parseHex("914f707573");
        assertTrue(body.parseAudio(opus, 0, 5));
        assertEquals(MediaCodec.OPUS, body.codec());
        assertEquals(FlvBody.Content.FRAME, body.content());
        assertFalse(body.parseAudio(opus, 0, 3));
        assertTrue(body.parseAudio(new byte[] {0x2f}, 0, 1));
        assertEquals(FlvBody.Content.OTHER, body.content());
    }

    @Test
    void severalTracksAreNotMistakenForFrames() {
        FlvBody body = new FlvBody();
        assertTrue(body.parseVideo(HexFormat.of().parseHex("9668766331"), 0, 5));
        assertEquals(FlvBody.Content.OTHER, body.content());
    }

    @Test
    void theMetadataSaysWhatTheStreamIs() {
        ByteWriter out = new ByteWriter();
        FlvWriter.metadata(
                new StreamMetadata(MediaCodec.HEVC, 1920, 1080, 30, 4_000_000, 48_000, 1, 96_000)
                        .toAmf(),
                out);
        byte[] bytes = out.toByteArray();
        Amf0Reader in = new Amf0Reader(bytes, 11, bytes.length - 15);
        assertEquals(new AmfValue.Text("onMetaData"), in.next());
        AmfValue.Associative map = assertInstanceOf(AmfValue.Associative.class, in.next());
        assertEquals(new AmfValue.Amount(1920), map.fields().get("width"));
        assertEquals(new AmfValue.Amount(0x68766331), map.fields().get("videocodecid"));
        assertEquals(new AmfValue.Flag(false), map.fields().get("stereo"));
        assertNull(in.next());
    }
}
