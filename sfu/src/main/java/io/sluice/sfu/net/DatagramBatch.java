package io.sluice.sfu.net;

import io.sluice.rtp.buffer.PacketCell;
import io.sluice.rtp.buffer.PacketSlab;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The datagrams of one receive call, each in a cell of its own.
///
/// The batch owns the cells; a cell whose datagram was [#kept] belongs to who keeps it. Short
/// datagrams are moved to a small cell, so that a second of audio does not hold cells made for
/// video.
public final class DatagramBatch {
    /// The largest datagram taken: an Ethernet frame's worth, and one byte more to see that it was
    /// longer.
    static final int MAX_DATAGRAM_BYTES = 1500;

    /// Up to this length a datagram is copied to a small cell.
    private static final int SMALL_BYTES = 256;

    private final PacketSlab slab;
    private final @Nullable PacketCell[] cells;
    private final NetworkPath[] paths;
    private final @Nullable PacketCell[] spares;
    private int size;

    public DatagramBatch(PacketSlab slab, int capacity) {
        this.slab = slab;
        cells = new PacketCell[capacity];
        paths = new NetworkPath[capacity];
        spares = new PacketCell[capacity];
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

    /// A cell to receive into, one of as many as there is [#room]; null when all packet memory is
    /// in use.
    @Nullable PacketCell spare(int index) {
        PacketCell spare = spares[index];
        if (spare == null) {
            spare = slab.take(MAX_DATAGRAM_BYTES + 1);
            spares[index] = spare;
        }
        return spare;
    }

    /// The datagram in a cell of [#spare] becomes part of the batch.
    ///
    /// @return its path, for the caller to set
    NetworkPath add(int index, int length, long nowNanos) {
        PacketCell received = Objects.requireNonNull(spares[index]);
        PacketCell small = length <= SMALL_BYTES ? slab.take(length) : null;
        PacketCell cell = received;
        if (small == null) {
            spares[index] = null;
        } else {
            MemorySegment.copy(received.segment(), 0, small.segment(), 0, length);
            cell = small;
        }
        cell.setRange(0, length);
        cell.setArrivalNanos(nowNanos);
        cells[size] = cell;
        return paths[size++];
    }

    /// A packet becomes part of the batch, copied to a cell as large as it needs.
    ///
    /// @return false when all packet memory is in use
    boolean add(NetworkPath path, MemorySegment from, long offset, int length, long nowNanos) {
        PacketCell cell = slab.take(length);
        if (cell == null) {
            return false;
        }
        MemorySegment.copy(from, offset, cell.segment(), 0, length);
        cell.setRange(0, length);
        cell.setArrivalNanos(nowNanos);
        cells[size] = cell;
        paths[size].set(path);
        size++;
        return true;
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

    /// Gives every cell back, for the end of the loop.
    public void close() {
        clear();
        for (int i = 0; i < spares.length; i++) {
            PacketCell spare = spares[i];
            if (spare != null) {
                slab.give(spare);
                spares[i] = null;
            }
        }
    }
}
