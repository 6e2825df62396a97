package io.sluice.sfu.receive;

import io.sluice.sfu.time.Timed;
import java.util.Arrays;

/// Decides which lost packets to ask for again, and when (RFC 4585 §6.2.1).
///
/// A packet is asked for after the reorder wait, then once per round trip, until it arrives, has
/// been asked for often enough or is too far behind.
public final class NackGenerator {
    /// Packets kept track of; a power of two.
    private static final int WINDOW = 1024;

    /// After this many requests the packet is let go. With one packet in ten lost in both
    /// directions, one in a hundred million stays missing.
    private static final int MAX_REQUESTS = 10;

    /// Late is not yet lost: networks reorder.
    private static final long REORDER_WAIT_NANOS = 20_000_000;

    /// What is asked for again so long after it was found missing comes too late to be shown.
    private static final long GIVE_UP_NANOS = 1_000_000_000;

    private static final long INITIAL_ROUND_TRIP_NANOS = 100_000_000;

    /// Below this the answer may still be on its way through the sender's pacer.
    private static final long SHORTEST_WAIT_NANOS = 20_000_000;

    /// Takes the sequences to ask for, in rising order.
    @FunctionalInterface
    public interface Output {
        void request(long sequence);
    }

    private final long[] askAt = new long[WINDOW]; // NEVER: received, or let go
    private final long[] missingSince = new long[WINDOW];
    private final byte[] requests = new byte[WINDOW];
    private long highest = -1;
    private int missing;
    private long lastLetGo = -1;
    private long roundTripNanos = INITIAL_ROUND_TRIP_NANOS;
    private long deadlineNanos = Timed.NEVER;

    public NackGenerator() {
        Arrays.fill(askAt, Timed.NEVER);
    }

    /// When [#onDeadline] wants to be called; early calls are harmless.
    public long deadlineNanos() {
        return deadlineNanos;
    }

    public void onRoundTrip(long nanos) {
        roundTripNanos = Math.max(nanos, SHORTEST_WAIT_NANOS);
    }

    /// The highest sequence that was let go without having arrived, or -1.
    public long lastLetGo() {
        return lastLetGo;
    }

    /// How many packets are being waited for.
    public int missing() {
        return missing;
    }

    /// Takes note of a received packet, its sequence unwrapped to 64 bits.
    public void onPacket(long sequence, long nowNanos) {
        if (sequence <= highest - WINDOW) {
            return;
        }
        if (highest >= 0) {
            long firstMissing = Math.max(highest + 1, sequence - WINDOW + 1);
            for (long lost = firstMissing; lost < sequence; lost++) {
                expect(lost, nowNanos);
            }
        }
        settle(slot(sequence));
        highest = Math.max(highest, sequence);
        if (missing == 0) {
            deadlineNanos = Timed.NEVER;
        }
    }

    /// What is missing before this sequence is so old that it would come too late: nobody asks for
    /// it. Pictures of seconds ago make a browser show the next ones as late.
    public void skipTo(long sequence) {
        if (highest >= 0 && sequence > highest) {
            for (long lost = Math.max(highest + 1, sequence - WINDOW); lost < sequence; lost++) {
                settle(slot(lost));
            }
            highest = sequence - 1;
        }
    }

    /// Forgets what is missing: the stream has started anew.
    public void reset() {
        Arrays.fill(askAt, Timed.NEVER);
        missing = 0;
        highest = -1;
        deadlineNanos = Timed.NEVER;
    }

    public void onDeadline(long nowNanos, Output out) {
        deadlineNanos = Timed.NEVER;
        if (missing == 0) {
            return;
        }
        for (long sequence = Math.max(0, highest - WINDOW + 1); sequence < highest; sequence++) {
            int slot = slot(sequence);
            if (askAt[slot] <= nowNanos) {
                ask(sequence, slot, nowNanos, out);
            }
            deadlineNanos = Math.min(deadlineNanos, askAt[slot]);
        }
    }

    private void ask(long sequence, int slot, long nowNanos, Output out) {
        if (requests[slot] == MAX_REQUESTS || nowNanos - missingSince[slot] >= GIVE_UP_NANOS) {
            settle(slot);
            lastLetGo = Math.max(lastLetGo, sequence);
            return;
        }
        out.request(sequence);
        requests[slot]++;
        askAt[slot] = nowNanos + roundTripNanos;
    }

    private void expect(long sequence, long nowNanos) {
        int slot = slot(sequence);
        settle(slot);
        missing++;
        missingSince[slot] = nowNanos;
        requests[slot] = 0;
        askAt[slot] = nowNanos + REORDER_WAIT_NANOS;
        deadlineNanos = Math.min(deadlineNanos, askAt[slot]);
    }

    private void settle(int slot) {
        if (askAt[slot] != Timed.NEVER) {
            askAt[slot] = Timed.NEVER;
            missing--;
        }
    }

    private static int slot(long sequence) {
        return (int) (sequence & (WINDOW - 1));
    }
}
