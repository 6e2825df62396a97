package io.sluice.sfu.congestion;

/// What became of sent packets, as far as one piece of feedback tells. Reused for every message.
///
/// The packets stand in the order of sending; [#byArrival] leads through the received ones in the
/// order of arrival.
public final class PacketResults {
    /// More packets than this come in several pieces, so that sorting stays cheap whatever the
    /// receiver says.
    static final int CAPACITY = 256;

    /// Of a packet that did not arrive.
    static final long LOST = Long.MIN_VALUE;

    private final long[] sequences = new long[CAPACITY];
    private final long[] sentNanos = new long[CAPACITY];
    private final long[] receivedNanos = new long[CAPACITY];
    private final int[] bytes = new int[CAPACITY];
    private final int[] probes = new int[CAPACITY];
    private final boolean[] timed = new boolean[CAPACITY];
    private final boolean[] corrections = new boolean[CAPACITY];
    private final int[] arrivals = new int[CAPACITY];
    private int count;
    private int received;
    private int corrected;

    void clear() {
        count = 0;
        received = 0;
        corrected = 0;
    }

    boolean isFull() {
        return count == CAPACITY;
    }

    /// @param isTimed it is known when it left
    /// @param arrivalNanos on the receiver's clock, or [#LOST]
    /// @param correction it was reported as lost before
    void add(
            long sequence,
            long sent,
            boolean isTimed,
            long arrivalNanos,
            int size,
            int probeCluster,
            boolean correction) {
        int at = count++;
        sequences[at] = sequence;
        sentNanos[at] = sent;
        timed[at] = isTimed;
        receivedNanos[at] = arrivalNanos;
        bytes[at] = size;
        probes[at] = probeCluster;
        corrections[at] = correction;
        corrected += correction ? 1 : 0;
        if (arrivalNanos != LOST) {
            insert(at, arrivalNanos);
        }
    }

    private void insert(int packet, long arrivalNanos) {
        int at = received++;
        while (at > 0 && receivedNanos[arrivals[at - 1]] > arrivalNanos) {
            arrivals[at] = arrivals[at - 1];
            at--;
        }
        arrivals[at] = packet;
    }

    int count() {
        return count;
    }

    int received() {
        return received;
    }

    /// How many of the received ones were reported as lost before.
    int corrected() {
        return corrected;
    }

    /// The packet that arrived at this place.
    int byArrival(int place) {
        return arrivals[place];
    }

    long sequence(int packet) {
        return sequences[packet];
    }

    long sentNanos(int packet) {
        return sentNanos[packet];
    }

    /// Whether it left at that time. If not, it left up to some 100 ms later, as it was held up in
    /// the server, and its delay says nothing about the network.
    boolean isTimed(int packet) {
        return timed[packet];
    }

    /// On the receiver's clock, or [#LOST].
    long receivedNanos(int packet) {
        return receivedNanos[packet];
    }

    boolean isReceived(int packet) {
        return receivedNanos[packet] != LOST;
    }

    /// On the wire, without IP and UDP.
    int bytes(int packet) {
        return bytes[packet];
    }

    /// The probe cluster it was part of, or [ProbeCluster#NONE].
    int probe(int packet) {
        return probes[packet];
    }

    /// Whether it was reported as lost before.
    boolean isCorrection(int packet) {
        return corrections[packet];
    }
}
