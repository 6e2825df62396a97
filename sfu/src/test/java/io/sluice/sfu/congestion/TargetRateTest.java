package io.sluice.sfu.congestion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class TargetRateTest {
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000_000_000;

    private final TargetRate target = new TargetRate(1_000_000, 10_000, 30_000_000);

    @Test
    void isTheLeastOfItsLimits() {
        target.onDelayBased(800_000);
        assertEquals(800_000, target.bps());
        target.onLossBased(600_000);
        assertEquals(600_000, target.bps());
        target.onReceiverEstimate(400_000);
        assertEquals(400_000, target.bps());
        target.onReceiverEstimate(0);
        assertEquals(600_000, target.bps());
    }

    @Test
    void fallsWhileNoFeedbackComes() {
        target.onSent(0);
        target.onFeedback(50 * MILLI, SECOND);
        target.onSent(3 * SECOND);
        assertFalse(target.isBlocked());
        target.onSent(5 * SECOND);
        assertTrue(target.isBlocked());
        target.onTime(5 * SECOND);
        target.onTime(5 * SECOND + MILLI);
        assertEquals(800_000, target.bps());
        target.onTime(6 * SECOND);
        assertEquals(640_000, target.bps());
    }

    @Test
    void aReceiverWithoutFeedbackIsBelieved() {
        target.onReceiverReport(0, 50 * MILLI, SECOND);
        target.onReceiverEstimate(3_000_000);
        target.onReceiverReport(0, 50 * MILLI, 2 * SECOND);
        assertEquals(3_000_000, target.bps());
    }

    @Test
    void reportsOfHeavyLossTakeItDownAndOfLittleUp() {
        target.onReceiverReport(0.2, 50 * MILLI, SECOND);
        assertEquals(900_000, target.bps(), 1);
        target.onReceiverReport(0.2, 50 * MILLI, SECOND + 100 * MILLI);
        assertEquals(900_000, target.bps(), 1);
        target.onReceiverReport(0.05, 50 * MILLI, 2 * SECOND);
        assertEquals(900_000, target.bps(), 1);
        target.onReceiverReport(0.01, 50 * MILLI, 3 * SECOND);
        assertEquals(900_000 * 1.08 + 1000, target.bps(), 1);
    }
}
