package io.sluice.sfu.time;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class CycleTimesTest {
    private static final long MILLI = 1_000_000;

    private final CycleTimes times = new CycleTimes();

    @Test
    void ofAShortCycleTheTimeIsTheOneItBeganWith() {
        times.onCycle(100 * MILLI, 100 * MILLI + 200, 101 * MILLI);
        assertEquals(100 * MILLI, times.leftNanos(100 * MILLI));
        assertEquals(7, times.leftNanos(7), "a cycle that nobody told of");
    }

    @Test
    void ofALongerOneItIsTheMiddleOfSending() {
        times.onCycle(100 * MILLI, 103 * MILLI, 105 * MILLI);
        assertEquals(104 * MILLI, times.leftNanos(100 * MILLI));
    }

    @Test
    void ofOneThatWasHeldUpItIsNotKnown() {
        times.onCycle(100 * MILLI, 250 * MILLI, 251 * MILLI);
        times.onCycle(300 * MILLI, 301 * MILLI, 450 * MILLI);
        assertEquals(Departures.UNKNOWN, times.leftNanos(100 * MILLI));
        assertEquals(Departures.UNKNOWN, times.leftNanos(300 * MILLI));
    }

    /// Two of them one after the other, for as long as feedback may take.
    @Test
    void remembersEveryLongCycleOfTwoSeconds() {
        long cycle = 2_200_000;
        int count = (int) (2_000 * MILLI / cycle);
        for (int i = 0; i < count; i++) {
            times.onCycle(i * cycle, i * cycle, (i + 1) * cycle);
        }
        for (int i = 0; i < count; i++) {
            assertEquals(i * cycle + cycle / 2, times.leftNanos(i * cycle));
        }
    }
}
