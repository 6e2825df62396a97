package io.sluice.egress.supervise;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class RestartPolicyTest {
    private static final long SECOND = 1_000_000_000L;

    private final RestartPolicy policy = new RestartPolicy();

    @Test
    void theFirstReplacementComesAtOnce() {
        assertEquals(0, policy.onEnd(SECOND));
        assertEquals(0, policy.onEnd(SECOND));
    }

    @Test
    void workersThatEndAsTheyBeginAreStartedLessAndLess() {
        long[] waits = new long[9];
        for (int i = 0; i < waits.length; i++) {
            waits[i] = policy.onEnd(SECOND);
        }
        assertEquals(15_000, waits[8]);
        assertEquals(1000, waits[2]);
    }

    @Test
    void aWorkerThatLivedLongIsReplacedAtOnce() {
        for (int i = 0; i < 9; i++) {
            policy.onEnd(SECOND);
        }
        assertEquals(0, policy.onEnd(60 * SECOND));
    }
}
