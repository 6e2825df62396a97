package io.sluice.sfu.send;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Packets that wait for their turn, first in, first out. Grows up to a bound.
final class PacketQueue {
    private static final int INITIAL_CAPACITY = 8;

    /// A fifth of a second at 60 Mbit/s.
    private static final int MAX_CAPACITY = 1024;

    private Pacer.@Nullable Stream[] streams = new Pacer.Stream[INITIAL_CAPACITY];
    private long[] indexes = new long[INITIAL_CAPACITY];
    private int[] sizes = new int[INITIAL_CAPACITY];
    private int[] timestamps = new int[INITIAL_CAPACITY];
    private long[] since = new long[INITIAL_CAPACITY];
    private int head;
    private int count;
    private long bytes;

    boolean isEmpty() {
        return count == 0;
    }

    int count() {
        return count;
    }

    boolean isFull() {
        return count == MAX_CAPACITY;
    }

    /// Of all that waits.
    long bytes() {
        return bytes;
    }

    void add(Pacer.Stream stream, long index, int size, int timestamp, long nowNanos) {
        if (count == indexes.length) {
            grow();
        }
        int at = (head + count++) & (indexes.length - 1);
        streams[at] = stream;
        indexes[at] = index;
        sizes[at] = size;
        timestamps[at] = timestamp;
        since[at] = nowNanos;
        bytes += size;
    }

    Pacer.Stream headStream() {
        Pacer.Stream stream = streams[head];
        if (stream == null) {
            throw new IllegalStateException("the queue is empty");
        }
        return stream;
    }

    long headIndex() {
        return indexes[head];
    }

    int headSize() {
        return sizes[head];
    }

    int headTimestamp() {
        return timestamps[head];
    }

    /// When the first one came.
    long headSince() {
        return since[head];
    }

    void removeHead() {
        bytes -= sizes[head];
        streams[head] = null;
        head = (head + 1) & (indexes.length - 1);
        count--;
    }

    /// Takes out all that waits of a stream; the others keep their order.
    ///
    /// @return how many
    @SuppressWarnings("ReferenceEquality") // the same stream is meant, not one like it
    int remove(Pacer.Stream stream) {
        int before = count;
        for (int i = 0; i < before; i++) {
            if (headStream() == stream) {
                removeHead();
            } else {
                moveHeadToEnd();
            }
        }
        return before - count;
    }

    /// The first one stands behind all others from now on.
    void moveHeadToEnd() {
        Pacer.Stream owner = headStream();
        long index = indexes[head];
        int size = sizes[head];
        int timestamp = timestamps[head];
        long at = since[head];
        removeHead();
        add(owner, index, size, timestamp, at);
    }

    private void grow() {
        int old = indexes.length;
        streams = Arrays.copyOf(streams, 2 * old);
        indexes = Arrays.copyOf(indexes, 2 * old);
        sizes = Arrays.copyOf(sizes, 2 * old);
        timestamps = Arrays.copyOf(timestamps, 2 * old);
        since = Arrays.copyOf(since, 2 * old);
        // It was full: what stood before the head comes behind the old end.
        for (int i = 0; i < head; i++) {
            streams[old + i] = streams[i];
            streams[i] = null;
            indexes[old + i] = indexes[i];
            sizes[old + i] = sizes[i];
            timestamps[old + i] = timestamps[i];
            since[old + i] = since[i];
        }
    }
}
