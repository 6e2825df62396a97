package io.sluice.rtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Proves that the memory of the fuzz tests finds what they are there for: a parser with a planted
/// read out of bounds is caught, one without is not.
final class FuzzHarnessTest {
    private static final int MUTATIONS = 2_000;

    /// An RTP packet with one header extension, as a browser sends it.
    private static final byte[] SEED =
            TestMemory.hex("90600001 00000002 00000003 bede0001 10010000 55")
                    .toArray(ValueLayout.JAVA_BYTE);

    private final FuzzMemory memory = new FuzzMemory();

    @FunctionalInterface
    private interface Parser {
        int parse(MemorySegment s, int length);
    }

    /// Believes the length of the extension block.
    private static int broken(MemorySegment s, int length) {
        if (length < 16 || (Bytes.unsigned8(s, 0) & 0x10) == 0) {
            return -1;
        }
        int header = 16 + 4 * Bytes.unsigned16(s, 14);
        return Bytes.unsigned8(s, header - 1);
    }

    private static int sound(MemorySegment s, int length) {
        RtpPacket packet = new RtpPacket();
        return packet.wrap(s, 0, length) ? (int) packet.extension(1) : -1;
    }

    private int caught(Parser parser, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int caught = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] input = Arrays.copyOf(SEED, 1 + random.nextInt(SEED.length));
            for (int flips = random.nextInt(4); flips > 0; flips--) {
                input[random.nextInt(input.length)] ^= (byte) (1 << random.nextInt(8));
            }
            try {
                parser.parse(memory.exactly(input), input.length);
            } catch (IndexOutOfBoundsException _) {
                caught++;
            }
        }
        return caught;
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void aPlantedReadOutOfBoundsIsCaught(long seed) {
        assertTrue(caught(FuzzHarnessTest::broken, seed) > 0);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void aSoundParserIsNotAccused(long seed) {
        assertEquals(0, caught(FuzzHarnessTest::sound, seed));
    }
}
