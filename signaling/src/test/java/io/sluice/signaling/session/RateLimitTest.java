package io.sluice.signaling.session;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class RateLimitTest {
    private final RateLimit limit = new RateLimit(3, 1, 0);

    @Test
    void aBurstIsFineAndAStreamIsNot() {
        assertTrue(limit.tryTake(1, 0));
        assertTrue(limit.tryTake(2, 0));
        assertFalse(limit.tryTake(1, 999));
        assertTrue(limit.tryTake(1, 1_000));
        assertFalse(limit.tryTake(1, 1_000));
    }

    @Test
    void aLongPauseSavesNoMoreThanABurst() {
        assertTrue(limit.tryTake(3, 1_000_000));
        assertFalse(limit.tryTake(1, 1_000_000));
    }

    @Test
    void aClockThatGoesBackGivesNothing() {
        assertTrue(limit.tryTake(3, 5_000));
        assertFalse(limit.tryTake(1, 0));
        assertFalse(limit.tryTake(1, 5_000));
    }
}
