package io.sluice.sfu.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sluice.sfu.observe.Count;
import io.sluice.sfu.observe.Counters;
import org.junit.jupiter.api.Test;

class LoopChoiceTest {
    private static final long[] NOBODY = {0, 0, 0};

    @Test
    void aRoomStaysWhereItIsWhileItsLoopHasTime() {
        assertEquals(0, LoopChoice.of(0, new int[] {60, 0, 0}, NOBODY, 60));
    }

    @Test
    void aBusyLoopGivesToTheLeastBusy() {
        assertEquals(2, LoopChoice.of(0, new int[] {61, 30, 20}, NOBODY, 60));
    }

    @Test
    void aLoopThatIsHardlyLessBusyIsNotWorthTheRelay() {
        assertEquals(1, LoopChoice.of(1, new int[] {86, 95, 90}, NOBODY, 60));
        assertEquals(0, LoopChoice.of(1, new int[] {85, 95, 90}, NOBODY, 60));
    }

    @Test
    void withAHundredPercentARoomIsNeverSpread() {
        assertEquals(0, LoopChoice.of(0, new int[] {100, 0, 0}, NOBODY, 100));
    }

    @Test
    void withNoneARoomIsSpreadByPeople() {
        assertEquals(1, LoopChoice.of(1, new int[] {0, 99, 0}, new long[] {3, 3, 3}, 0));
        assertEquals(2, LoopChoice.of(1, new int[] {0, 0, 0}, new long[] {3, 3, 2}, 0));
    }

    @Test
    void theLoadIsThatOfTheLastSecond() {
        Counters counters = new Counters();
        LoopLoad load = new LoopLoad();
        for (long now = 0; now < 2_000_000_000L; now += 10_000_000) {
            load.onCycle(now, now + 2_500_000, counters);
        }
        assertEquals(250, (double) counters.count(Count.BUSY_PERMILLE), 3);
        load.onCycle(2_000_000_000L, 3_100_000_000L, counters);
        load.onCycle(3_100_000_000L, 4_200_000_000L, counters);
        assertEquals(1_000, (double) counters.count(Count.BUSY_PERMILLE), 10);
        load.onCycle(6_000_000_000L, 6_000_000_001L, counters);
        assertEquals(0, counters.count(Count.BUSY_PERMILLE));
    }
}
