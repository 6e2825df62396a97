package io.sluice.sfu.relay;

import io.sluice.rtp.buffer.PacketCell;
import io.sluice.rtp.buffer.PacketSlab;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Decrypted packets on their way from one loop to another: one thread puts, one takes, neither
/// waits. What does not fit is refused.
final class RelayRing {
    /// Some 20 ms of what one loop can receive.
    static final int ENTRIES = 2_048;

    private static final int ENTRY_BYTES = PacketSlab.LARGE_BYTES;
    private static final int MASK = ENTRIES - 1;

    /// Marks the length of an RTCP compound.
    private static final int RTCP = 1 << 16;

    private final MemorySegment bytes;
    private final int[] lengths = new int[ENTRIES];
    private final @Nullable RelayInlet[] inlets = new RelayInlet[ENTRIES];
    private final AtomicLong put = new AtomicLong();
    private final AtomicLong taken = new AtomicLong();

    /// The other side's counter as it was last looked at: each look costs a cache line.
    private long takenSeen;

    private long putSeen;

    RelayRing(Arena arena) {
        bytes = arena.allocate((long) ENTRIES * ENTRY_BYTES, Long.BYTES);
    }

    /// Puts a packet.
    ///
    /// @return false when the ring is full or the packet longer than a cell
    boolean put(RelayInlet to, boolean rtcp, MemorySegment from, long offset, int length) {
        long at = put.getPlain();
        if (at - takenSeen >= ENTRIES) {
            takenSeen = taken.getAcquire();
        }
        if (at - takenSeen >= ENTRIES || length > ENTRY_BYTES) {
            return false;
        }
        int entry = (int) at & MASK;
        MemorySegment.copy(from, offset, bytes, (long) entry * ENTRY_BYTES, length);
        lengths[entry] = rtcp ? length | RTCP : length;
        inlets[entry] = to;
        put.setRelease(at + 1);
        return true;
    }

    /// Whether there is a packet to take.
    boolean waits() {
        long at = taken.getPlain();
        if (at == putSeen) {
            putSeen = put.getAcquire();
        }
        return at != putSeen;
    }

    /// Of the packet to take.
    RelayInlet inlet() {
        return Objects.requireNonNull(inlets[entry()]);
    }

    boolean isRtcp() {
        return (lengths[entry()] & RTCP) != 0;
    }

    int length() {
        return lengths[entry()] & ~RTCP;
    }

    /// Where the packet to take begins in [#bytes].
    long offset() {
        return (long) entry() * ENTRY_BYTES;
    }

    /// Valid until [#take].
    MemorySegment bytes() {
        return bytes;
    }

    void copyTo(PacketCell cell) {
        MemorySegment.copy(bytes, offset(), cell.segment(), 0, length());
        cell.setRange(0, length());
    }

    /// Gives the place of the packet back.
    void take() {
        inlets[entry()] = null;
        taken.setRelease(taken.getPlain() + 1);
    }

    private int entry() {
        return (int) taken.getPlain() & MASK;
    }
}
