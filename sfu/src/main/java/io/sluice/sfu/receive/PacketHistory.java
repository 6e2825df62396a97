package io.sluice.sfu.receive;

import io.sluice.rtp.buffer.PacketCell;
import io.sluice.rtp.buffer.PacketSlab;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The last packets of one incoming stream, by unwrapped sequence, as they were received.
///
/// It owns the cells of its packets and gives them back to the slab when they are too old, when the
/// ring comes round or when the budget of the loop runs out. Who wants to send a packet later
/// remembers the history and the sequence, and finds out then whether the packet is still there.
public final class PacketHistory {
    /// Sequence of an empty place.
    private static final long NONE = Long.MIN_VALUE;

    private final PacketSlab slab;
    private final HistoryBudget budget;
    private final long maxAgeNanos;
    private final int mask;
    private final @Nullable PacketCell[] cells;
    private final long[] sequences;
    private final boolean[] empty;
    private HeaderExtensionIds extensionIds;
    private long oldest = NONE;
    private long highest = NONE;
    private long bytes;
    private int packets;
    private boolean closed;

    /// @param capacity packets, a power of two
    public PacketHistory(
            int capacity,
            long maxAgeNanos,
            HeaderExtensionIds extensionIds,
            PacketSlab slab,
            HistoryBudget budget) {
        if (Integer.bitCount(capacity) != 1) {
            throw new IllegalArgumentException("capacity is no power of two: " + capacity);
        }
        this.slab = slab;
        this.budget = budget;
        this.maxAgeNanos = maxAgeNanos;
        this.extensionIds = extensionIds;
        mask = capacity - 1;
        cells = new PacketCell[capacity];
        sequences = new long[capacity];
        empty = new boolean[capacity];
        Arrays.fill(sequences, NONE);
        budget.join(this);
    }

    /// What the extensions of the stored packets are called.
    public HeaderExtensionIds extensionIds() {
        return extensionIds;
    }

    void extensionIds(HeaderExtensionIds ids) {
        extensionIds = ids;
    }

    /// The packet's cell, or null when it is not, or no longer, here. Look, but do not keep it.
    public @Nullable PacketCell cell(long sequence) {
        int slot = (int) sequence & mask;
        return sequences[slot] == sequence ? cells[slot] : null;
    }

    /// Whether a packet with this sequence came and held no media.
    public boolean isEmpty(long sequence) {
        int slot = (int) sequence & mask;
        return sequences[slot] == sequence && empty[slot];
    }

    /// The highest sequence ever seen.
    public long highest() {
        return highest;
    }

    public long bytes() {
        return bytes;
    }

    public int packets() {
        return packets;
    }

    /// Whether a packet with this sequence was stored, though it may be gone again, or is older
    /// than all that is remembered.
    public boolean isKnown(long sequence) {
        if (highest == NONE) {
            return false;
        }
        return sequence <= highest - cells.length || sequences[(int) sequence & mask] == sequence;
    }

    /// Takes over the cell; false when there is no room for it, and then it stays the caller's. The
    /// sequence must not be known.
    public boolean put(long sequence, PacketCell cell, long nowNanos) {
        if (closed || !budget.makeRoom(cell.capacity())) {
            return false;
        }
        expire(nowNanos);
        int slot = (int) sequence & mask;
        release(slot);
        cells[slot] = cell;
        note(slot, sequence, false);
        oldest = packets == 0 ? sequence : Math.min(oldest, sequence);
        oldest = Math.max(oldest, highest - mask);
        packets++;
        bytes += cell.capacity();
        budget.used(cell.capacity());
        return true;
    }

    /// A packet came and held no media. The sequence must not be known.
    void putEmpty(long sequence) {
        int slot = (int) sequence & mask;
        release(slot);
        note(slot, sequence, true);
    }

    /// Gives back the cells of packets that are too old to be asked for.
    public void expire(long nowNanos) {
        while (packets > 0) {
            PacketCell cell = cell(oldest);
            if (cell != null && nowNanos - cell.arrivalNanos() <= maxAgeNanos) {
                return;
            }
            release((int) oldest & mask);
            oldest++;
        }
    }

    /// Gives back the oldest packet; there must be one.
    void dropOldest() {
        int before = packets;
        while (packets == before) {
            release((int) oldest & mask);
            oldest++;
        }
    }

    /// Forgets everything: the stream has started anew.
    void clear() {
        for (int slot = 0; slot < cells.length; slot++) {
            release(slot);
            sequences[slot] = NONE;
        }
        oldest = NONE;
        highest = NONE;
    }

    /// Gives everything back for good.
    void close() {
        if (!closed) {
            clear();
            closed = true;
            budget.leave(this);
        }
    }

    private void note(int slot, long sequence, boolean isEmpty) {
        sequences[slot] = sequence;
        empty[slot] = isEmpty;
        highest = highest == NONE ? sequence : Math.max(highest, sequence);
    }

    private void release(int slot) {
        PacketCell cell = cells[slot];
        if (cell == null) {
            return;
        }
        cells[slot] = null;
        packets--;
        bytes -= cell.capacity();
        budget.used(-cell.capacity());
        slab.give(cell);
    }
}
