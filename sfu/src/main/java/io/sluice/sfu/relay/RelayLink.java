package io.sluice.sfu.relay;

import io.sluice.sfu.observe.Counters;
import io.sluice.sfu.observe.DropReason;
import java.lang.foreign.MemorySegment;

/// The sending end of a relay to one other loop. Belongs to the sending loop.
public final class RelayLink {
    private final RelayRing ring;
    private final Counters counters;
    private final Runnable wakeUp;
    private boolean used;

    /// @param counters of the sending loop
    /// @param wakeUp ends the receiving loop's wait
    RelayLink(RelayRing ring, Counters counters, Runnable wakeUp) {
        this.ring = ring;
        this.counters = counters;
        this.wakeUp = wakeUp;
    }

    /// Hands a decrypted RTP packet over.
    public void rtp(RelayInlet to, MemorySegment segment, long offset, int length) {
        put(to, false, segment, offset, length);
    }

    /// Hands a decrypted RTCP compound over.
    public void rtcp(RelayInlet to, MemorySegment segment, long offset, int length) {
        put(to, true, segment, offset, length);
    }

    private void put(RelayInlet to, boolean rtcp, MemorySegment from, long offset, int length) {
        if (ring.put(to, rtcp, from, offset, length)) {
            used = true;
        } else {
            counters.drop(DropReason.RELAY_FULL);
        }
    }

    /// At the end of a duty cycle in which something was put: the other loop shall look.
    void flush() {
        if (used) {
            used = false;
            wakeUp.run();
        }
    }
}
