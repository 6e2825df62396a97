package io.sluice.sfu.congestion;

/// The rate that follows from over-use or its absence: up in small steps near the known capacity,
/// by 8 % a second away from it, down to 85 % of what arrived.
///
/// Follows libwebrtc's `aimd_rate_control`. Rates in bits per second.
final class AimdRateControl {
    /// No throughput was measured yet.
    static final double UNKNOWN = -1;

    private static final double BACKOFF = 0.85;
    private static final double BACKOFF_EXTRA_BPS = 5000;
    private static final double GROWTH_PER_SECOND = 1.08;
    private static final double UNHINDERED_GROWTH_PER_SECOND = 1.5;
    private static final double MIN_GROWTH_BPS = 1000;
    private static final double LIMIT_FACTOR = 1.5;
    private static final double LIMIT_EXTRA_BPS = 10_000;
    private static final double FRAMES_PER_SECOND = 30;
    private static final double PACKET_BITS = 1200.0 * 8;
    private static final double DETECTION_SECONDS = 0.1;
    private static final double MIN_STEP_BPS = 4000;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final long DEFAULT_ROUND_TRIP_NANOS = 200_000_000;
    private static final long MIN_REDUCTION_NANOS = 10_000_000;
    private static final long MAX_REDUCTION_NANOS = 200_000_000;
    private static final long NEVER = Long.MIN_VALUE;

    private enum State {
        HOLD,
        INCREASE,
        DECREASE
    }

    private final double minBps;
    private final double maxBps;
    private final LinkCapacityEstimator capacity = new LinkCapacityEstimator();
    private State state = State.HOLD;
    private double bps;
    private double throughputBps;
    private long changeNanos = NEVER;
    private long roundTripNanos = DEFAULT_ROUND_TRIP_NANOS;
    private boolean applicationLimited;
    private boolean unhindered;
    private double floorBps;

    AimdRateControl(double startBps, double minBps, double maxBps) {
        bps = startBps;
        throughputBps = startBps;
        this.minBps = minBps;
        this.maxBps = maxBps;
    }

    double bps() {
        return bps;
    }

    void onRoundTrip(long nanos) {
        roundTripNanos = nanos;
    }

    /// In such a region nothing tests a higher rate, so it does not grow; probes raise it.
    void applicationLimited(boolean limited) {
        applicationLimited = limited;
    }

    /// Over-use does not reduce the rate below this.
    void floor(double bps) {
        floorBps = bps;
    }

    /// Nothing waits on the way, but probes tell nothing because the receiver has no time for them:
    /// the rate grows by half a second until the capacity shows.
    void unhindered(boolean free) {
        unhindered = free;
    }

    /// A probe, or somebody who knows, says so.
    void set(double newBps, long nowNanos) {
        bps = clamp(newBps);
        changeNanos = nowNanos;
    }

    /// Over-use before it is known what arrives.
    void reduce(double newBps, long nowNanos) {
        set(Math.min(bps, Math.max(newBps, floorBps)), nowNanos);
    }

    /// Whether the rate may be reduced again: once per round trip, or when very little arrives.
    boolean mayReduce(double acknowledgedBps, long nowNanos) {
        long interval = Math.clamp(roundTripNanos, MIN_REDUCTION_NANOS, MAX_REDUCTION_NANOS);
        return changeNanos == NEVER
                || nowNanos - changeNanos >= interval
                || acknowledgedBps < bps / 2;
    }

    /// @param acknowledgedBps what arrives, or [#UNKNOWN]
    void update(BandwidthUsage usage, double acknowledgedBps, long nowNanos) {
        if (acknowledgedBps != UNKNOWN) {
            throughputBps = acknowledgedBps;
        }
        switch (usage) {
            case NORMAL -> {
                if (state == State.HOLD) {
                    changeNanos = nowNanos;
                    state = State.INCREASE;
                }
            }
            case OVERUSING -> state = State.DECREASE;
            case UNDERUSING -> state = State.HOLD;
        }
        switch (state) {
            case HOLD -> {}
            case INCREASE -> increase(nowNanos);
            case DECREASE -> decrease(nowNanos);
        }
    }

    private void increase(long nowNanos) {
        if (throughputBps > capacity.upperBps()) {
            capacity.reset();
        }
        double limit = limit();
        if (bps < limit) {
            double seconds = changeNanos == NEVER ? 1 : (nowNanos - changeNanos) / NANOS_PER_SECOND;
            double step = capacity.isKnown() ? additive(seconds) : multiplicative(seconds);
            bps = clamp(Math.min(bps + step, limit));
        }
        changeNanos = nowNanos;
    }

    private double limit() {
        if (unhindered) {
            // What could show more is held back, and probes show nothing.
            return maxBps;
        }
        return applicationLimited ? bps : LIMIT_FACTOR * throughputBps + LIMIT_EXTRA_BPS;
    }

    private void decrease(long nowNanos) {
        double lower = throughputBps * BACKOFF;
        if (lower > BACKOFF_EXTRA_BPS) {
            lower -= BACKOFF_EXTRA_BPS;
        }
        if (lower > bps && capacity.isKnown()) {
            lower = BACKOFF * capacity.bps();
        }
        if (throughputBps < capacity.lowerBps()) {
            capacity.reset();
        }
        capacity.onOveruse(throughputBps);
        bps = clamp(Math.min(bps, Math.max(lower, floorBps)));
        // Until the queues are empty.
        state = State.HOLD;
        changeNanos = nowNanos;
    }

    /// About one packet more in each response time.
    private double additive(double seconds) {
        double frameBits = bps / FRAMES_PER_SECOND;
        double packetBits = frameBits / Math.ceil(frameBits / PACKET_BITS);
        double response = 2 * (roundTripNanos / NANOS_PER_SECOND + DETECTION_SECONDS);
        return Math.max(MIN_STEP_BPS, packetBits / response) * seconds;
    }

    private double multiplicative(double seconds) {
        double growth = unhindered ? UNHINDERED_GROWTH_PER_SECOND : GROWTH_PER_SECOND;
        double factor = Math.pow(growth, Math.min(seconds, 1));
        return Math.max(bps * (factor - 1), MIN_GROWTH_BPS);
    }

    private double clamp(double rate) {
        return Math.clamp(rate, minBps, maxBps);
    }
}
