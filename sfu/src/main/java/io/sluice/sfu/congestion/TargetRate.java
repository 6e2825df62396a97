package io.sluice.sfu.congestion;

/// The rate to send at, from all that limits it: delay, loss, what the receiver says of itself, and
/// silence on the way back.
///
/// Follows libwebrtc's `send_side_bandwidth_estimation`, with its loss thresholds for receivers
/// that send reports but no transport-wide feedback. Rates in bits per second.
final class TargetRate {
    private static final long ROUND_TRIP_LIMIT_NANOS = 3_000_000_000L;
    private static final long BACKOFF_INTERVAL_NANOS = 1_000_000_000;
    private static final double BACKOFF = 0.8;
    private static final double LOW_LOSS = 0.02;
    private static final double HIGH_LOSS = 0.10;
    private static final double GROWTH_PER_SECOND = 0.08;
    private static final double GROWTH_BPS = 1000;
    private static final long DECREASE_INTERVAL_NANOS = 300_000_000;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final long NEVER = Long.MIN_VALUE / 2;

    private final double minBps;
    private final double maxBps;
    private double bps;
    private double delayLimit = Double.MAX_VALUE;
    private double receiverLimit = Double.MAX_VALUE;
    private long decreaseNanos = NEVER;
    private long reportNanos = NEVER;
    private long sentNanos = NEVER;
    private long feedbackNanos = NEVER;
    private long propagationNanos;

    TargetRate(double startBps, double minBps, double maxBps) {
        bps = startBps;
        this.minBps = minBps;
        this.maxBps = maxBps;
    }

    double bps() {
        return Math.max(minBps, Math.min(bps, receiverLimit));
    }

    /// No feedback for so long that the way must be blocked.
    boolean isBlocked() {
        return feedbackNanos != NEVER
                && Math.max(0, sentNanos - feedbackNanos) + propagationNanos
                        > ROUND_TRIP_LIMIT_NANOS;
    }

    void onSent(long nowNanos) {
        if (feedbackNanos == NEVER) {
            feedbackNanos = nowNanos;
        }
        sentNanos = nowNanos;
    }

    /// @param roundTripNanos the shortest of the feedback
    void onFeedback(long roundTripNanos, long nowNanos) {
        feedbackNanos = nowNanos;
        propagationNanos = roundTripNanos;
    }

    /// A probe found this much.
    void onProbe(double probeBps) {
        delayLimit = probeBps;
        bps = clamp(probeBps);
    }

    void onDelayBased(double limit) {
        delayLimit = limit;
        bps = clamp(bps);
    }

    /// The loss-based estimate, or the delay-based one until that is ready.
    void onLossBased(double limit) {
        if (!isBlocked()) {
            bps = clamp(limit);
        }
    }

    /// The receiver's own estimate (REMB) holds as a bound; 0 is none.
    void onReceiverEstimate(double limit) {
        receiverLimit = limit <= 0 ? Double.MAX_VALUE : limit;
    }

    /// A receiver without transport-wide feedback trusts its own estimate, and loses little.
    ///
    /// @param fractionLost 0..1
    void onReceiverReport(double fractionLost, long roundTripNanos, long nowNanos) {
        long elapsed = reportNanos == NEVER ? 0 : nowNanos - reportNanos;
        reportNanos = nowNanos;
        if (fractionLost <= LOW_LOSS) {
            double seconds = Math.min(1, elapsed / NANOS_PER_SECOND);
            bps = clamp(bps + (GROWTH_PER_SECOND * bps + GROWTH_BPS) * seconds);
            if (receiverLimit < Double.MAX_VALUE) {
                bps = clamp(Math.max(bps, receiverLimit));
            }
        } else if (fractionLost > HIGH_LOSS
                && nowNanos - decreaseNanos >= DECREASE_INTERVAL_NANOS + roundTripNanos) {
            decreaseNanos = nowNanos;
            bps = clamp(Math.min(bps, receiverLimit) * (1 - fractionLost / 2));
        }
    }

    /// To be called several times a second: a blocked way takes the rate down.
    void onTime(long nowNanos) {
        if (isBlocked() && nowNanos - decreaseNanos >= BACKOFF_INTERVAL_NANOS) {
            decreaseNanos = nowNanos;
            bps = clamp(bps * BACKOFF);
        }
    }

    private double clamp(double rate) {
        return Math.clamp(Math.min(rate, delayLimit), minBps, maxBps);
    }
}
