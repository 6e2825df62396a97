package io.sluice.sfu.congestion;

import io.sluice.rtp.rtcp.TransportFeedback;
import io.sluice.sfu.time.Departures;

/// Remembers what was sent under which transport-wide number, and turns feedback about the numbers
/// (draft-holmer-rmcat-transport-wide-cc-extensions-01 §3.1) into packets with times and sizes.
///
/// Follows libwebrtc's `transport_feedback_adapter`.
public final class TransportFeedbackAdapter {
    private static final int INITIAL_CAPACITY = 16;

    /// Half of what the 16 bits tell apart would be ambiguous.
    private static final int MAX_CAPACITY = 8192;

    /// Feedback that is later than this says nothing about the network of today.
    private static final long KEEP_NANOS = 2_000_000_000L;

    /// The reference time has 24 bits of 64 ms.
    private static final long ARRIVAL_PERIOD_TICKS = 1L << 32;

    private static final long NONE = -1;

    private static final byte PENDING = 0;
    private static final byte LOST = 1;
    private static final byte RECEIVED = 2;

    private final Departures departures;
    private int capacity = INITIAL_CAPACITY;
    private long[] sequences = new long[INITIAL_CAPACITY];
    private long[] sentNanos = new long[INITIAL_CAPACITY];
    private int[] bytes = new int[INITIAL_CAPACITY];
    private int[] probes = new int[INITIAL_CAPACITY];
    private byte[] states = new byte[INITIAL_CAPACITY];
    private long highest = NONE;
    private long lastTicks;
    private long arrivalOffsetNanos;
    private boolean arrivalsKnown;

    /// Nothing sent yet.
    ///
    /// @param departures tell when a packet left that was sent at some time
    public TransportFeedbackAdapter(Departures departures) {
        this.departures = departures;
        for (int i = 0; i < INITIAL_CAPACITY; i++) {
            sequences[i] = NONE;
        }
    }

    /// A packet left under this number, 0..65535.
    ///
    /// @param size on the wire
    /// @param probeCluster or [ProbeCluster#NONE]
    public void onSent(int transportSequence, int size, int probeCluster, long nowNanos) {
        long sequence =
                highest == NONE
                        ? transportSequence & 0xffffL
                        : highest + ((transportSequence - (int) highest) & 0xffff);
        int slot = (int) sequence & (capacity - 1);
        while (capacity < MAX_CAPACITY
                && sequences[slot] != NONE
                && nowNanos - sentNanos[slot] < KEEP_NANOS) {
            grow();
            slot = (int) sequence & (capacity - 1);
        }
        sequences[slot] = sequence;
        sentNanos[slot] = nowNanos;
        bytes[slot] = size;
        probes[slot] = probeCluster;
        states[slot] = PENDING;
        highest = sequence;
    }

    /// The packet of this number did not leave after all: that it does not arrive is no loss.
    public void onUnsent(int transportSequence) {
        long sequence = sequence(transportSequence);
        int slot = (int) sequence & (capacity - 1);
        if (sequence >= 0 && sequences[slot] == sequence) {
            sequences[slot] = NONE;
        }
    }

    /// Reads on in a wrapped message; false when there was nothing more in it. The results may be
    /// empty: what was never sent, and what is told twice, is no news.
    public boolean read(TransportFeedback feedback, long nowNanos, PacketResults into) {
        into.clear();
        boolean read = false;
        while (!into.isFull() && feedback.next()) {
            read = true;
            take(feedback, nowNanos, into);
        }
        return read;
    }

    private void take(TransportFeedback feedback, long nowNanos, PacketResults into) {
        boolean arrived = feedback.received();
        long arrival = arrived ? arrivalNanos(feedback.arrivalTicks(), nowNanos) : NONE;
        long sequence = sequence(feedback.sequenceNumber());
        if (sequence < 0) {
            return;
        }
        int slot = (int) sequence & (capacity - 1);
        if (sequences[slot] != sequence || nowNanos - sentNanos[slot] > KEEP_NANOS) {
            return;
        }
        byte before = states[slot];
        byte now = arrived ? RECEIVED : LOST;
        if (now <= before) {
            return;
        }
        states[slot] = now;
        long left = departures.leftNanos(sentNanos[slot]);
        into.add(
                sequence,
                left == Departures.UNKNOWN ? sentNanos[slot] : left,
                left != Departures.UNKNOWN,
                arrived ? arrival : PacketResults.LOST,
                bytes[slot],
                probes[slot],
                before == LOST);
    }

    /// Which of the last 65,536 this is, negative before the first one.
    private long sequence(int transportSequence) {
        return highest == NONE ? NONE : highest - ((((int) highest) - transportSequence) & 0xffff);
    }

    /// The receiver's clock starts, for us, when its first message comes.
    private long arrivalNanos(long ticks, long nowNanos) {
        if (!arrivalsKnown) {
            arrivalsKnown = true;
            lastTicks = ticks;
            arrivalOffsetNanos = nowNanos - ticks * TransportFeedback.TICK_NANOS;
        }
        long delta = (ticks - lastTicks) & (ARRIVAL_PERIOD_TICKS - 1);
        if (delta >= ARRIVAL_PERIOD_TICKS / 2) {
            delta -= ARRIVAL_PERIOD_TICKS;
        }
        lastTicks += delta;
        return arrivalOffsetNanos + lastTicks * TransportFeedback.TICK_NANOS;
    }

    private void grow() {
        int larger = 2 * capacity;
        long[] newSequences = new long[larger];
        long[] newSentNanos = new long[larger];
        int[] newBytes = new int[larger];
        int[] newProbes = new int[larger];
        byte[] newStates = new byte[larger];
        for (int i = 0; i < larger; i++) {
            newSequences[i] = NONE;
        }
        for (int i = 0; i < capacity; i++) {
            if (sequences[i] != NONE) {
                int to = (int) sequences[i] & (larger - 1);
                newSequences[to] = sequences[i];
                newSentNanos[to] = sentNanos[i];
                newBytes[to] = bytes[i];
                newProbes[to] = probes[i];
                newStates[to] = states[i];
            }
        }
        sequences = newSequences;
        sentNanos = newSentNanos;
        bytes = newBytes;
        probes = newProbes;
        states = newStates;
        capacity = larger;
    }
}
