package io.sluice.sfu.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TimelineTest {
    private static final int FRAME = 960;
    private static final long FRAME_NANOS = 20_000_000;

    private final Timeline audio = new Timeline(48_000, false, 1000);
    private final Timeline video = new Timeline(90_000, true, -5);

    private static long millis(long millis) {
        return millis * 1_000_000;
    }

    @Test
    void theFirstTimestampIsTheGivenOne() {
        assertEquals(1000, audio.next(millis(5), FRAME));
        assertEquals(-5, video.next(millis(5), 0));
    }

    @Test
    void audioGoesOnInWholeFrames() {
        audio.onPacket(1000, millis(0), FRAME);
        assertEquals(1000 + FRAME, audio.next(millis(27), FRAME));
        assertEquals(millis(-7), audio.leadNanos());
    }

    @Test
    void audioThatComesTooEarlyWaitsOnePacket() {
        audio.onPacket(1000, millis(0), FRAME);
        assertEquals(Timeline.WAIT, audio.next(millis(5), FRAME));
        assertEquals(0, audio.leadNanos());
    }

    @Test
    void aFrameOfAnotherLengthBeginsWhereTheLastOneEnds() {
        audio.onPacket(1000, millis(0), 3 * FRAME);
        assertEquals(1000 + 3 * FRAME, audio.next(millis(55), FRAME));
    }

    @Test
    void silenceOfMinutesIsCountedInFull() {
        audio.onPacket(1000, millis(0), FRAME);
        assertEquals(1000 + 15_000 / 20 * FRAME, audio.next(millis(15_000), FRAME));
        video.onPacket(-5, millis(0), 0);
        assertEquals(-5 + 15_000 * 90, video.next(millis(15_000), 0));
    }

    @Test
    void videoGoesOnByTheTimeThatPassedButNeverStandsStill() {
        video.onPacket(500, millis(0), 0);
        assertEquals(500 + 40 * 90, video.next(millis(40), 0));
        assertEquals(501, video.next(millis(0), 0));
    }

    @Test
    void theElapsedTimeCountsFromTheFirstPacketOfAPicture() {
        video.onPacket(500, millis(0), 0);
        video.onPacket(500, millis(9), 0);
        assertEquals(500 + 10 * 90, video.next(millis(10), 0));
    }

    /// Invariant: however often the source changes, steps are whole frames, none overlaps the one
    /// before, and the lead stays within half a frame.
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void theLeadNeverAddsUp(long seed) {
        Random random = new Random(seed);
        long now = 0;
        int last = 1000;
        audio.onPacket(last, now, FRAME);
        int changes = 0;
        for (int i = 0; i < 5000; i++) {
            now += random.nextLong(FRAME_NANOS / 20, 3 * FRAME_NANOS);
            long timestamp = audio.next(now, FRAME);
            if (timestamp == Timeline.WAIT) {
                // The old source's packet comes in time.
                continue;
            }
            int step = (int) timestamp - last;
            assertTrue(step >= FRAME && step % FRAME == 0, "step " + step);
            assertTrue(Math.abs(audio.leadNanos()) <= FRAME_NANOS / 2, "lead " + audio.leadNanos());
            last = (int) timestamp;
            audio.onPacket(last, now, FRAME);
            changes++;
        }
        assertTrue(changes > 3000);
        long drift = (last - 1000L) * FRAME_NANOS / FRAME - now;
        assertTrue(Math.abs(drift) < 4 * FRAME_NANOS, "drift " + drift);
    }
}
