package io.sluice.sfu.sim;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// A receiver of two sharp pictures has 300 kbit/s from one moment to the next.
final class SuddenlyNarrowTest {
    private static final long SECOND = Meeting.SECOND;
    private static final NetworkLink.Conditions WIDE =
            NetworkLink.Conditions.of(10_000_000, 25 * Meeting.MILLI);
    private static final NetworkLink.Conditions NARROW =
            NetworkLink.Conditions.of(300_000, 25 * Meeting.MILLI);
    private static final int WIDTH = 1280;
    private static final long WIDE_NANOS = 8 * SECOND;
    private static final long NARROW_NANOS = 6 * SECOND;

    /// Half of it is the queue of the link and the estimate. The rest was up to two seconds, while
    /// the small keyframe waited behind repairs of large pictures until it was too late itself.
    private static final long MOSTLY_NANOS = 2 * SECOND;

    private static final long AT_MOST_NANOS = 3 * SECOND;
    private static final int SEEDS = 20;

    @Test
    void aSmallPictureComesSoon() {
        long[] times = new long[SEEDS];
        for (int i = 0; i < SEEDS; i++) {
            times[i] = untilSmall(i + 1);
        }
        Arrays.sort(times);
        assertTrue(times[SEEDS * 3 / 4] < MOSTLY_NANOS, Arrays.toString(times));
        assertTrue(times[SEEDS - 1] < AT_MOST_NANOS, Arrays.toString(times));
    }

    private static long untilSmall(long seed) {
        try (Meeting meeting = new Meeting(seed)) {
            WatchedCameras watched = new WatchedCameras(meeting, WIDE, WIDTH, seed);
            meeting.run(WIDE_NANOS);
            watched.road.link.conditions(NARROW);
            meeting.run(NARROW_NANOS);
            long small = watched.smallNanos(WIDE_NANOS);
            double sound =
                    watched.road.soundInTime(
                            watched.cameras,
                            400 * Meeting.MILLI,
                            WIDE_NANOS + SECOND,
                            WIDE_NANOS + NARROW_NANOS - SECOND);
            String figures =
                    String.format(
                            "seed %d: a small picture after %.1f s, sound %.3f",
                            seed, small / 1e9, sound);
            Figures.tell(figures);
            assertTrue(sound > 0.95, figures);
            return small;
        }
    }
}
