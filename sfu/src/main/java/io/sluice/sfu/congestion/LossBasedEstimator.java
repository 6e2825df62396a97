package io.sluice.sfu.congestion;

/// The bandwidth that explains the loss best: apart from what the network loses anyway, what is
/// sent above the bandwidth is lost.
///
/// Follows libwebrtc's `loss_based_bwe_v2` with its defaults. Rates in bits per second.
final class LossBasedEstimator {
    /// What limits the rate.
    enum State {
        DELAY,
        LOSS_INCREASING,
        LOSS_DECREASING
    }

    private static final int MIN_OBSERVATIONS = 3;
    private static final long OBSERVATION_NANOS = 250_000_000;
    private static final double RISE = 1.02;
    private static final double FALL = 0.95;
    private static final double RAMP_UP = 1.5;
    private static final double RAMP_UP_IN_HOLD = 1.2;
    private static final double HOLD_THRESHOLD = 1.3;
    private static final double BIAS = 0.0002;
    private static final double LOG_BIAS = 0.02;
    private static final double HIGH_LOSS = 0.2;
    private static final double BIAS_SMOOTHING = 0.002;
    private static final double MIN_INHERENT_LOSS = 1e-3;
    private static final double INITIAL_INHERENT_LOSS = 0.01;
    private static final double LOSS_OFFSET = 0.05;
    private static final double LOSS_BALANCE_BPS = 100_000;
    private static final double WINDOW_GROWTH = 1.3;
    private static final long WINDOW_NANOS = 300_000_000;
    private static final long PADDING_NANOS = 2_000_000_000L;
    private static final long INITIAL_HOLD_NANOS = 300_000_000;
    private static final long MAX_HOLD_NANOS = 60_000_000_000L;
    private static final double NANO_BITS_PER_BYTE = 8e9;
    private static final double BPS_PER_KBPS = 1000;
    private static final long NEVER = Long.MIN_VALUE / 2;

    private final double minBps;
    private final double maxBps;
    private final LossObservations observations = new LossObservations();
    private State state = State.DELAY;
    private double resultBps;
    private double acknowledgedBps = AimdRateControl.UNKNOWN;

    // The stretch that is being observed.
    private double partBytes;
    private double partLostBytes;
    private long partFirstSequence;
    private long lastSentNanos = NEVER;

    // The best estimate so far, and the best candidate of an update.
    private double bandwidth = AimdRateControl.UNKNOWN;
    private double inherentLoss = INITIAL_INHERENT_LOSS;
    private double bestBandwidth;
    private double bestLoss;
    private double bestObjective;

    private double windowLimit;
    private long windowNanos = NEVER;
    private long holdNanos = NEVER;
    private long holdDurationNanos = INITIAL_HOLD_NANOS;
    private double holdRate = Double.MAX_VALUE;
    private double paddingRate;
    private long paddingNanos = NEVER;

    LossBasedEstimator(double minBps, double maxBps) {
        this.minBps = minBps;
        this.maxBps = maxBps;
    }

    /// Whether enough was seen for [#bps] to mean something.
    boolean isReady() {
        return bandwidth >= 0 && observations.count() >= MIN_OBSERVATIONS;
    }

    double bps() {
        return resultBps;
    }

    State state() {
        return state;
    }

    /// The lost share of the bytes of the last seconds, 0..1.
    double averageLoss() {
        return observations.averageLoss();
    }

    void onAcknowledged(double bps) {
        acknowledgedBps = bps;
    }

    /// Takes feedback; most of it only adds to what is observed.
    void onFeedback(PacketResults results, double delayBps, boolean applicationLimited) {
        if (results.count() == 0 || !observe(results)) {
            return;
        }
        if (bandwidth < 0) {
            bandwidth = delayBps;
            resultBps = delayBps;
        }
        choose(delayBps, applicationLimited);
        if (bestBandwidth > bandwidth && observations.averageLoss() > bestLoss) {
            bestBandwidth = bandwidth;
        }
        if (state != State.DELAY) {
            restrainGrowth();
        }
        double bounded =
                Math.max(lowerBound(), Math.min(bestBandwidth, Math.min(upperBound(), delayBps)));
        if (bounded < bestBandwidth) {
            bandwidth = bounded;
            inherentLoss = 0;
        } else {
            bandwidth = Math.max(bestBandwidth, lowerBound());
            inherentLoss = bestLoss;
        }
        conclude(bounded, delayBps);
    }

    private boolean observe(PacketResults results) {
        long last = NEVER;
        long first = Long.MAX_VALUE;
        for (int i = 0; i < results.count(); i++) {
            note(results, i);
            last = Math.max(last, results.sentNanos(i));
            first = Math.min(first, results.sentNanos(i));
        }
        if (lastSentNanos == NEVER) {
            lastSentNanos = first;
        }
        long duration = last - lastSentNanos;
        if (duration < OBSERVATION_NANOS) {
            return false;
        }
        lastSentNanos = last;
        observations.add(partBytes, partLostBytes, partBytes * NANO_BITS_PER_BYTE / duration);
        partBytes = 0;
        partLostBytes = 0;
        partFirstSequence = results.sequence(results.count() - 1) + 1;
        return true;
    }

