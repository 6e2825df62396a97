package io.sluice.rtp.buffer;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The packet cells of one loop: taken and given back without allocating, bounded by a byte budget.
///
/// Memory is claimed in chunks when the free cells have run out and stays claimed.
public final class PacketSlab {
    /// Fits nearly every audio packet and RTCP message.
    public static final int SMALL_BYTES = 256;

    /// Fits what an Ethernet frame carries, with room to spare.
    public static final int LARGE_BYTES = 1536;

    /// Cells claimed at once.
    private static final int CHUNK_CELLS = 64;

    private static final int ALIGNMENT = 64;

    private final Arena arena;
    private final long budgetBytes;
    private final FreeCells small = new FreeCells();
    private final FreeCells large = new FreeCells();
    private long claimedBytes;
    private long usedBytes;

    public PacketSlab(Arena arena, long budgetBytes) {
        this.arena = arena;
        this.budgetBytes = budgetBytes;
    }

    /// A cell of at least so many bytes, or null when the budget is used up or no cell is as large;
    /// the caller then drops the packet and counts it.
    public @Nullable PacketCell take(int bytes) {
        PacketCell cell = null;
        if (bytes <= SMALL_BYTES) {
            cell = take(small, SMALL_BYTES);
        }
        if (cell == null && bytes <= LARGE_BYTES) {
            cell = take(large, LARGE_BYTES);
        }
        if (cell == null) {
            return null;
        }
        cell.setTaken(true);
        cell.setRange(0, 0);
        usedBytes += cell.capacity();
        return cell;
    }

    /// Takes a cell back. Whoever gives one back must not touch it any more.
    public void give(PacketCell cell) {
        if (cell.owner() != this || !cell.isTaken()) {
            throw new AssertionError("a packet cell was given back twice or to another slab");
        }
        cell.setTaken(false);
        usedBytes -= cell.capacity();
        if (cell.capacity() == SMALL_BYTES) {
            small.push(cell);
        } else {
            large.push(cell);
        }
    }

    /// Bytes of the cells that are out.
    public long usedBytes() {
        return usedBytes;
    }

    /// Bytes that may still be taken.
    public long freeBytes() {
        return budgetBytes - usedBytes;
    }

    public long budgetBytes() {
        return budgetBytes;
    }

    private @Nullable PacketCell take(FreeCells cells, int cellBytes) {
        if (cells.count == 0) {
            claim(cells, cellBytes);
        }
        return cells.pop();
    }

    private void claim(FreeCells cells, int cellBytes) {
        int count = (int) Math.min(CHUNK_CELLS, (budgetBytes - claimedBytes) / cellBytes);
        if (count <= 0) {
            return;
        }
        long bytes = (long) count * cellBytes;
        MemorySegment chunk = arena.allocate(bytes, ALIGNMENT);
        claimedBytes += bytes;
        cells.expect(count);
        for (int i = 0; i < count; i++) {
            cells.push(new PacketCell(this, chunk.asSlice((long) i * cellBytes, cellBytes)));
        }
    }

    /// A stack, so that the memory used last is used next.
    private static final class FreeCells {
        private @Nullable PacketCell[] cells = new PacketCell[0];
        private int capacityNeeded;
        private int count;

        void expect(int more) {
            capacityNeeded += more;
            cells = Arrays.copyOf(cells, capacityNeeded);
        }

        void push(PacketCell cell) {
            cells[count++] = cell;
        }

        @Nullable PacketCell pop() {
            if (count == 0) {
                return null;
            }
            PacketCell cell = cells[--count];
            cells[count] = null;
            return cell;
        }
    }
}
