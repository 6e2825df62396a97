package io.sluice.rtp.buffer;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Native memory for one packet, owned by a [PacketSlab] and used by one holder at a time.
public final class PacketCell {
    /// Who built a packet, and wants to know when it did not leave.
    public interface Sender {
        /// The packet did not leave this machine.
        ///
        /// @param id what [PacketCell#from] was given
        void onUnsent(long id);
    }

    private final PacketSlab owner;
    private final MemorySegment segment;
    private final ByteBuffer buffer;
    private int offset;
    private int length;
    private long arrivalNanos;
    private boolean taken;
    private @Nullable Sender sender;
    private long id;

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

    /// Says who built the packet, until the cell is given back.
    public void from(Sender packetSender, long packetId) {
        sender = packetSender;
        id = packetId;
    }

    /// The packet could not be sent: whoever built it is told.
    public void unsent() {
        if (sender != null) {
            sender.onUnsent(id);
        }
    }

    PacketSlab owner() {
        return owner;
    }

    boolean isTaken() {
        return taken;
    }

    void setTaken(boolean taken) {
        this.taken = taken;
        sender = null;
    }
}
