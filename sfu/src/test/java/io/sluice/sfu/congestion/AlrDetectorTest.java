package io.sluice.sfu.congestion;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class AlrDetectorTest {
    private static final long MILLI = 1_000_000;

    private final AlrDetector detector = new AlrDetector();
    private long now;

    @BeforeEach
    void oneMegabit() {
        detector.onEstimate(1_000_000);
    }

    private void send(long bps, long millis) {
        for (long i = 0; i < millis; i += 10) {
            now += 10 * MILLI;
            detector.onSent((int) (bps / 800), now);
        }
    }

    @Test
    void whoSendsMostOfItIsNotLimited() {
        send(900_000, 3000);
        assertFalse(detector.limited());
    }

    @Test
    void whoSendsHalfIs() {
        send(500_000, 5000);
        assertTrue(detector.limited());
        send(1_000_000, 1500);
        assertFalse(detector.limited());
    }

    @Test
    void whoSendsNothingIs() {
        send(900_000, 1000);
        detector.onTime(now + 1000 * MILLI);
        assertTrue(detector.limited());
    }
}
