package io.sluice.sfu.congestion;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class DeliveredRateTest {
    private static final long MILLI = 1_000_000;
    private static final int PACKET = 1000;
    private static final long STEP = 8 * MILLI; // 1 Mbit/s

    private final DeliveredRate rate = new DeliveredRate();
    private final PacketResults results = new PacketResults();
    private long sent;

    /// Feedback about 25 packets, sent in a fifth of a second.
    ///
    /// @param stepNanos between two arrivals
    /// @param lost how many of them got lost
    private void feedback(long fromNanos, long stepNanos, int lost) {
        results.clear();
        for (int i = 0; i < 25; i++) {
            long arrival = i < lost ? PacketResults.LOST : fromNanos + i * stepNanos;
            results.add(sent / STEP, sent, true, arrival, PACKET, ProbeCluster.NONE, false);
            sent += STEP;
        }
        rate.onFeedback(results);
    }

    @Test
    void isKnownAfterHalfASecond() {
        feedback(0, STEP, 0);
        feedback(sent, STEP, 0);
        assertEquals(0, rate.bps());
        feedback(sent, STEP, 0);
        assertEquals(1_000_000, rate.bps(), 1);
    }

    /// What waited for a second and came together is no faster than it was sent.
    @Test
    void aBurstIsNoFastNetwork() {
        feedback(0, STEP, 0);
        for (int i = 0; i < 5; i++) {
            feedback(1_000 * MILLI + i * MILLI, MILLI / 100, 0);
        }
        assertEquals(1_000_000, rate.bps(), 150_000);
    }

    @Test
    void whatArrivesMoreSlowlyThanItWasSentCountsAsItArrives() {
        for (int i = 0; i < 10; i++) {
            feedback(i * 400L * MILLI, 2 * STEP, 0);
        }
        assertEquals(500_000, rate.bps(), 1);
    }

    @Test
    void aRateThatLosesIsNoneThatTheNetworkCarries() {
        for (int i = 0; i < 10; i++) {
            feedback(sent, STEP, 3);
        }
        assertEquals(0, rate.bps());
    }
}
