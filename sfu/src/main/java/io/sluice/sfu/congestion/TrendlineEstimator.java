package io.sluice.sfu.congestion;

/// The slope of the queueing delay over the last groups of packets: the excess of the rate over the
/// capacity, as a fraction of the capacity.
///
/// Follows libwebrtc's `trendline_estimator` (the line; its detector is [OveruseDetector]).
final class TrendlineEstimator {
    private static final int WINDOW = 20;
    private static final double SMOOTHING = 0.9;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final int MAX_DELTAS = 1000;

    private final double[] arrivals = new double[WINDOW];
    private final double[] delays = new double[WINDOW];
    private int deltas;
    private int next;
    private long firstArrivalNanos;
    private double accumulatedDelay;
    private double delayBefore; // of the group before the last
    private double smoothedDelay;
    private double trend;

    /// Takes the deltas of two groups.
    ///
    /// @param arrivalNanos of the later one's last packet
    void onGroup(long arrivalDeltaNanos, long sentDeltaNanos, long arrivalNanos) {
        if (deltas == 0) {
            firstArrivalNanos = arrivalNanos;
        }
        deltas = Math.min(deltas + 1, MAX_DELTAS);
        double delay = accumulatedDelay + (arrivalDeltaNanos - sentDeltaNanos) / NANOS_PER_MILLI;
        double steady = median(delayBefore, accumulatedDelay, delay);
        delayBefore = accumulatedDelay;
        accumulatedDelay = delay;
        smoothedDelay = SMOOTHING * smoothedDelay + (1 - SMOOTHING) * steady;
        arrivals[next] = (arrivalNanos - firstArrivalNanos) / NANOS_PER_MILLI;
        delays[next] = smoothedDelay;
        next = (next + 1) % WINDOW;
        if (deltas >= WINDOW) {
            fit();
        }
    }

    /// How many groups were compared, counted to 1,000.
    int deltas() {
        return deltas;
    }

    /// Milliseconds of delay per millisecond; 0 while there are too few groups for a line.
    double trend() {
        return trend;
    }

    void reset() {
        deltas = 0;
        next = 0;
        accumulatedDelay = 0;
        delayBefore = 0;
        smoothedDelay = 0;
        trend = 0;
    }

    private static double median(double a, double b, double c) {
        return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
    }

    /// Least squares.
    private void fit() {
        double sumArrivals = 0;
        double sumDelays = 0;
        for (int i = 0; i < WINDOW; i++) {
            sumArrivals += arrivals[i];
            sumDelays += delays[i];
        }
        double meanArrival = sumArrivals / WINDOW;
        double meanDelay = sumDelays / WINDOW;
        double covariance = 0;
        double variance = 0;
        for (int i = 0; i < WINDOW; i++) {
            double arrival = arrivals[i] - meanArrival;
            covariance += arrival * (delays[i] - meanDelay);
            variance += arrival * arrival;
        }
        if (variance > 0) {
            trend = covariance / variance;
        }
    }
}
