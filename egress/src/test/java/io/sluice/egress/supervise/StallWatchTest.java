package io.sluice.egress.supervise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StallWatchTest {
    private static final long LIMIT = SupervisedProgram.STALL_LIMIT.toMillis();

    /// As often as a worker tells how it goes.
    private static final long TOLD_MILLIS = 500;

    private final StallWatch watch = new StallWatch(nanos(LIMIT), 0);

    private static long nanos(long millis) {
        return millis * 1_000_000;
    }

    /// Looks from one time to another, late by some milliseconds each time; returns when it found
    /// the worker stalled, or the end.
    private long look(long from, long until, long stallsAt, long late) {
        for (long now = from; now < until; now += StallWatch.CHECK_MILLIS + late) {
            if (watch.stalled(Math.min(now, stallsAt) / TOLD_MILLIS, nanos(now))) {
                return now;
            }
        }
        return until;
    }

    /// A new worker needs most of the last second of three.
    @ParameterizedTest(name = "stalls at {0} ms")
    @ValueSource(longs = {5000, 5001, 5050, 5099, 5250, 5499})
    void aWorkerThatStallsIsFoundOutSoonEnoughToBeBackInThreeSeconds(long stallsAt) {
        long found = look(stallsAt % StallWatch.CHECK_MILLIS, 60_000, stallsAt, 0);
        assertTrue(found > stallsAt, "at " + found);
        assertTrue(found - stallsAt <= 2200, "after " + (found - stallsAt) + " ms");
    }

    @Test
    void aWorkerThatTellsIsLeftAlone() {
        assertEquals(60_000, look(0, 60_000, Long.MAX_VALUE, 1));
    }

    /// A machine asleep, a virtual one on its way to another host.
    @Test
    void timeInWhichNobodyRanIsNotSilence() {
        look(0, 5000, 4500, 0);
        assertFalse(watch.stalled(9, nanos(65_000)), "what it said is not read yet");
        assertFalse(watch.stalled(9, nanos(65_100)));
        assertFalse(watch.stalled(10, nanos(65_200)));
    }

    /// Where we come late, a worker does too.
    @Test
    void onABusyMachineAWorkerHasMoreTime() {
        assertEquals(30_000, look(0, 60_000, 10_000, 1900));
    }

    @Test
    void aWorkerHasTimeToStart() {
        for (long now = 0; now < 15_000; now += StallWatch.CHECK_MILLIS) {
            assertFalse(watch.stalled(0, nanos(now)), "at " + now);
        }
        assertTrue(watch.stalled(0, nanos(15_000)));
    }
}
