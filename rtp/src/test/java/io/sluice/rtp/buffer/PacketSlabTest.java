package io.sluice.rtp.buffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.rtp.Bytes;
import io.sluice.rtp.TestMemory;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PacketSlabTest {
    private final PacketSlab slab = new PacketSlab(Arena.ofAuto(), 1 << 20);

    private static PacketCell take(PacketSlab slab, int bytes) {
        PacketCell cell = slab.take(bytes);
        assertNotNull(cell);
        return cell;
    }

    @Test
    void givesTheSmallestCellThatFits() {
        assertEquals(256, take(slab, 1).capacity());
        assertEquals(256, take(slab, 256).capacity());
        assertEquals(1536, take(slab, 257).capacity());
        assertEquals(1536, take(slab, 1536).capacity());
        assertNull(slab.take(1537));
        assertEquals(2 * 256 + 2 * 1536, slab.usedBytes());
    }

    @Test
    void bufferAndSegmentAreTheSameMemory() {
        PacketCell cell = take(slab, 100);

        cell.buffer().putInt(10, 0x01020304);

        assertEquals(0x01020304, Bytes.signed32(cell.segment(), 10));
    }

    @Test
    void aTakenCellIsEmptyAgain() {
        PacketCell cell = take(slab, 100);
        cell.setRange(3, 50);
        slab.give(cell);

        PacketCell again = take(slab, 100);
        assertEquals(0, again.offset());
        assertEquals(0, again.length());
    }

    @Test
    void theBudgetEndsIt() {
        PacketSlab little = new PacketSlab(Arena.ofAuto(), 2 * 1536 + 256);
        PacketCell first = take(little, 1000);
        take(little, 1000);
        assertNull(little.take(1000));
        take(little, 10);
        assertNull(little.take(10));
        assertEquals(0, little.freeBytes());

        little.give(first);
        assertEquals(1536, little.freeBytes());
        assertEquals(
                1536, take(little, 10).capacity(), "a large cell serves where no small is left");
    }

    @Test
    void noticesACellGivenBackTwice() {
        PacketCell cell = take(slab, 100);
        slab.give(cell);

        assertThrows(AssertionError.class, () -> slab.give(cell));
    }

    @Test
    void noticesACellOfAnotherSlab() {
        PacketSlab other = new PacketSlab(Arena.ofAuto(), 1 << 20);
        PacketCell cell = take(other, 100);

        assertThrows(AssertionError.class, () -> slab.give(cell));
    }

    /// Property: no memory is in two hands, and the count of bytes is right.
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void noMemoryIsInTwoHands(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<PacketCell> taken = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            if (!taken.isEmpty() && random.nextInt(100) < 48) {
                PacketCell cell = taken.remove(random.nextInt(taken.size()));
                assertEquals(cell.arrivalNanos(), Bytes.signed64(cell.segment(), 0));
                slab.give(cell);
                continue;
            }
            PacketCell cell = slab.take(random.nextInt(1, 1537));
            if (cell != null) {
                cell.setArrivalNanos(i);
                Bytes.put64(cell.segment(), 0, i);
                taken.add(cell);
            }
        }
        long bytes = taken.stream().mapToLong(PacketCell::capacity).sum();
        assertEquals(bytes, slab.usedBytes());
        for (PacketCell cell : taken) {
            assertEquals(cell.arrivalNanos(), Bytes.signed64(cell.segment(), 0));
        }
    }

    @Test
    void allocatesNothingPerPacket() {
        double bytes =
                TestMemory.allocatedPerCall(() -> {
                    PacketCell small = slab.take(100);
                    PacketCell large = slab.take(1200);
                    assertNotNull(small);
                    assertNotNull(large);
                    slab.give(small);
                    slab.give(large);
                });

        assertTrue(bytes < 1, () -> bytes + " bytes per packet");
    }
}
