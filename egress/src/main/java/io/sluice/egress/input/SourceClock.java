package io.sluice.egress.input;

/// The difference between one sender's clock and ours: the least delay seen of late counts, since
/// queues only ever add to it. Sound and picture of one sender share it, which keeps them together.
public final class SourceClock {
    /// A clock that runs 50 ppm too fast is off by 0.75 ms after this long.
    private static final long WINDOW_NANOS = 15_000_000_000L;

    private static final long UNKNOWN = Long.MAX_VALUE;

    private long previous = UNKNOWN;
    private long current = UNKNOWN;
    private long windowEnd = Long.MIN_VALUE;

    /// Something that its sender dated `ntpNanos` arrived.
    void onArrival(long ntpNanos, long arrivalNanos) {
        if (arrivalNanos >= windowEnd) {
            boolean recent = arrivalNanos - windowEnd < WINDOW_NANOS;
            previous = recent ? current : UNKNOWN;
            current = UNKNOWN;
            windowEnd = arrivalNanos + WINDOW_NANOS;
        }
        current = Math.min(current, arrivalNanos - ntpNanos);
    }

    boolean known() {
        return current != UNKNOWN || previous != UNKNOWN;
    }

    /// What to add to the sender's time; only when [#known].
    long offsetNanos() {
        return Math.min(current, previous);
    }
}