    private void note(PacketResults results, int packet) {
        int bytes = results.bytes(packet);
        if (results.isCorrection(packet)) {
            if (results.sequence(packet) >= partFirstSequence) {
                partLostBytes = Math.max(0, partLostBytes - bytes);
            }
            return;
        }
        partBytes += bytes;
        if (!results.isReceived(packet)) {
            partLostBytes += bytes;
        }
    }

    private void choose(double delayBps, boolean applicationLimited) {
        bestBandwidth = bandwidth;
        bestLoss = inherentLoss;
        bestObjective = -Double.MAX_VALUE;
        consider(RISE * bandwidth);
        consider(bandwidth);
        consider(FALL * bandwidth);
        if (acknowledgedBps >= 0
                && (!applicationLimited || paddingNanos + PADDING_NANOS >= lastSentNanos)) {
            consider(acknowledgedBps);
        }
        if (delayBps > bandwidth) {
            consider(delayBps);
        }
    }

    private void consider(double candidate) {
        double limit = state == State.DELAY || windowLimit == 0 ? maxBps : windowLimit;
        double bps = Math.min(candidate, Math.max(bandwidth, limit));
        double loss = feasible(observations.refine(bps, feasible(inherentLoss, bps)), bps);
        double objective = observations.likelihood(bps, loss, bias(bps));
        if (objective > bestObjective) {
            bestObjective = objective;
            bestBandwidth = bps;
            bestLoss = loss;
        }
    }

    private static double feasible(double loss, double bps) {
        double upper = bps > 0 ? Math.min(1, LOSS_OFFSET + LOSS_BALANCE_BPS / bps) : 1;
        return Math.clamp(loss, MIN_INHERENT_LOSS, upper);
    }

    /// More is better while little is lost, less is better above that.
    private double bias(double bps) {
        double distance = HIGH_LOSS - observations.averageLoss();
        double sign = distance / (BIAS_SMOOTHING + Math.abs(distance));
        double kbps = bps / BPS_PER_KBPS;
        return sign * (BIAS * kbps + LOG_BIAS * Math.log(1 + kbps));
    }

    private void restrainGrowth() {
        if (windowNanos != NEVER && windowNanos + WINDOW_NANOS > lastSentNanos) {
            bestBandwidth = Math.min(bestBandwidth, Math.max(windowLimit, 0));
        }
        if (isIncrease(bandwidth, bestBandwidth) && acknowledgedBps >= 0) {
            boolean held =
                    holdRate < Double.MAX_VALUE && acknowledgedBps < HOLD_THRESHOLD * holdRate;
            double limit = (held ? RAMP_UP_IN_HOLD : RAMP_UP) * acknowledgedBps;
            bestBandwidth = Math.max(bandwidth, Math.min(bestBandwidth, limit));
            if (state == State.LOSS_DECREASING && bestBandwidth == bandwidth) {
                // So that it counts as an increase.
                bestBandwidth = bandwidth + 1;
            }
        }
    }

    private void conclude(double bounded, double delayBps) {
        if (state == State.LOSS_DECREASING && holdNanos > lastSentNanos && bounded < delayBps) {
            holdRate = Math.max(lowerBound(), holdRate);
            resultBps = Math.min(holdRate, bounded);
            return;
        }
        boolean limited = bounded < delayBps && bounded < maxBps;
        if (limited && isIncrease(resultBps, bounded) && mayKeepIncreasing(bounded)) {
            if (bounded > paddingRate) {
                paddingRate = bounded;
                paddingNanos = lastSentNanos;
            }
            state = State.LOSS_INCREASING;
        } else if (limited) {
            if (state != State.LOSS_DECREASING) {
                holdNanos = lastSentNanos + holdDurationNanos;
                holdDurationNanos = Math.min(MAX_HOLD_NANOS, 2 * holdDurationNanos);
                holdRate = bounded;
            }
            forgetPadding();
            state = State.LOSS_DECREASING;
        } else {
            holdNanos = NEVER;
            holdDurationNanos = INITIAL_HOLD_NANOS;
            holdRate = Double.MAX_VALUE;
            forgetPadding();
            state = State.DELAY;
        }
        resultBps = bounded;
        if (state != State.DELAY
                && (windowNanos == NEVER || windowNanos + WINDOW_NANOS < lastSentNanos)) {
            windowLimit = Math.max(minBps, bandwidth * WINDOW_GROWTH);
            windowNanos = lastSentNanos;
        }
    }

    private boolean isIncrease(double before, double after) {
        return state != State.DELAY
                && (before < after || (before == after && state == State.LOSS_INCREASING));
    }

    private boolean mayKeepIncreasing(double bps) {
        return state != State.LOSS_INCREASING
                || paddingNanos + PADDING_NANOS >= lastSentNanos
                || paddingRate < bps;
    }

    private void forgetPadding() {
        paddingRate = 0;
        paddingNanos = NEVER;
    }

    private double upperBound() {
        double loss = observations.averageLoss();
        return loss > LOSS_OFFSET
                ? Math.min(maxBps, LOSS_BALANCE_BPS / (loss - LOSS_OFFSET))
                : maxBps;
    }

    private double lowerBound() {
        return Math.max(minBps, Math.min(acknowledgedBps, maxBps));
    }
}
