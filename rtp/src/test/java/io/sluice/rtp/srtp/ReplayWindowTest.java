package io.sluice.rtp.srtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.rtp.TestMemory;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ReplayWindowTest {
    private final ReplayWindow window = new ReplayWindow();

    @Test
    void aPacketIsFreshOnce() {
        assertEquals(ReplayWindow.FRESH, window.check(0));
        window.accept(0);
        assertEquals(SrtpError.REPLAYED, window.check(0));
        assertEquals(ReplayWindow.FRESH, window.check(1));
    }

    @Test
    void checkingChangesNothing() {
        window.accept(5);
        assertEquals(ReplayWindow.FRESH, window.check(5_000));
        assertEquals(ReplayWindow.FRESH, window.check(4));
        assertEquals(5, window.highest());
    }

    @Test
    void reachesBackExactlyItsSize() {
        window.accept(10_000);
        assertEquals(ReplayWindow.FRESH, window.check(10_001 - ReplayWindow.SIZE));
        assertEquals(SrtpError.TOO_OLD, window.check(10_000 - ReplayWindow.SIZE));
    }

    /// Property: with any jumps forward and back, it says what a set of all indexes would say.
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void agreesWithASetOfAllIndexes(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Set<Long> seen = new HashSet<>();
        long highest = random.nextInt(65_536);
        for (int i = 0; i < 30_000; i++) {
            long reach = random.nextInt(50) == 0 ? 3_000 : 80;
            long index = Math.max(0, highest + random.nextLong(-reach, reach / 8));
            int expected = ReplayWindow.FRESH;
            if (!seen.isEmpty() && index <= window.highest() - ReplayWindow.SIZE) {
                expected = SrtpError.TOO_OLD;
            } else if (seen.contains(index)) {
                expected = SrtpError.REPLAYED;
            }
            assertEquals(expected, window.check(index), "index " + index);
            if (expected == ReplayWindow.FRESH) {
                window.accept(index);
                seen.add(index);
                highest = Math.max(highest, index);
            }
        }
    }

    @Test
    void allocatesNothingPerPacket() {
        long[] next = {0};
        double bytes =
                TestMemory.allocatedPerCall(() -> {
                    assertEquals(ReplayWindow.FRESH, window.check(next[0]));
                    window.accept(next[0]);
                    next[0] += 2;
                });

        assertTrue(bytes < 1, () -> bytes + " bytes per packet");
    }
}
