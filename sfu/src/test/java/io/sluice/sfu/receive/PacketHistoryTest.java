package io.sluice.sfu.receive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.rtp.buffer.PacketCell;
import io.sluice.rtp.buffer.PacketSlab;
import io.sluice.sfu.sim.Fixtures;
import java.lang.foreign.Arena;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class PacketHistoryTest {
    private final Arena arena = Arena.ofConfined();
    private final PacketSlab slab = new PacketSlab(arena, 1 << 20);
    private final HistoryBudget budget = new HistoryBudget(20 * PacketSlab.LARGE_BYTES);
    private final PacketHistory history = history();
    private long next;

    private PacketHistory history() {
        return new PacketHistory(16, 100, new HeaderExtensionIds(List.of()), slab, budget);
    }

    @AfterEach
    void free() {
        arena.close();
    }

    private PacketCell put(PacketHistory into, long sequence, long nowNanos) {
        PacketCell cell = slab.take(PacketSlab.LARGE_BYTES);
        assertNotNull(cell);
        cell.setArrivalNanos(nowNanos);
        assertTrue(into.put(sequence, cell, nowNanos));
        return cell;
    }

    @Test
    void findsAPacketBySequence() {
        PacketCell cell = put(history, 70_000, 0);
        assertSame(cell, history.cell(70_000));
        assertNull(history.cell(70_000 - 65_536));
        assertTrue(history.isKnown(70_000));
        assertFalse(history.isKnown(70_001));
    }

    @Test
    void givesBackWhatIsTooOldButStillKnowsIt() {
        put(history, 1, 0);
        put(history, 2, 50);
        history.expire(101);
        assertNull(history.cell(1));
        assertNotNull(history.cell(2));
        assertTrue(history.isKnown(1));
        assertEquals(PacketSlab.LARGE_BYTES, slab.usedBytes());
    }

    @Test
    void givesBackWhatTheRingOverwrites() {
        for (int i = 0; i < 40; i++) {
            put(history, i, 0);
        }
        assertEquals(16, history.packets());
        assertEquals(16 * PacketSlab.LARGE_BYTES, slab.usedBytes());
        assertNull(history.cell(23));
        assertNotNull(history.cell(24));
    }

    @Test
    void takesLatePacketsAndGapsInStride() {
        put(history, 10, 0);
        put(history, 15, 10);
        put(history, 12, 20);
        history.expire(111);
        assertNull(history.cell(10));
        assertNotNull(history.cell(12));
        history.expire(10_000);
        assertEquals(0, history.packets());
        assertEquals(0, slab.usedBytes());
    }

    @Test
    void whoHoldsMoreThanAnEvenShareGivesWayFirst() {
        PacketHistory modest = history();
        put(modest, 1, 0);
        put(modest, 2, 0);
        for (int i = 0; i < 16; i++) {
            put(history, i, 0);
        }
        for (int i = 3; i < 8; i++) {
            put(modest, i, 0);
        }
        assertEquals(7, modest.packets());
        assertEquals(13, history.packets());
        assertEquals(budget.limitBytes(), budget.usedBytes());
    }

    @Test
    void closingGivesEverythingBackAndTakesNothingMore() {
        put(history, 1, 0);
        history.close();
        assertEquals(0, slab.usedBytes());
        assertEquals(0, budget.usedBytes());
        PacketCell cell = slab.take(10);
        assertNotNull(cell);
        assertFalse(history.put(2, cell, 0));
    }

    @Test
    void remembersWhichPacketsWereEmpty() {
        history.putEmpty(5);
        assertTrue(history.isEmpty(5));
        assertTrue(history.isKnown(5));
        assertFalse(history.isEmpty(6));
    }

    @Test
    void allocatesNothingPerPacket() {
        double bytes = Fixtures.allocatedPerCall(() -> put(history, next++, next * 10));
        assertTrue(bytes < Fixtures.NOTHING, bytes + " bytes");
    }
}
