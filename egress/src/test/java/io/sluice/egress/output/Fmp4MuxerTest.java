package io.sluice.egress.output;

import static io.sluice.egress.output.TestProgram.MILLI;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class Fmp4MuxerTest {
    private final Fmp4Muxer muxer = new Fmp4Muxer(TestProgram.SETTINGS, 1_000 * MILLI);

    private static Mp4Walker.Run only(byte[] fragment, int track) {
        List<Mp4Walker.Run> runs = new Mp4Walker(fragment).runs(track);
        assertEquals(1, runs.size());
        return runs.getFirst();
    }

    @Test
    void theBeginningNamesBothTracksAndWhatTheirDecodersNeed() {
        byte[] bytes = muxer.initialization();
        Mp4Walker walker = new Mp4Walker(bytes);
        assertEquals(List.of("ftyp", "moov"), walker.topLevel());
        assertEquals(
                2,
                walker.boxes.stream()
                        .filter(box -> box.path().equals("/moov/trak/mdia/minf/stbl/stsd"))
                        .count());
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        assertTrue(text.contains("avc1") && text.contains("avcC") && text.contains("mp4a"));
        assertEquals("free", text.substring(muxer.durationAt() + 4, muxer.durationAt() + 8));
        assertEquals(Mp4Boxes.DURATION_BOX_BYTES, Mp4Boxes.duration(5).length);
    }

    @Test
    void aFragmentSaysWhenAndHowLongEachPictureIsShown() {
        muxer.add(TestProgram.picture(1_000, true));
        muxer.add(TestProgram.picture(1_040, false));
        byte[] fragment = muxer.cut(1_100 * MILLI);
        Mp4Walker.Run run = only(fragment, Mp4Boxes.VIDEO_TRACK);
        assertEquals(0, run.time());
        assertEquals(List.of(3_600L, 5_400L), run.durations());
        assertEquals(List.of(6, 6), run.sizes());
        assertArrayEquals(
                TestProgram.picture(1_000, true).bytes(),
                Arrays.copyOfRange(fragment, run.dataAt(), run.dataAt() + 6));
        muxer.add(TestProgram.picture(1_100, true));
        assertEquals(9_000, only(muxer.cut(1_140 * MILLI), Mp4Boxes.VIDEO_TRACK).time());
        assertTrue(muxer.isEmpty());
    }

    @Test
    void soundFollowsWithoutSeamsThoughItsTimesAreRounded() {
        long samples = 0;
        for (int fragment = 0; fragment < 10; fragment++) {
            for (int i = 0; i < 14; i++) {
                // Rounded to milliseconds, as an FLV file has it.
                long millis = 1_000 + samples * 1_000 / 48_000;
                muxer.add(TestProgram.sound(millis));
                samples += 1_024;
            }
            Mp4Walker.Run run = only(muxer.cut(0), Mp4Boxes.AUDIO_TRACK);
            assertEquals(samples - 14 * 1_024, run.time());
            assertTrue(run.durations().stream().allMatch(each -> each == 1_024));
        }
    }

    @Test
    void aHoleInTheSoundStaysAHole() {
        muxer.add(TestProgram.sound(1_000));
        muxer.add(TestProgram.sound(2_000));
        Mp4Walker.Run run = only(muxer.cut(0), Mp4Boxes.AUDIO_TRACK);
        assertEquals(List.of(48_000L, 1_024L), run.durations());
        muxer.add(TestProgram.sound(5_000));
        assertEquals(4 * 48_000, only(muxer.cut(0), Mp4Boxes.AUDIO_TRACK).time());
    }

    /// An encoder whose clock is slower than its samples.
    @Test
    void soundThatComesTooOftenDoesNotLagMoreAndMore() {
        for (int i = 0; i < 300; i++) {
            muxer.add(TestProgram.sound(1_000 + i * 10L)); // 21.3 ms each
        }
        Mp4Walker.Run run = only(muxer.cut(0), Mp4Boxes.AUDIO_TRACK);
        long end = run.durations().stream().mapToLong(Long::longValue).sum();
        assertTrue(Math.abs(end - 3 * 48_000) <= 2 * 1_024, "ends at " + end);
    }

    @Test
    void whatIsEarlierThanTheBeginningIsLeftOut() {
        muxer.add(TestProgram.sound(990));
        assertTrue(muxer.isEmpty());
    }

    @Test
    void timesOfManyDaysDoNotOverflow() {
        long days = 30L * 24 * 3_600 * 1_000;
        muxer.add(TestProgram.sound(1_000 + days));
        assertEquals(days * 48, only(muxer.cut(0), Mp4Boxes.AUDIO_TRACK).time());
    }

    @Test
    void aRealProgramKeepsAllItsBytes() {
        List<EncodedFrame> frames = TestProgram.real();
        StreamSettings settings = frames.getFirst().settings();
        Fmp4Muxer real = new Fmp4Muxer(settings, frames.getFirst().dtsNanos());
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        for (EncodedFrame frame : frames) {
            real.add(frame);
            if (frame.track() == EncodedFrame.Track.VIDEO) {
                expected.writeBytes(frame.bytes());
            }
        }
        byte[] fragment = real.cut(4_000 * MILLI);
        Mp4Walker.Run run = only(fragment, Mp4Boxes.VIDEO_TRACK);
        assertEquals(60, run.sizes().size());
        assertArrayEquals(
                expected.toByteArray(),
                Arrays.copyOfRange(fragment, run.dataAt(), run.dataAt() + expected.size()));
    }
}
