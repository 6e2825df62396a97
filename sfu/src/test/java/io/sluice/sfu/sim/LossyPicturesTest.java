package io.sluice.sfu.sim;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How long pictures stand still at a receiver that looks at two cameras and loses much of what it
/// is sent, by chance, 60 ms away.
final class LossyPicturesTest {
    private static final long SECOND = Meeting.SECOND;
    private static final NetworkLink.Conditions GOOD =
            NetworkLink.Conditions.of(10_000_000, 30 * Meeting.MILLI);
    private static final int WIDTH = 640;
    private static final long GOOD_NANOS = 8 * SECOND;
    private static final long LOSSY_NANOS = 18 * SECOND;

    @ParameterizedTest(name = "loss {0}, seed {1}")
    @CsvSource({
        "0.1, 1, 0.05, 12",
        "0.2, 1, 0.05, 12",
        "0.2, 2, 0.05, 12",
        "0.2, 3, 0.05, 12",
        // The rate that loss leaves carries one small picture, and not always two.
        "0.4, 1, 0.15, 6",
        "0.4, 2, 0.15, 6"
    })
    void picturesGoOn(double loss, long seed, double frozenAtMost, int framesAtLeast) {
        try (Meeting meeting = new Meeting(seed)) {
            WatchedCameras watched = new WatchedCameras(meeting, GOOD, WIDTH, seed);
            meeting.run(GOOD_NANOS);
            watched.road.link.conditions(GOOD.losing(loss));
            meeting.run(LOSSY_NANOS);
            check(watched, loss, frozenAtMost, framesAtLeast);
        }
    }

    private static void check(
            WatchedCameras watched, double loss, double frozenAtMost, int framesAtLeast) {
        double frozen = 0;
        double frames = 0;
        for (FreezeMeter meter : watched.meters) {
            frozen += (double) meter.frozenNanos(GOOD_NANOS) / LOSSY_NANOS / WatchedCameras.COUNT;
            frames +=
                    (double) meter.shown(GOOD_NANOS) * SECOND / LOSSY_NANOS / WatchedCameras.COUNT;
        }
        String figures =
                String.format(
                        "loss %.1f: frozen %.3f of the time, %.1f frames a second",
                        loss, frozen, frames);
        Figures.tell(figures);
        assertTrue(frozen < frozenAtMost, figures);
        assertTrue(frames >= framesAtLeast, figures);
    }
}
