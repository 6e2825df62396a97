package io.sluice.egress.supervise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FrameRingTest {
    private static final MemorySegment EMPTY = MemorySegment.ofArray(new byte[1]);

    /// Property: what goes in comes out, in order, wherever the ring ends.
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void givesBackWhatWasWritten(long seed) {
        Random random = new Random(seed);
        FrameRing ring = new FrameRing(256);
        byte next = 0;
        byte expected = 0;
        for (int i = 0; i < 10_000; i++) {
            byte[] frame = new byte[1 + random.nextInt(100)];
            for (int j = 0; j < frame.length; j++) {
                frame[j] = (byte) (next + j);
            }
            int header = random.nextInt(frame.length);
            MemorySegment all = MemorySegment.ofArray(frame);
            if (ring.write(all, header, all, header, frame.length - header)) {
                next += (byte) frame.length;
            }
            if (random.nextBoolean()) {
                ByteBuffer bytes = ring.readable();
                int count = random.nextInt(bytes.remaining() + 1);
                for (int j = 0; j < count; j++) {
                    assertEquals(expected++, bytes.get());
                }
                ring.consumed(count);
            }
        }
        assertTrue(expected != 0 || next != 0);
    }

    @Test
    void refusesWhatDoesNotFit() {
        FrameRing ring = new FrameRing(16);
        MemorySegment ten = MemorySegment.ofArray(new byte[10]);
        assertTrue(ring.write(EMPTY, 0, ten, 0, 10));
        assertFalse(ring.write(EMPTY, 0, ten, 0, 7));
        assertEquals(6, ring.free());
        assertTrue(ring.write(EMPTY, 0, ten, 0, 6));
        assertEquals(0, ring.free());
        ring.consumed(16);
        assertTrue(ring.isEmpty());
    }
}
