package io.sluice.sfu.congestion;

/// Tells from the trend of the delay whether more is sent than the network carries, with a
/// threshold that follows the network's habits, so that a competing TCP flow does not starve us.
///
/// Follows the detector in libwebrtc's `trendline_estimator`.
final class OveruseDetector {
    private static final double GAIN = 4;
    private static final int MAX_COUNTED_DELTAS = 60;
    private static final double OVERUSE_MILLIS = 10;
    private static final double INITIAL_THRESHOLD = 12.5;
    private static final double MIN_THRESHOLD = 6;
    private static final double MAX_THRESHOLD = 600;
    private static final double MAX_ADAPT_OFFSET = 15;
    private static final double UP = 0.0087;
    private static final double DOWN = 0.039;
    private static final double MAX_ADAPT_MILLIS = 100;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double NOT_OVER = -1;
    private static final long NEVER = Long.MIN_VALUE;

    private BandwidthUsage usage = BandwidthUsage.NORMAL;
    private double threshold = INITIAL_THRESHOLD;
    private double previousTrend;
    private double overMillis = NOT_OVER;
    private int overCount;
    private long updateNanos = NEVER;

    BandwidthUsage usage() {
        return usage;
    }

    /// Above this many (modified) milliseconds the network is overused.
    double threshold() {
        return threshold;
    }

    void reset() {
        usage = BandwidthUsage.NORMAL;
        threshold = INITIAL_THRESHOLD;
        previousTrend = 0;
        overMillis = NOT_OVER;
        overCount = 0;
        updateNanos = NEVER;
    }

    /// @param deltas how many groups the trend is based on
    /// @param sentDeltaNanos between the last two groups
    /// @param arrivalNanos of the last one
    void onTrend(double trend, int deltas, long sentDeltaNanos, long arrivalNanos) {
        if (deltas < 2) {
            usage = BandwidthUsage.NORMAL;
            return;
        }
        double modified = Math.min(deltas, MAX_COUNTED_DELTAS) * trend * GAIN;
        if (modified > threshold) {
            onOver(trend, sentDeltaNanos / NANOS_PER_MILLI);
        } else {
            overMillis = NOT_OVER;
            overCount = 0;
            usage = modified < -threshold ? BandwidthUsage.UNDERUSING : BandwidthUsage.NORMAL;
        }
        previousTrend = trend;
        adapt(Math.abs(modified), arrivalNanos);
    }

    private void onOver(double trend, double sentDeltaMillis) {
        // Of the time since the sample before, half was over on average.
        overMillis = overMillis == NOT_OVER ? sentDeltaMillis / 2 : overMillis + sentDeltaMillis;
        overCount++;
        if (overMillis > OVERUSE_MILLIS && overCount > 1 && trend >= previousTrend) {
            overMillis = 0;
            overCount = 0;
            usage = BandwidthUsage.OVERUSING;
        }
    }

    private void adapt(double modified, long arrivalNanos) {
        if (updateNanos == NEVER) {
            updateNanos = arrivalNanos;
        }
        if (modified <= threshold + MAX_ADAPT_OFFSET) {
            // A spike, as when capacity drops, teaches nothing.
            double elapsed = (arrivalNanos - updateNanos) / NANOS_PER_MILLI;
            double gain = modified < threshold ? DOWN : UP;
            threshold += gain * (modified - threshold) * Math.min(elapsed, MAX_ADAPT_MILLIS);
            threshold = Math.clamp(threshold, MIN_THRESHOLD, MAX_THRESHOLD);
        }
        updateNanos = arrivalNanos;
    }
}
