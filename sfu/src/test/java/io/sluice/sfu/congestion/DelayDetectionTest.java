package io.sluice.sfu.congestion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The line through the delays and what is made of it.
final class DelayDetectionTest {
    private static final long MILLI = 1_000_000;
    private static final long STEP = 20 * MILLI;

    private final TrendlineEstimator trendline = new TrendlineEstimator();
    private final OveruseDetector detector = new OveruseDetector();
    private long arrivalNanos;

    /// Groups sent 20 ms apart that arrive so much farther apart.
    private int groups(int count, double extraMillis) {
        for (int i = 0; i < count; i++) {
            long delta = STEP + (long) (extraMillis * MILLI);
            arrivalNanos += delta;
            trendline.onGroup(delta, STEP, arrivalNanos);
            detector.onTrend(trendline.trend(), trendline.deltas(), STEP, arrivalNanos);
            if (detector.usage() == BandwidthUsage.OVERUSING) {
                return i;
            }
        }
        return count;
    }

    @Test
    void aSteadyDelayHasNoTrend() {
        groups(100, 0);
        assertEquals(0, trendline.trend(), 1e-9);
        assertEquals(BandwidthUsage.NORMAL, detector.usage());
    }

    /// Two milliseconds more each twenty: a tenth more is sent than gets through.
    @Test
    void theTrendIsTheExcessOverTheCapacity() {
        for (int i = 0; i < 100; i++) {
            arrivalNanos += 22 * MILLI;
            trendline.onGroup(22 * MILLI, STEP, arrivalNanos);
        }
        assertEquals(2.0 / 22, trendline.trend(), 0.002);
    }

    @Test
    void growingQueuesAreNoticedWithinASecond() {
        groups(100, 0);
        assertTrue(groups(50, 3) < 40);
        assertEquals(BandwidthUsage.OVERUSING, detector.usage());
    }

    @Test
    void emptyingQueuesAreNoticedToo() {
        groups(100, 0);
        groups(50, 3);
        for (int i = 0; i < 20; i++) {
            groups(1, -4);
        }
        assertEquals(BandwidthUsage.UNDERUSING, detector.usage());
    }

    /// A machine stood still for a fifth of a second, and took all that had come.
    @Test
    void oneLateGroupIsNoQueue() {
        groups(100, 0);
        assertEquals(1, groups(1, 200));
        arrivalNanos += 1;
        trendline.onGroup(0, 200 * MILLI, arrivalNanos);
        detector.onTrend(trendline.trend(), trendline.deltas(), STEP, arrivalNanos);
        assertEquals(50, groups(50, 0));
        assertEquals(0, trendline.trend(), 1e-9);
    }

    /// Each delay is of its own, as in Wi-Fi; the threshold gets used to it.
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void jitterIsNoOveruse(long seed) {
        Random random = new Random(seed);
        double before = 0;
        int over = 0;
        for (int i = 0; i < 3000; i++) {
            double jitter = random.nextDouble() * 6;
            over += groups(1, jitter - before) == 0 ? 1 : 0;
            before = jitter;
        }
        assertTrue(over < 30, "over " + over);
        assertTrue(detector.threshold() >= 6);
    }
}
