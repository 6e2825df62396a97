package io.sluice.sfu.receive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.sfu.sim.MediaClock;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// The clocks of a participant and of its streams.
final class ClocksTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long FIVE_MINUTES_AHEAD = (3_900_000_000L + 300) * SECOND;

    private final ParticipantClock participant = new ParticipantClock();
    private final SenderClock audio = new SenderClock(participant, 48_000);
    private final SenderClock video = new SenderClock(participant, 90_000);
    private final MediaClock microphone =
            new MediaClock(48_000, 4_000_000_000L, FIVE_MINUTES_AHEAD);
    private final MediaClock camera = new MediaClock(90_000, 17, FIVE_MINUTES_AHEAD);

    @Test
    void aStreamWithoutAReportKnowsNothing() {
        assertTrue(!audio.isKnown() && !participant.isKnown());
    }

    /// Invariant: audio and video on paths that differ by 80 ms are put on one clock, so what was
    /// captured together has the same server time within 2 ms.
    @Test
    void bothStreamsUseTheFastestPath() {
        Random random = new Random(1);
        for (int second = 0; second < 30; second++) {
            long now = second * SECOND;
            long jitter = random.nextLong(30_000_000);
            audio.onSenderReport(
                    microphone.ntp(now), microphone.timestamp(now), now + 10_000_000 + jitter);
            video.onSenderReport(camera.ntp(now), camera.timestamp(now), now + 90_000_000 + jitter);
        }
        long then = 40 * SECOND;
        int audioAhead = audio.timestampAt(then) - (int) microphone.timestamp(then);
        int videoAhead = video.timestampAt(then) - (int) camera.timestamp(then);
        assertEquals(audioAhead / 48.0, videoAhead / 90.0, 2.0);
        // Both are late by the fastest path, 10 ms and a little.
        assertEquals(-10, audioAhead / 48.0, 3.0);
    }

    @Test
    void aClockThatIsSetIsFollowedAtOnce() {
        participant.onReport(0, 100);
        participant.onReport(-5 * SECOND, 200);
        assertEquals(5 * SECOND + 200, participant.offsetNanos());
    }

    @Test
    void aClockThatDriftsIsFollowedInTime() {
        // 50 µs a second slow: after an hour 180 ms.
        for (long second = 0; second < 3600; second++) {
            long now = second * SECOND;
            participant.onReport(now - second * 50_000, now + 20_000_000);
        }
        long expected = 20_000_000 + 3600 * 50_000L;
        assertEquals(0.0, (double) (participant.offsetNanos() - expected), 8e6);
    }
}
