package io.sluice.sfu.congestion;

/// Notices when the application sends clearly less than the network takes (application-limited
/// region): then the rate is not tested by what is sent.
///
/// Follows libwebrtc's `alr_detector` and `interval_budget`.
final class AlrDetector {
    private static final double USAGE = 0.65;
    private static final double START_LEVEL = 0.80;
    private static final double STOP_LEVEL = 0.50;
    private static final double WINDOW_SECONDS = 0.5;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double BITS_PER_BYTE = 8;

    private double bytesPerSecond;
    private double budget;
    private long lastNanos;
    private boolean started;
    private boolean limited;

    /// What the network takes.
    void onEstimate(double bps) {
        bytesPerSecond = USAGE * bps / BITS_PER_BYTE;
        budget = Math.clamp(budget, -capacity(), capacity());
    }

    void onSent(int bytes, long nowNanos) {
        if (!started) {
            started = true;
            lastNanos = nowNanos;
        }
        budget = Math.max(budget - bytes, -capacity());
        refill(nowNanos);
    }

    /// Time passes also when nothing is sent.
    void onTime(long nowNanos) {
        if (started) {
            refill(nowNanos);
        }
    }

    boolean limited() {
        return limited;
    }

    private void refill(long nowNanos) {
        double seconds = (nowNanos - lastNanos) / NANOS_PER_SECOND;
        lastNanos = nowNanos;
        budget = Math.min(budget + bytesPerSecond * seconds, capacity());
        double level = capacity() == 0 ? 0 : budget / capacity();
        if (level > START_LEVEL) {
            limited = true;
        } else if (level < STOP_LEVEL) {
            limited = false;
        }
    }

    private double capacity() {
        return bytesPerSecond * WINDOW_SECONDS;
    }
}
