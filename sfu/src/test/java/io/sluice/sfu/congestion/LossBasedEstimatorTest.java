package io.sluice.sfu.congestion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.sfu.congestion.LossBasedEstimator.State;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class LossBasedEstimatorTest {
    private static final long MILLI = 1_000_000;
    private static final int PACKET = 1000;

    private final LossBasedEstimator estimator = new LossBasedEstimator(10_000, 30_000_000);
    private final PacketResults results = new PacketResults();
    private final Random random = new Random(1);
    private long now;
    private long sequence;

    /// Sends at this rate over a link that loses so much by chance and all above its capacity.
    private void run(double bps, double capacityBps, double loss, double delayBps, int seconds) {
        double step = PACKET * 8 / bps * 1e9;
        double excess = Math.max(0, (bps - capacityBps) / bps);
        double carry = 0;
        double arrived = Math.min(bps, capacityBps) * (1 - loss);
        long end = now + seconds * 1000L * MILLI;
        while (now < end) {
            results.clear();
            long until = now + 50 * MILLI;
            while (now < until && !results.isFull()) {
                now += (long) step;
                carry += excess;
                boolean lost = carry >= 1 || random.nextDouble() < loss;
                carry -= carry >= 1 ? 1 : 0;
                results.add(
                        sequence++,
                        now,
                        true,
                        lost ? PacketResults.LOST : now,
                        PACKET,
                        ProbeCluster.NONE,
                        false);
            }
            estimator.onAcknowledged(arrived);
            estimator.onFeedback(results, delayBps, false);
        }
    }

    @Test
    void needsAFewObservations() {
        assertFalse(estimator.isReady());
        run(1_000_000, 2_000_000, 0, 1_000_000, 2);
        assertTrue(estimator.isReady());
    }

    @Test
    void withoutLossTheDelayRules() {
        run(1_000_000, 2_000_000, 0, 1_200_000, 10);
        assertEquals(State.DELAY, estimator.state());
        assertEquals(1_200_000, estimator.bps(), 1);
    }

    @Test
    void aLittleLossByChanceDoesNotLimit() {
        run(1_000_000, 2_000_000, 0.02, 1_200_000, 20);
        assertTrue(estimator.bps() > 1_000_000, "bps " + estimator.bps());
        assertEquals(0.02, estimator.averageLoss(), 0.02);
    }

    @Test
    void lossOfWhatIsTooMuchLimitsToWhatArrives() {
        run(2_000_000, 1_200_000, 0, 2_000_000, 10);
        assertTrue(estimator.bps() < 1_500_000, "bps " + estimator.bps());
        assertTrue(estimator.bps() >= 1_150_000, "bps " + estimator.bps());
        assertTrue(estimator.state() != State.DELAY);
    }

    @Test
    void recoversWhenTheLossEnds() {
        run(2_000_000, 1_200_000, 0, 2_000_000, 5);
        run(1_100_000, 5_000_000, 0, 2_000_000, 5);
        assertTrue(estimator.bps() > 1_300_000, "bps " + estimator.bps());
    }

    @Test
    void aPacketThatTurnsUpWasNotLost() {
        for (int i = 0; i < 10; i++) {
            results.clear();
            for (int j = 0; j < 30; j++) {
                now += 10 * MILLI;
                results.add(
                        sequence++,
                        now,
                        true,
                        PacketResults.LOST,
                        PACKET,
                        ProbeCluster.NONE,
                        false);
                results.add(sequence - 1, now, true, now, PACKET, ProbeCluster.NONE, true);
            }
            estimator.onFeedback(results, 800_000, false);
        }
        assertEquals(0, estimator.averageLoss(), 1e-9);
    }
}
