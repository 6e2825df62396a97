package io.sluice.sfu.congestion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class AimdRateControlTest {
    private static final long MILLI = 1_000_000;
    private static final double START = 1_000_000;

    private final AimdRateControl rate = new AimdRateControl(START, 10_000, 30_000_000);
    private long now;

    /// Half a second, so much of the rate arriving.
    private void normal(double share) {
        for (int i = 0; i < 10; i++) {
            now += 50 * MILLI;
            rate.update(BandwidthUsage.NORMAL, share * rate.bps(), now);
        }
    }

    @Test
    void growsByEightPercentASecondWhereNoLimitIsKnown() {
        normal(1);
        double before = rate.bps();
        normal(1);
        normal(1);
        assertEquals(1.08, rate.bps() / before, 0.005);
    }

    @Test
    void doesNotGrowFarBeyondWhatArrives() {
        for (int i = 0; i < 100; i++) {
            now += 50 * MILLI;
            rate.update(BandwidthUsage.NORMAL, 700_000, now);
        }
        assertEquals(1.5 * 700_000 + 10_000, rate.bps(), 1);
    }

    @Test
    void fallsToEightyFivePercentOfWhatArrives() {
        normal(1);
        rate.update(BandwidthUsage.OVERUSING, 800_000, now);
        assertEquals(0.85 * 800_000 - 5000, rate.bps(), 1);
    }

    @Test
    void growsSlowlyNearTheKnownCapacity() {
        rate.update(BandwidthUsage.OVERUSING, 800_000, now);
        normal(1);
        double before = rate.bps();
        normal(1);
        normal(1);
        double step = rate.bps() - before;
        assertTrue(step > 4000 && step < 20_000, "step " + step);
    }

    @Test
    void isReducedOncePerRoundTrip() {
        rate.onRoundTrip(100 * MILLI);
        rate.update(BandwidthUsage.OVERUSING, 800_000, now);
        assertFalse(rate.mayReduce(700_000, now + 99 * MILLI));
        assertTrue(rate.mayReduce(700_000, now + 100 * MILLI));
        assertTrue(rate.mayReduce(100_000, now + MILLI));
    }

    @Test
    void staysWhileTheQueuesEmpty() {
        rate.update(BandwidthUsage.OVERUSING, 800_000, now);
        double low = rate.bps();
        rate.update(BandwidthUsage.UNDERUSING, 800_000, now + 500 * MILLI);
        assertEquals(low, rate.bps());
    }

    @Test
    void staysWhereTheApplicationDoesNotTestIt() {
        rate.applicationLimited(true);
        normal(1);
        assertEquals(START, rate.bps());
    }
}
