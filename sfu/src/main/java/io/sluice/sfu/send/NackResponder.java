package io.sluice.sfu.send;

/// Decides which packets that were asked for again are sent again.
///
/// A packet is repeated once per round trip, because until then the repetition may be on its way.
/// Repetitions take at most a quarter of the rate: on a road that loses more they would only take
/// the place of new packets.
final class NackResponder {
    /// A receiver that claims a shorter round trip wants too much.
    private static final long SHORTEST_ROUND_TRIP_NANOS = 10_000_000;

    /// Until the first receiver report. Short, so that the first losses are repaired.
    private static final long INITIAL_ROUND_TRIP_NANOS = 50_000_000;

    /// Each byte sent pays for a quarter of one to repeat.
    private static final int SHARE = 4;

    /// What may be repeated in a burst: a lost keyframe of 64 packets.
    private static final long MAX_CREDIT_BYTES = 80_000;

    /// The first keyframe can lose packets too.
    private static final long INITIAL_CREDIT_BYTES = 20_000;

    private long roundTripNanos = INITIAL_ROUND_TRIP_NANOS;
    private long credit = INITIAL_CREDIT_BYTES;
    private long paid; // not yet worth a byte of credit

    void onRoundTrip(long nanos) {
        roundTripNanos = Math.max(nanos, SHORTEST_ROUND_TRIP_NANOS);
    }

    /// A new packet of this size was sent.
    void onSent(int bytes) {
        paid += bytes;
        credit = Math.min(MAX_CREDIT_BYTES, credit + paid / SHARE);
        paid %= SHARE;
    }

    /// Whether a packet of this size that was last sent then may be sent again now; it counts as
    /// sent if so.
    boolean allow(int bytes, long sentNanos, long nowNanos) {
        if (nowNanos - sentNanos < roundTripNanos || bytes > credit) {
            return false;
        }
        credit -= bytes;
        return true;
    }
}
