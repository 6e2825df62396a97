package io.sluice.sfu.congestion;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class ArrivalRateTest {
    private static final long MILLI = 1_000_000;

    private final ArrivalRate rate = new ArrivalRate();

    /// A packet of 1,000 bytes each four milliseconds is 2 Mbit/s.
    private void full(int fromMillis, int toMillis) {
        for (int at = fromMillis; at < toMillis; at += 4) {
            rate.onPacket(at * MILLI, 1000);
        }
    }

    @Test
    void isZeroBeforeAnything() {
        assertEquals(0, rate.bps());
    }

    @Test
    void isTheRateOfTheLastTenthOfASecond() {
        full(0, 1000);
        assertEquals(2_000_000, rate.bps(), 50_000);
    }

    /// A second of half the rate leaves no trace once the queue has stood for a tenth.
    @Test
    void forgetsWhatWasBefore() {
        for (int at = 0; at < 1000; at += 8) {
            rate.onPacket(at * MILLI, 1000);
        }
        assertEquals(1_000_000, rate.bps(), 100_000);
        full(1000, 1124);
        assertEquals(2_000_000, rate.bps(), 50_000);
    }

    @Test
    void silenceIsForgottenToo() {
        full(0, 1000);
        rate.onPacket(5000 * MILLI, 1000);
        assertEquals(0, rate.bps());
        full(5004, 5124);
        assertEquals(2_000_000, rate.bps(), 50_000);
    }

    @Test
    void aClockThatIsSetBackBeginsAnew() {
        full(5000, 6000);
        full(0, 124);
        assertEquals(2_000_000, rate.bps(), 100_000);
    }
}
