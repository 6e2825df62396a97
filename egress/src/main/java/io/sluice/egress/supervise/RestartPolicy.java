package io.sluice.egress.supervise;

/// When the next worker is started after one ended: at once, unless workers end as soon as they
/// begin. Sans-IO.
final class RestartPolicy {
    /// A worker that lived so long was well.
    private static final long WELL_NANOS = 20_000_000_000L;

    private static final long[] WAIT_MILLIS = {0, 0, 1000, 2000, 4000, 8000, 15_000};

    private int failures;

    /// A worker ended after this time; returns how many milliseconds to wait.
    long onEnd(long livedNanos) {
        if (livedNanos >= WELL_NANOS) {
            failures = 0;
        }
        long wait = WAIT_MILLIS[Math.min(failures, WAIT_MILLIS.length - 1)];
        failures++;
        return wait;
    }
}
