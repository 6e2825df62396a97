package io.sluice.sfu.forward;

import static io.sluice.sfu.forward.SequenceMap.NONE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.sfu.sim.Fixtures;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SequenceMapTest {
    private final SequenceMap map = new SequenceMap(64);
    private long next = 70_000;

    @BeforeEach
    void start() {
        map.start(1000, 7);
    }

    @Test
    void countsOnFromWhereItStarts() {
        assertEquals(7, map.pass(1000));
        assertEquals(8, map.pass(1001));
    }

    @Test
    void aLostPacketLeavesAGapAndFindsItLater() {
        map.pass(1000);
        assertEquals(9, map.pass(1002));
        assertEquals(8, map.pass(1001));
        assertEquals(8, map.pass(1001));
    }

    @Test
    void aPacketLeftOutLeavesNoGap() {
        map.pass(1000);
        assertEquals(NONE, map.leaveOut(1001));
        assertEquals(8, map.pass(1002));
        assertEquals(NONE, map.pass(1001));
    }

    @Test
    void aLatePacketThatIsLeftOutLeavesANumberToFill() {
        map.pass(1000);
        map.pass(1002);
        assertEquals(8, map.leaveOut(1001));
    }

    @Test
    void whatCameBeforeTheStartOrTheWindowHasNoNumber() {
        map.pass(1000);
        assertEquals(NONE, map.pass(999));
        map.pass(1064);
        assertEquals(NONE, map.pass(1000));
        assertEquals(8, map.pass(1001));
    }

    @Test
    void aJumpBeyondTheWindowCostsOneNumber() {
        map.pass(1000);
        assertEquals(9, map.pass(5000));
        assertEquals(10, map.pass(5001));
        assertEquals(NONE, map.pass(4999));
    }

    /// Invariant: with loss, reordering and packets left out, no number is given twice, and every
    /// number up to the last is either given or that of a packet that never came or came too late.
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void givesEachNumberOnceAndSkipsNone(long seed) {
        Random random = new Random(seed);
        Map<Long, Long> given = new HashMap<>();
        Set<Long> filled = new HashSet<>();
        int lost = 0;
        map.pass(1000);
        given.put(1000L, 7L);
        for (long base = 1001; base < 3001; base += 8) {
            for (int i : random.ints(0, 8).distinct().limit(8).toArray()) {
                long sequence = base + i;
                double fate = random.nextDouble();
                if (fate < 0.1) {
                    lost++;
                } else if (fate < 0.3) {
                    long number = map.leaveOut(sequence);
                    assertTrue(number == NONE || filled.add(number));
                } else {
                    given.put(sequence, map.pass(sequence));
                }
            }
        }
        long last = map.lastNumber();
        Set<Long> numbers = new HashSet<>(given.values());
        assertEquals(given.size(), numbers.size(), "a number was given twice");
        numbers.addAll(filled);
        assertEquals(given.size() + filled.size(), numbers.size());
        assertTrue(last - 7 + 1 - numbers.size() <= lost, "a gap that was no loss");
    }

    @Test
    void allocatesNothingPerPacket() {
        double bytes =
                Fixtures.allocatedPerCall(() -> {
                    next += 2;
                    map.pass(next);
                    map.leaveOut(next - 1);
                });
        assertTrue(bytes < Fixtures.NOTHING, bytes + " bytes");
    }
}
