package io.sluice.sfu.congestion;

/// What went through in the last second without loss, bits per second: a rate that the network is
/// known to carry as long as no queue grows, whatever a receiver's pauses do to the delays.
///
/// libwebrtc needs nothing like it, as it never sends more than it knows of. The longer of the
/// times of sending and arriving counts, so that what a pause held back and let go together is not
/// taken for a fast network. Times in nanoseconds.
final class DeliveredRate {
    /// Shorter ones are at the mercy of single pictures.
    private static final long WINDOW_NANOS = 500_000_000;

    /// A rate that loses more is none that the network carries.
    private static final double MAX_LOSS = 0.02;

    private static final double NANO_BITS_PER_BYTE = 8e9;
    private static final long NONE = Long.MIN_VALUE;

    private long firstSentNanos = NONE;
    private long firstArrivalNanos;
    private long bytes;
    private int packets;
    private int lost;
    private double bps;
    private double bpsBefore;

    /// The larger of the last two measurements, 0 before the first.
    double bps() {
        return Math.max(bps, bpsBefore);
    }

    /// Takes feedback.
    void onFeedback(PacketResults results) {
        packets += results.count() - results.corrected();
        lost += results.count() - results.received() - results.corrected();
        for (int i = 0; i < results.received(); i++) {
            int packet = results.byArrival(i);
            onPacket(
                    results.sentNanos(packet),
                    results.receivedNanos(packet),
                    results.bytes(packet));
        }
    }

    private void onPacket(long sent, long arrival, int size) {
        if (firstSentNanos == NONE) {
            begin(sent, arrival);
            return;
        }
        bytes += size;
        long nanos = Math.max(sent - firstSentNanos, arrival - firstArrivalNanos);
        if (nanos >= WINDOW_NANOS) {
            bpsBefore = bps;
            bps = lost <= MAX_LOSS * packets ? bytes * NANO_BITS_PER_BYTE / nanos : 0;
            begin(sent, arrival);
        }
    }

    private void begin(long sent, long arrival) {
        firstSentNanos = sent;
        firstArrivalNanos = arrival;
        bytes = 0;
        packets = 0;
        lost = 0;
    }

    void reset() {
        firstSentNanos = NONE;
        bps = 0;
        bpsBefore = 0;
    }
}
