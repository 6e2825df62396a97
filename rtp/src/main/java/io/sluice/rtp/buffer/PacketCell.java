package io.sluice.rtp.buffer;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Native memory for one packet, owned by a [PacketSlab] and used by one holder at a time.
public final class PacketCell {
    /// Who built a packet or has noted it as sent, and wants to know when it did not leave.
    public interface Sender {
        /// The packet did not leave this machine.
        ///
        /// @param id what [PacketCell#from] or [PacketCell#numbered] was given
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
    private @Nullable Sender numberer;
    private int number;

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

    /// Says who has noted the packet as sent, under which number, until the cell is given back.
    public void numbered(Sender packetNumberer, int packetNumber) {
        numberer = packetNumberer;
        number = packetNumber;
    }

    /// This machine did not let the packet go, which says nothing about the network: whoever built
    /// it or noted it as sent is told.
    public void unsent() {
        if (numberer != null) {
            numberer.onUnsent(number);
        }
        crowdedOut();
    }

    /// The packet did not leave because the network takes so little: whoever built it is told, and
    /// for all others it is lost.
    public void crowdedOut() {
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
        numberer = null;
    }
}
