package io.sluice.sfu.congestion;

/// What the link carried when it was overused, with its spread: near it the rate grows slowly.
///
/// Follows libwebrtc's `link_capacity_estimator`.
final class LinkCapacityEstimator {
    private static final double OVERUSE_WEIGHT = 0.05;
    private static final double INITIAL_DEVIATION = 0.4;
    private static final double MIN_DEVIATION = 0.4;
    private static final double MAX_DEVIATION = 2.5;
    private static final double SPREAD = 3;
    private static final double BPS_PER_KBPS = 1000;

    private boolean known;
    private double kbps;
    private double deviation = INITIAL_DEVIATION;

    boolean isKnown() {
        return known;
    }

    double bps() {
        return kbps * BPS_PER_KBPS;
    }

    /// A throughput above this is of another link; without an estimate there is no bound.
    double upperBps() {
        return known
                ? (kbps + SPREAD * Math.sqrt(deviation * kbps)) * BPS_PER_KBPS
                : Double.MAX_VALUE;
    }

    double lowerBps() {
        return known ? Math.max(0, kbps - SPREAD * Math.sqrt(deviation * kbps)) * BPS_PER_KBPS : 0;
    }

    /// The deviation stays: it is a habit of the network.
    void reset() {
        known = false;
    }

    void onOveruse(double acknowledgedBps) {
        double sample = acknowledgedBps / BPS_PER_KBPS;
        kbps = known ? (1 - OVERUSE_WEIGHT) * kbps + OVERUSE_WEIGHT * sample : sample;
        known = true;
        double error = kbps - sample;
        deviation =
                (1 - OVERUSE_WEIGHT) * deviation
                        + OVERUSE_WEIGHT * error * error / Math.max(kbps, 1);
        deviation = Math.clamp(deviation, MIN_DEVIATION, MAX_DEVIATION);
    }
}
