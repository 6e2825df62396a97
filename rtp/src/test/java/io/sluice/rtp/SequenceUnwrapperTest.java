package io.sluice.rtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SequenceUnwrapperTest {
    private final SequenceUnwrapper unwrapper = new SequenceUnwrapper();

    @Test
    void theFirstNumberStaysWhatItIs() {
        assertEquals(65_000, unwrapper.unwrap(65_000));
        assertEquals(65_001, unwrapper.unwrap(65_001));
    }

    @Test
    void countsOnOverTheWrap() {
        assertEquals(65_535, unwrapper.unwrap(65_535));
        assertEquals(65_536, unwrapper.unwrap(0));
        assertEquals(65_535, unwrapper.unwrap(65_535));
        assertEquals(65_540, unwrapper.unwrap(4));
    }

    @Test
    void aPacketOvertakenAtTheStartComesOutBelowIt() {
        assertEquals(0, unwrapper.unwrap(0));
        assertEquals(-1, unwrapper.unwrap(65_535));
        assertEquals(1, unwrapper.unwrap(1));
    }

    @Test
    void startsAnewAfterAReset() {
        assertEquals(65_535, unwrapper.unwrap(65_535));
        unwrapper.reset();
        assertEquals(3, unwrapper.unwrap(3));
    }

    /// Property: with less disorder than half the number space, every sequence is found again.
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void findsEverySequenceAgain(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        long highest = unwrapper.unwrap(random.nextInt(65_536));
        for (int i = 0; i < 50_000; i++) {
            long sequence = highest + random.nextLong(-30_000, 30_000);
            assertEquals(sequence, unwrapper.unwrap((int) sequence & 0xffff));
            highest = Math.max(highest, sequence);
        }
    }

    @Test
    void timestampsFollowTheOneBefore() {
        TimestampUnwrapper timestamps = new TimestampUnwrapper();

        assertEquals(0xffff_fff0L, timestamps.unwrap(0xffff_fff0L));
        assertEquals(0x1_0000_0010L, timestamps.unwrap(0x10));
        assertEquals(0xffff_fff8L, timestamps.unwrap(0xffff_fff8L));
        timestamps.reset();
        assertEquals(5, timestamps.unwrap(5));
    }

    @Test
    void allocatesNothingPerPacket() {
        int[] next = {0};
        double bytes = TestMemory.allocatedPerCall(() -> unwrapper.unwrap(next[0]++ & 0xffff));

        assertTrue(bytes < 1, () -> bytes + " bytes per packet");
    }
}
