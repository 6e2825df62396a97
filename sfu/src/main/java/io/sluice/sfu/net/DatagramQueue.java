package io.sluice.sfu.net;

import io.sluice.rtp.buffer.PacketCell;
import io.sluice.rtp.buffer.PacketSlab;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The datagrams of a duty cycle that wait to leave, grouped by path: the road deals a packet out
/// to all its receivers, the kernel is cheapest when all packets of one receiver come together.
///
/// Datagrams of one path stay in order, paths stay in the order of their first datagram.
final class DatagramQueue {
    static final int NONE = -1;

    private final PacketSlab slab;
    private final @Nullable PacketCell[] cells;
    private final int[] next;
    private final @Nullable NetworkPath[] paths;
    private final int[] heads;
    private final int[] tails;
    private final int[] slots; // of each group in the table
    private final int[] table; // open addressing: a group, or NONE
    private int size;
    private int bytes;
    private int groups;
    private boolean leftEarly;

    /// @param slab where the datagrams' memory goes when they have left
    DatagramQueue(int capacity, PacketSlab slab) {
        this.slab = slab;
        cells = new PacketCell[capacity];
        next = new int[capacity];
        paths = new NetworkPath[capacity];
        heads = new int[capacity];
        tails = new int[capacity];
        slots = new int[capacity];
        table = new int[2 * Integer.highestOneBit(2 * capacity - 1)];
        Arrays.fill(table, NONE);
    }

    boolean isFull() {
        return size == cells.length;
    }

    int size() {
        return size;
    }

    /// Of all datagrams together.
    int bytes() {
        return bytes;
    }

    /// Whether this path is the one that was new last.
    boolean endsWith(NetworkPath path) {
        return groups > 0 && path(groups - 1).equals(path);
    }

    PacketCell cell(int index) {
        return Objects.requireNonNull(cells[index]);
    }

    /// How many paths there are datagrams for.
    int groups() {
        return groups;
    }

    NetworkPath path(int group) {
        return Objects.requireNonNull(paths[group]);
    }

    /// The first datagram of a path.
    int first(int group) {
        return heads[group];
    }

    /// The one behind it on the same path, or [#NONE].
    int next(int index) {
        return next[index];
    }

    void add(PacketCell cell, NetworkPath path) {
        int index = size++;
        cells[index] = cell;
        bytes += cell.length();
        next[index] = NONE;
        if (endsWith(path)) {
            append(groups - 1, index);
            return;
        }
        int at = slotOf(path);
        if (table[at] == NONE) {
            table[at] = groups;
            paths[groups] = path;
            heads[groups] = index;
            tails[groups] = index;
            slots[groups] = at;
            groups++;
            return;
        }
        append(table[at], index);
    }

    private void append(int group, int index) {
        next[tails[group]] = index;
        tails[group] = index;
    }

    private int slotOf(NetworkPath path) {
        int mask = table.length - 1;
        int hash = path.hashCode() * 0x9e37_79b9;
        int at = (hash ^ hash >>> 16) & mask;
        while (table[at] != NONE && !path(table[at]).equals(path)) {
            at = (at + 1) & mask;
        }
        return at;
    }

    /// Empties the queue, as all of it has left or was refused.
    ///
    /// @param early while the duty cycle goes on, because the queue was full
    void clear(boolean early) {
        for (int group = 0; group < groups; group++) {
            paths[group] = null;
            table[slots[group]] = NONE;
        }
        for (int i = 0; i < size; i++) {
            slab.give(cell(i));
            cells[i] = null;
        }
        size = 0;
        bytes = 0;
        groups = 0;
        leftEarly |= early;
    }

    /// Whether datagrams have left early since this was asked last.
    boolean takeLeftEarly() {
        boolean early = leftEarly;
        leftEarly = false;
        return early;
    }
}
