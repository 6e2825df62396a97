package io.sluice.egress.supervise;

/// Decides whether a worker still answers. Sans-IO.
///
/// Its silence counts only while we ourselves look: where the whole machine stood still, what the
/// worker said meanwhile is not read yet.
final class StallWatch {
    static final long CHECK_MILLIS = 100;

    /// Of the time between two looks no more counts.
    private static final long MAX_STEP_NANOS = 2 * CHECK_MILLIS * 1_000_000;

    /// The first status comes when the libraries are loaded, which a cold disk delays.
    private static final long START_LIMIT_NANOS = 15_000_000_000L;

    private final long limitNanos;
    private long lastNanos;
    private long lastCount;
    private long silentNanos;

    StallWatch(long limitNanos, long nowNanos) {
        this.limitNanos = limitNanos;
        lastNanos = nowNanos;
    }

    /// To be asked each [#CHECK_MILLIS].
    ///
    /// @param statusCount how often the worker has told how it goes
    boolean stalled(long statusCount, long nowNanos) {
        silentNanos += Math.min(nowNanos - lastNanos, MAX_STEP_NANOS);
        lastNanos = nowNanos;
        if (statusCount != lastCount) {
            lastCount = statusCount;
            silentNanos = 0;
        }
        return silentNanos >= (statusCount == 0 ? START_LIMIT_NANOS : limitNanos);
    }
}
