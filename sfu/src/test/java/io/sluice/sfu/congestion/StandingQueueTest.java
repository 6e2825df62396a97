package io.sluice.sfu.congestion;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class StandingQueueTest {
    private static final long MILLI = 1_000_000;

    /// The clocks of the two sides have nothing to do with each other.
    private static final long OFFSET = -77_000 * MILLI;

    private final StandingQueue queue = new StandingQueue();

    private void packet(long sentMillis, long delayMillis) {
        queue.onPacket(sentMillis * MILLI, (sentMillis + delayMillis) * MILLI + OFFSET);
    }

    private long height() {
        return queue.heightNanos() / MILLI;
    }

    @Test
    void isNoneAtFirst() {
        assertEquals(0, height());
        packet(0, 40);
        assertEquals(0, height());
    }

    @Test
    void isWhatAllPacketsWait() {
        for (int i = 0; i < 100; i++) {
            packet(i * 10L, 40 + (i < 50 ? 0 : 30 + i % 3));
        }
        assertEquals(30, height());
    }

    @Test
    void somePacketsWaitingAreNone() {
        for (int i = 0; i < 100; i++) {
            packet(i * 10L, i % 5 == 0 ? 40 : 200);
        }
        assertEquals(0, height());
    }

    @Test
    void aNewWayIsTheMeasureAfterAWhile() {
        for (int i = 0; i < 100; i++) {
            packet(i * 10L, 40);
        }
        for (int i = 100; i < 4_100; i++) {
            packet(i * 10L, 90);
        }
        assertEquals(0, height());
    }

    @Test
    void beginsAnew() {
        packet(0, 40);
        queue.reset();
        packet(10, 90);
        assertEquals(0, height());
    }
}
