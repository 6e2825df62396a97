package io.sluice.sfu.net;

import io.sluice.rtp.buffer.PacketCell;
import io.sluice.rtp.buffer.PacketSlab;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The datagrams of one receive call, each in a cell of its own, of the size it needs: a second of
/// audio does not hold cells made for video.
///
/// The batch owns the cells; a cell whose datagram was [#kept] belongs to who keeps it.
public final class DatagramBatch {
    /// The largest datagram taken: an Ethernet frame's worth, and one byte more to see that it was
    /// longer.
    static final int MAX_DATAGRAM_BYTES = 1500;

    private final PacketSlab slab;
    private final @Nullable PacketCell[] cells;
    private final NetworkPath[] paths;
    private int size;

    public DatagramBatch(PacketSlab slab, int capacity) {
        this.slab = slab;
        cells = new PacketCell[capacity];
        paths = new NetworkPath[capacity];
        for (int i = 0; i < capacity; i++) {
            paths[i] = new NetworkPath();
        }
    }

    public int size() {
        return size;
    }

    public boolean full() {
        return size == cells.length;
    }

    public PacketCell cell(int index) {
        return Objects.requireNonNull(cells[index]);
    }

    /// Where the datagram came from; a flyweight.
    public NetworkPath path(int index) {
        return paths[index];
    }

    /// The cell of this datagram belongs to somebody else from now on.
    public void kept(int index) {
        cells[index] = null;
    }

    /// How many more datagrams fit.
    int room() {
        return cells.length - size;
    }

    /// A packet becomes part of the batch, copied to a cell as large as it needs.
    ///
    /// @return its path, for the caller to set; null when all packet memory is in use
    @Nullable NetworkPath add(MemorySegment from, long offset, int length, long nowNanos) {
        PacketCell cell = slab.take(length);
        if (cell == null) {
            return null;
        }
        MemorySegment.copy(from, offset, cell.segment(), 0, length);
        cell.setRange(0, length);
        cell.setArrivalNanos(nowNanos);
        cells[size] = cell;
        return paths[size++];
    }

    /// Empties the batch: the cells nobody kept go back to the slab.
    public void clear() {
        for (int i = 0; i < size; i++) {
            PacketCell cell = cells[i];
            if (cell != null) {
                slab.give(cell);
                cells[i] = null;
            }
        }
        size = 0;
    }
}
