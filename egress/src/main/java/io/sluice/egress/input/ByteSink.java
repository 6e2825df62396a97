package io.sluice.egress.input;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/// Bytes of a frame while it is put together; grows, and is used again for the next frame.
final class ByteSink {
    /// No frame of a conference is longer; a sender that goes on forever ends here.
    static final int MAX_BYTES = 4 << 20;

    private static final int INITIAL_BYTES = 1 << 14;

    private byte[] array = new byte[INITIAL_BYTES];
    private int length;
    private boolean full;

    void clear() {
        length = 0;
        full = false;
    }

    void put(int value) {
        if (room(1)) {
            array[length++] = (byte) value;
        }
    }

    void put(MemorySegment s, long offset, int count) {
        if (room(count)) {
            MemorySegment.copy(s, ValueLayout.JAVA_BYTE, offset, array, length, count);
            length += count;
        }
    }

    /// Opens a gap of so many bytes at `at` and returns false when there is no room.
    boolean insert(int at, int count) {
        if (!room(count)) {
            return false;
        }
        System.arraycopy(array, at, array, at + count, length - at);
        length += count;
        return true;
    }

    /// Forgets what stands from here on.
    void truncate(int at) {
        length = at;
    }

    void set(int at, int value) {
        array[at] = (byte) value;
    }

    int get(int at) {
        return array[at] & 0xff;
    }

    byte[] array() {
        return array;
    }

    int length() {
        return length;
    }

    /// More came than a frame may have.
    boolean full() {
        return full;
    }

    private boolean room(int count) {
        if (full || count > MAX_BYTES - length) {
            full = true;
            return false;
        }
        if (length + count > array.length) {
            array = Arrays.copyOf(array, Math.max(2 * array.length, length + count));
        }
        return true;
    }
}
