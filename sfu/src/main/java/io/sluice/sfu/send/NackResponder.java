package io.sluice.sfu.send;

/// Decides which packets that were asked for again are sent again.
///
/// A packet is repeated once per round trip, because until then the repetition may be on its way;
/// the receiver measures the round trip its own way, so a quarter of it is let pass. Repetitions of
/// pictures take at most a quarter of the rate, or as much again where the rate itself keeps to
/// what the network carries and much is lost by chance: then each repetition goes three times,
/// because one that is lost too stops the picture for another round trip. What is not used in one
/// moment may be used in the next, up to what two seconds of the stream earn, so that a lost
/// keyframe is repaired at once and a slow stream is never drowned in its own past.
final class NackResponder {
    /// A receiver that claims a shorter round trip wants too much.
    private static final long SHORTEST_ROUND_TRIP_NANOS = 10_000_000;

    /// Until the first receiver report. Short, so that the first losses are repaired.
    private static final long INITIAL_ROUND_TRIP_NANOS = 50_000_000;

    /// So much sooner than a round trip, as a part of it, the next request may come: what is asked
    /// for again is asked for a round trip after the last time to the millisecond, and refusing
    /// that costs another one.
    private static final long TOLERANCE = 4;

    /// Each byte of a picture sent pays for a quarter of one to repeat.
    private static final int VIDEO_SHARE = 4;

    /// On a road that loses much all may be repeated once, and that in so many copies: of 20 % lost
    /// one in 125 is missed then, and not one in five.
    private static final int LOSSY_VIDEO_SHARE = 1;

    private static final int LOSSY_COPIES = 3;

    /// Sound is small, and is to be heard where four packets in ten are lost: a byte pays for one.
    private static final int AUDIO_SHARE = 1;

    /// Half of what may be saved up.
    private static final long PERIOD_NANOS = 1_000_000_000;

    /// What may always be saved up: 16 full packets, for the keyframe of a slow or a new stream.
    private static final long MIN_BURST_BYTES = 20_000;

    private final boolean picture;
    private int share;
    private long roundTripNanos = INITIAL_ROUND_TRIP_NANOS;
    private long credit = MIN_BURST_BYTES;
    private long paid; // not yet worth a byte of credit
    private long periodStartNanos;
    private long periodBytes;
    private long lastPeriodBytes;

    private NackResponder(boolean picture) {
        this.picture = picture;
        share = picture ? VIDEO_SHARE : AUDIO_SHARE;
    }

    static NackResponder video() {
        return new NackResponder(true);
    }

    static NackResponder audio() {
        return new NackResponder(false);
    }

    /// Whether much is lost by chance on a road whose rate is kept to: that has to be repaired.
    void lossy(boolean much) {
        int before = share;
        if (picture) {
            share = much ? LOSSY_VIDEO_SHARE : VIDEO_SHARE;
        }
        // What was saved up is worth more, or less, from now on.
        credit = credit * before / share;
    }

    void onRoundTrip(long nanos) {
        roundTripNanos = Math.max(nanos, SHORTEST_ROUND_TRIP_NANOS);
    }

    /// A new packet of this size was sent.
    void onSent(int bytes, long nowNanos) {
        long elapsedNanos = nowNanos - periodStartNanos;
        if (elapsedNanos >= PERIOD_NANOS) {
            lastPeriodBytes = elapsedNanos < 2 * PERIOD_NANOS ? periodBytes : 0;
            periodBytes = 0;
            periodStartNanos = nowNanos;
        }
        periodBytes += bytes;
        paid += bytes;
        long burst = Math.max(MIN_BURST_BYTES, (lastPeriodBytes + periodBytes) / share);
        credit = Math.min(burst, credit + paid / share);
        paid %= share;
    }

    /// A picture follows that refers to none before: it must not go without repairs because of what
    /// was repaired for nothing.
    void startAnew() {
        credit = Math.max(credit, MIN_BURST_BYTES);
    }

    /// Whether a packet of this size that was last sent then may be sent again now; it counts as
    /// sent if so.
    boolean allow(int bytes, long sentNanos, long nowNanos) {
        if (nowNanos - sentNanos < roundTripNanos - roundTripNanos / TOLERANCE || bytes > credit) {
            return false;
        }
        credit -= bytes;
        return true;
    }

    /// How often what may be sent again is to be sent; it counts once.
    int copies() {
        return picture && share == LOSSY_VIDEO_SHARE ? LOSSY_COPIES : 1;
    }
}
