package io.sluice.bench.load;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FrameSplitterTest {
    @Test
    void putsTheLargerPacketsLast() {
        assertArrayEquals(
                new int[] {1041, 1041, 1042, 1042, 1042, 1042}, FrameSplitter.split(6250, 1180));
    }

    @Test
    void leavesAFrameThatFitsWhole() {
        assertArrayEquals(new int[] {1180}, FrameSplitter.split(1180, 1180));
        assertArrayEquals(new int[] {590, 591}, FrameSplitter.split(1181, 1180));
    }

    /// Property: nothing is lost, nothing is too long, sizes differ by a byte and never fall.
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void cutsAboutEqually(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 1_000; i++) {
            int most = 1 + random.nextInt(1_400);
            int bytes = 1 + random.nextInt(100_000);
            int[] sizes = FrameSplitter.split(bytes, most);
            assertEquals(bytes, Arrays.stream(sizes).sum());
            assertEquals(Math.ceilDiv(bytes, most), sizes.length);
            assertTrue(sizes[sizes.length - 1] <= most);
            assertTrue(sizes[sizes.length - 1] - sizes[0] <= 1);
            int[] sorted = sizes.clone();
            Arrays.sort(sorted);
            assertArrayEquals(sorted, sizes);
        }
    }
}
