package io.sluice.egress.supervise;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;

/// Bytes from one thread to another without a lock: a frame goes in whole or not at all, what comes
/// out is as much as can be had at once.
final class FrameRing {
    private static final VarHandle WRITTEN;
    private static final VarHandle READ;

    static {
        try {
            var lookup = MethodHandles.lookup();
            WRITTEN = lookup.findVarHandle(FrameRing.class, "written", long.class);
            READ = lookup.findVarHandle(FrameRing.class, "read", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final MemorySegment memory;
    private final ByteBuffer view;
    private final int capacity;
    private final int mask;
    private volatile long written;
    private volatile long read;

    /// @param capacity bytes, a power of two
    FrameRing(int capacity) {
        this.capacity = capacity;
        mask = capacity - 1;
        memory = Arena.ofAuto().allocate(capacity);
        view = memory.asByteBuffer();
    }

    /// The writer's: bytes that fit now.
    int free() {
        return capacity - (int) (written - (long) READ.getAcquire(this));
    }

    /// The writer's: appends a header and a body; false when they do not fit.
    boolean write(
            MemorySegment header, int headerLength, MemorySegment s, long offset, int length) {
        if (headerLength + length > free()) {
            return false;
        }
        long at = written;
        copy(header, 0, at, headerLength);
        copy(s, offset, at + headerLength, length);
        WRITTEN.setRelease(this, at + headerLength + length);
        return true;
    }

    private void copy(MemorySegment from, long offset, long position, int length) {
        int at = (int) (position & mask);
        int first = Math.min(length, capacity - at);
        MemorySegment.copy(
                from, ValueLayout.JAVA_BYTE, offset, memory, ValueLayout.JAVA_BYTE, at, first);
        MemorySegment.copy(
                from,
                ValueLayout.JAVA_BYTE,
                offset + first,
                memory,
                ValueLayout.JAVA_BYTE,
                0,
                length - first);
    }

    /// The reader's: what can be read in one piece, its position and limit set; [#consumed] takes
    /// it away.
    ByteBuffer readable() {
        long end = (long) WRITTEN.getAcquire(this);
        int at = (int) (read & mask);
        int length = (int) Math.min(end - read, capacity - at);
        return view.limit(at + length).position(at);
    }

    /// The reader's: where it stands, counted in all bytes ever.
    long position() {
        return read;
    }

    /// The reader's: four bytes that it has not consumed yet.
    int intAt(long position) {
        int value = 0;
        for (int i = 0; i < 4; i++) {
            int at = (int) ((position + i) & mask);
            value = value << 8 | (memory.get(ValueLayout.JAVA_BYTE, at) & 0xff);
        }
        return value;
    }

    void consumed(int count) {
        READ.setRelease(this, read + count);
    }

    boolean isEmpty() {
        return (long) WRITTEN.getAcquire(this) == read;
    }
}
