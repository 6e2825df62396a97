package io.sluice.rtp.buffer;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/// Native memory for one packet, owned by a [PacketSlab] and used by one holder at a time.
public final class PacketCell {
    private final PacketSlab owner;
    private final MemorySegment segment;
    private final ByteBuffer buffer;
    private int offset;
    private int length;
    private long arrivalNanos;
    private boolean taken;

    PacketCell(PacketSlab owner, MemorySegment segment) {
        this.owner = owner;
        this.segment = segment;
        this.buffer = segment.asByteBuffer();
    }

    public MemorySegment segment() {
        return segment;
    }

    /// The same memory for NIO; its position and limit are the user's to set.
    public ByteBuffer buffer() {
        return buffer;
    }

    public int capacity() {
        return buffer.capacity();
    }

    /// Where the packet begins.
    public int offset() {
        return offset;
    }

    public int length() {
        return length;
    }

    /// Says which part of the memory the packet takes.
    public void setRange(int offset, int length) {
        this.offset = offset;
        this.length = length;
    }

    public long arrivalNanos() {
        return arrivalNanos;
    }

    public void setArrivalNanos(long nanos) {
        arrivalNanos = nanos;
    }

    PacketSlab owner() {
        return owner;
    }

    boolean isTaken() {
        return taken;
    }

    void setTaken(boolean taken) {
        this.taken = taken;
    }
}
