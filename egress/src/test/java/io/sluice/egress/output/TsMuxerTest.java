package io.sluice.egress.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.rtmp.ByteWriter;
import io.sluice.rtmp.MediaCodec;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TsMuxerTest {
    private static final long AHEAD = 18_000;

    private final TsMuxer muxer = new TsMuxer();
    private final ByteWriter out = new ByteWriter();

    private TsWalker walk(EncodedFrame... frames) {
        for (EncodedFrame frame : frames) {
            muxer.write(frame, out);
        }
        return new TsWalker().read(out.toByteArray());
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.replace(" ", ""));
    }

    private static StreamSettings settings(MediaCodec codec, String record) {
        return new StreamSettings.Builder()
                .video(codec, hex(record), 1280, 720)
                .audio(hex("1190"), 48_000, 2)
                .build();
    }

    private static EncodedFrame picture(StreamSettings settings, long millis, byte[] bytes) {
        long nanos = millis * TestProgram.MILLI;
        return EncodedFrame.video(nanos, nanos, true, bytes, settings);
    }

    @Test
    void aKeyframeCarriesItsParameterSets() {
        StreamSettings settings =
                settings(MediaCodec.AVC, "01 64001f ff e1 0003 670102 01 0002 6803");
        TsWalker walked = walk(picture(settings, 5_000, hex("00000003 65aabb 00000001 06")));
        TsWalker.Unit unit = walked.units.getFirst();
        assertTrue(unit.start());
        assertEquals(AHEAD, unit.pts());
        assertEquals(
                "00000001 09f0 00000001 670102 00000001 6803 00000001 65aabb 00000001 06"
                        .replace(" ", ""),
                unit.payload());
        assertEquals(0x1b, walked.programs.getFirst()[12]);
    }

    @Test
    void hevcCarriesItsOwn() {
        StreamSettings settings =
                settings(
                        MediaCodec.HEVC,
                        "01".repeat(22)
                                + "03 a0 0001 0002 4001 a1 0001 0002 4201 a2 0001 0002 4401");
        TsWalker walked = walk(picture(settings, 0, hex("00000003 2601aa")));
        assertEquals(
                "00000001 460150 00000001 4001 00000001 4201 00000001 4401 00000001 2601aa"
                        .replace(" ", ""),
                walked.units.getFirst().payload());
        assertEquals(0x24, walked.programs.getFirst()[12]);
    }

    @Test
    void soundGetsItsHeader() {
        TsWalker walked = walk(TestProgram.picture(0, true), TestProgram.sound(21));
        TsWalker.Unit sound = walked.units.getLast();
        assertEquals(AHEAD + 21 * 90, sound.pts());
        // ADTS: LC, 48 kHz, two channels, ten bytes with its header
        assertEquals("fff1 4c80 015ffc 010203".replace(" ", ""), sound.payload());
    }

    @Test
    void itBeginsWithAKeyframe() {
        TsWalker walked =
                walk(
                        TestProgram.sound(0),
                        TestProgram.picture(10, false),
                        TestProgram.picture(20, true),
                        TestProgram.sound(15),
                        TestProgram.sound(40));
        assertEquals(
                List.of(TsTables.VIDEO_PID, TsTables.AUDIO_PID),
                walked.units.stream().map(TsWalker.Unit::pid).toList());
        assertEquals(AHEAD + 20 * 90, walked.units.getLast().dts());
    }

    @Test
    void timesGoForwardWhateverComes() {
        TsWalker walked =
                walk(
                        TestProgram.picture(1_000, true),
                        TestProgram.picture(1_033, false),
                        TestProgram.picture(1_033, false),
                        TestProgram.picture(1_010, false));
        assertEquals(
                List.of(AHEAD, AHEAD + 2_970, AHEAD + 2_971, AHEAD + 2_972),
                walked.units.stream().map(TsWalker.Unit::dts).toList());
    }

    @Test
    void aPictureThatIsShownLaterSaysBothTimes() {
        TsWalker walked =
                walk(
                        TestProgram.picture(0, true),
                        EncodedFrame.video(
                                40 * TestProgram.MILLI,
                                80 * TestProgram.MILLI,
                                false,
                                hex("0000000141"),
                                TestProgram.SETTINGS));
        assertEquals(AHEAD + 3_600, walked.units.getLast().dts());
        assertEquals(AHEAD + 7_200, walked.units.getLast().pts());
    }

    @Test
    void theClockIsSaidWhilePicturesAreRare() {
        muxer.write(TestProgram.picture(0, true), out);
        for (int millis = 21; millis < 1_000; millis += 21) {
            muxer.write(TestProgram.sound(millis), out);
        }
        List<Long> clocks = walk().clocks;
        for (int i = 1; i < clocks.size(); i++) {
            assertTrue(clocks.get(i) - clocks.get(i - 1) <= 9_000, clocks.toString());
        }
        assertTrue(clocks.size() >= 10, clocks.toString());
    }

    @Test
    void whatItIsMadeOfIsSaidAgainWhenThatChanges() {
        StreamSettings silent =
                new StreamSettings.Builder().video(MediaCodec.AVC, hex("01"), 96, 54).build();
        TsWalker walked =
                walk(picture(silent, 0, hex("0000000165")), TestProgram.picture(33, true));
        List<byte[]> programs = walked.programs;
        assertEquals(2, programs.size());
        assertEquals(0xc1, programs.get(0)[5] & 0xff);
        assertEquals(0xc3, programs.get(1)[5] & 0xff);
        assertEquals(5, programs.get(1).length - programs.get(0).length);
    }

    @Test
    void aProgramOfSoundAloneCarriesTheClockItself() {
        StreamSettings sound = new StreamSettings.Builder().audio(hex("1190"), 48_000, 2).build();
        TsWalker walked =
                walk(
                        EncodedFrame.audio(0, hex("01"), sound),
                        EncodedFrame.audio(21 * TestProgram.MILLI, hex("02"), sound));
        assertEquals(List.of(0L, 1_890L), walked.clocks);
        assertEquals(2, walked.units.size());
    }

    @ParameterizedTest(name = "{0} bytes")
    @ValueSource(ints = {1, 100, 151, 152, 153, 154, 155, 156, 157, 158, 184, 336, 337, 70_000})
    void everyLengthArrivesWhole(int length) {
        byte[] bytes = new byte[4 + length];
        bytes[1] = (byte) (length >> 16);
        bytes[2] = (byte) (length >> 8);
        bytes[3] = (byte) length;
        bytes[bytes.length - 1] = 0x55;
        EncodedFrame frame =
                EncodedFrame.video(
                        TestProgram.MILLI, TestProgram.MILLI, false, bytes, TestProgram.SETTINGS);
        String payload = walk(TestProgram.picture(0, true), frame).units.getLast().payload();
        assertEquals(2 * (10 + length), payload.length());
        assertTrue(payload.endsWith("55"));
    }

    @Test
    void lengthsThatLieEndAFrameAndNothingElse() {
        StreamSettings cut = settings(MediaCodec.AVC, "01 64001f ff e1 0009 67");
        TsWalker walked =
                walk(
                        picture(cut, 0, hex("00000001 65 7fffffff 01")),
                        picture(cut, 33, hex("ffffffff 01")),
                        picture(
                                settings(MediaCodec.HEVC, "01".repeat(22) + "ff a0 ffff"),
                                66,
                                hex("00")),
                        picture(settings(MediaCodec.AV1, "81"), 99, hex("00")));
        Predicate<TsWalker.Unit> whole = unit -> unit.payload().length() >= 12;
        assertEquals(3, walked.units.size());
        assertTrue(walked.units.stream().allMatch(whole));
    }
}
