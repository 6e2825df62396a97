package io.sluice.sfu.receive;

import io.sluice.rtp.buffer.PacketCell;
import io.sluice.rtp.buffer.PacketSlab;
import java.lang.foreign.MemorySegment;

/// Moves small packets to small cells, so that audio does not fill the budget with air.
final class SmallCells {
    private SmallCells() {}

    /// The cell the packet is in now; the one it was in stays the caller's.
    static PacketCell shrink(PacketSlab slab, PacketCell cell) {
        if (cell.capacity() == PacketSlab.SMALL_BYTES || cell.length() > PacketSlab.SMALL_BYTES) {
            return cell;
        }
        PacketCell small = slab.take(cell.length());
        if (small == null) {
            return cell;
        }
        if (small.capacity() != PacketSlab.SMALL_BYTES) {
            slab.give(small);
            return cell;
        }
        MemorySegment.copy(cell.segment(), cell.offset(), small.segment(), 0, cell.length());
        small.setRange(0, cell.length());
        return small;
    }
}
