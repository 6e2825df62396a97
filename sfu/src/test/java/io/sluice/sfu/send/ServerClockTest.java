package io.sluice.sfu.send;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class ServerClockTest {
    private final ServerClock clock = new ServerClock(3_900_000_000L, 750_000_000);

    @Test
    void countsSecondsAndFractions() {
        assertEquals((3_900_000_000L << 32) | 0xc000_0000L, clock.ntp(0));
        assertEquals((3_900_000_001L << 32) | 0x4000_0000L, clock.ntp(500_000_000));
    }

    @Test
    void differencesGoBothWays() {
        for (long nanos : new long[] {0, 1_500_000_000L, -1_500_000_000L, -300_000_000_000L}) {
            assertEquals(nanos, ServerClock.nanosOf(ServerClock.ntpOf(nanos)));
        }
    }

    @Test
    void reportsQuoteTheMiddle() {
        assertEquals(0x5678_9abc, ServerClock.compact(0x1234_5678_9abc_def0L));
    }
}
