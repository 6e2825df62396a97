package io.sluice.sfu.congestion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.sfu.congestion.ProbeController.Limit;
import org.junit.jupiter.api.Test;

/// When a rate is tried out, and what is made of the answer.
final class ProbingTest {
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000_000_000;

    private final ProbeController controller = new ProbeController(300_000, 30_000_000);
    private final ProbeBitrateEstimator estimator = new ProbeBitrateEstimator();
    private final PacketResults results = new PacketResults();

    private long next() {
        ProbeCluster cluster = controller.take();
        assertNotNull(cluster);
        return cluster.bps();
    }

    private void started() {
        controller.onStart(0);
        controller.take();
        controller.take();
        controller.onTime(2 * SECOND);
    }

    @Test
    void startsWithThreeAndSixTimesTheFirstGuess() {
        controller.onStart(0);
        assertEquals(900_000, next());
        assertEquals(1_800_000, next());
        assertNull(controller.take());
    }

    @Test
    void goesOnWhileTheAnswerIsGood() {
        controller.onStart(0);
        next();
        next();
        controller.onEstimate(1_700_000, Limit.NONE, 100 * MILLI);
        assertEquals(3_400_000, next());
        controller.onEstimate(2_000_000, Limit.NONE, 200 * MILLI);
        assertNull(controller.take());
    }

    @Test
    void probesOnNeedAndMoreRarelyInVain() {
        started();
        controller.desired(5_000_000, false, 2 * SECOND);
        controller.onTime(4 * SECOND);
        assertNull(controller.take());
        controller.onTime(5 * SECOND);
        assertEquals(450_000, next());
        controller.onTime(10 * SECOND);
        assertNull(controller.take());
        controller.onTime(15 * SECOND);
        assertEquals(450_000, next());
    }

    @Test
    void doesNotProbeForWhatNobodyWants() {
        started();
        controller.desired(200_000, false, 2 * SECOND);
        controller.onTime(20 * SECOND);
        assertNull(controller.take());
    }

    @Test
    void doesNotProbeWhileQueuesGrow() {
        started();
        controller.desired(5_000_000, false, 2 * SECOND);
        controller.onEstimate(300_000, Limit.CONGESTED, 5 * SECOND);
        controller.onTime(9 * SECOND);
        assertNull(controller.take());
    }

    /// A moment of queues in which a probe was due is no probe in vain.
    @Test
    void aProbeThatQueuesForbidIsSentRightAfter() {
        started();
        controller.desired(5_000_000, false, 2 * SECOND);
        controller.onEstimate(300_000, Limit.CONGESTED, 5 * SECOND);
        for (int i = 0; i < 10; i++) {
            controller.onTime(5 * SECOND + (long) i * 25 * MILLI);
        }
        controller.onEstimate(300_000, Limit.NONE, 6 * SECOND);
        controller.onTime(6 * SECOND);
        assertEquals(450_000, next());
        controller.onTime(16 * SECOND);
        assertEquals(450_000, next());
    }

    @Test
    void asksWhetherADropWasAPassingOne() {
        started();
        controller.desired(5_000_000, false, 2 * SECOND);
        controller.onEstimate(2_000_000, Limit.NONE, 3 * SECOND);
        controller.onEstimate(500_000, Limit.NONE, 10 * SECOND);
        controller.onRecovered(12 * SECOND);
        assertEquals(1_700_000, next());
        controller.onRecovered(12 * SECOND);
        assertNull(controller.take());
    }

    private double answer(int sentMillis, int receivedMillis, int packets) {
        estimator.onCluster(new ProbeCluster(7, 0, 5000, 5));
        results.clear();
        for (int i = 0; i < packets; i++) {
            long sent = (long) i * sentMillis * MILLI;
            long received = SECOND + (long) i * receivedMillis * MILLI;
            results.add(i, sent, true, received, 1000, 7, false);
        }
        return estimator.onFeedback(results);
    }

    @Test
    void aWideLinkCarriesWhatWasSent() {
        assertEquals(4_000_000, answer(2, 2, 5), 1);
    }

    @Test
    void aFullLinkGetsALittleLessThanItCarries() {
        assertEquals(0.95 * 2_000_000, answer(2, 4, 5), 1);
    }

    @Test
    void tooFewPacketsSayNothing() {
        assertEquals(AimdRateControl.UNKNOWN, answer(2, 2, 3));
    }

    @Test
    void arrivalsFasterThanSendingAreNotBelieved() {
        assertEquals(AimdRateControl.UNKNOWN, answer(5, 2, 5));
    }

    @Test
    void probesAreLongEnoughToMeasure() {
        controller.onStart(0);
        ProbeCluster cluster = controller.take();
        assertNotNull(cluster);
        assertTrue(cluster.bytes() >= 900_000 / 8 * 0.015 - 1);
        assertEquals(5, cluster.packets());
    }
}
