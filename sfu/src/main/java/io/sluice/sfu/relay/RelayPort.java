package io.sluice.sfu.relay;

import io.sluice.rtp.buffer.PacketCell;
import io.sluice.rtp.buffer.PacketSlab;
import io.sluice.sfu.observe.Count;
import io.sluice.sfu.observe.Counters;
import io.sluice.sfu.observe.DropReason;
import io.sluice.sfu.transport.TransportListener;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// All relays of one loop, in both directions. Belongs to the loop, which serves it once per duty
/// cycle.
public final class RelayPort {
    /// Packets taken from one other loop per cycle, so that the others and the deadlines get their
    /// turn.
    private static final int BATCH = 256;

    private final PacketSlab slab;
    private final Counters counters;
    private final Consumer<Throwable> failed;
    private final List<RelayRing> incoming = new ArrayList<>();
    private final List<RelayLink> outgoing = new ArrayList<>();

    /// @param slab and counters of the loop
    /// @param failed told of bugs, before the room they showed in
    public RelayPort(PacketSlab slab, Counters counters, Consumer<Throwable> failed) {
        this.slab = slab;
        this.counters = counters;
        this.failed = failed;
    }

    /// A way from one loop to another, before its ends are given to the loops.
    public static final class Way {
        private final RelayRing ring;
        private final RelayLink link;

        /// @param arena the packets on their way lie in
        /// @param from counters of the sending loop
        /// @param wakeUp ends the receiving loop's wait
        public Way(Arena arena, Counters from, Runnable wakeUp) {
            ring = new RelayRing(arena);
            link = new RelayLink(ring, from, wakeUp);
        }

        public RelayLink link() {
            return link;
        }
    }

    /// The loop begins to send on this way.
    public void addOutgoing(Way way) {
        outgoing.add(way.link);
    }

    /// The loop begins to receive on this way.
    public void addIncoming(Way way) {
        incoming.add(way.ring);
    }

    /// Takes what other loops have handed over.
    ///
    /// @return how many packets
    public int receive(long nowNanos) {
        int received = 0;
        for (int i = 0; i < incoming.size(); i++) {
            received += receive(incoming.get(i), nowNanos);
        }
        return received;
    }

    private int receive(RelayRing ring, long nowNanos) {
        int received = 0;
        for (; received < BATCH && ring.waits(); received++) {
            TransportListener listener = ring.inlet().listener();
            if (listener == null) {
                counters.drop(DropReason.RELAY_UNKNOWN);
            } else {
                hand(ring, listener, nowNanos);
            }
            ring.take();
        }
        counters.add(Count.PACKETS_RELAYED, received);
        return received;
    }

    private void hand(RelayRing ring, TransportListener listener, long nowNanos) {
        try {
            if (ring.isRtcp()) {
                listener.onRtcp(ring.bytes(), ring.offset(), ring.length(), nowNanos);
            } else {
                onRtp(ring, listener, nowNanos);
            }
        } catch (RuntimeException | Error failure) {
            failed.accept(failure);
            listener.onFailure(failure, nowNanos);
        }
    }

    private void onRtp(RelayRing ring, TransportListener listener, long nowNanos) {
        PacketCell cell = slab.take(ring.length());
        if (cell == null) {
            counters.drop(DropReason.NO_BUFFER);
            return;
        }
        ring.copyTo(cell);
        cell.setArrivalNanos(nowNanos);
        boolean kept = false;
        try {
            kept = listener.onRtp(cell, nowNanos);
        } finally {
            if (!kept) {
                slab.give(cell);
            }
        }
    }

    /// Tells the other loops that something was handed to them in this cycle.
    public void flush() {
        for (int i = 0; i < outgoing.size(); i++) {
            outgoing.get(i).flush();
        }
    }
}
