package io.sluice.sfu.congestion;

/// How long all packets wait on the way, and not only some: the least delay of the last moments
/// over the least ever. A receiver's pauses do not count, as the last packet of each has hardly
/// waited.
///
/// Times in nanoseconds.
final class StandingQueue {
    /// Of the delays of a stretch the least counts, and of the last two stretches with packets.
    private static final long STRETCH_NANOS = 100_000_000;

    /// The least delay of so long, and of as long before it, is the network's own. Clocks drift
    /// apart by less than a millisecond in it.
    private static final long MEMORY_NANOS = 15_000_000_000L;

    private static final long NONE = Long.MAX_VALUE;

    private final Least recent = new Least(STRETCH_NANOS);
    private final Least ever = new Least(MEMORY_NANOS);

    /// The least value of the stretch of time that runs, and of the one before.
    private static final class Least {
        private final long stretchNanos;
        private long sinceNanos;
        private long now = NONE;
        private long before = NONE;

        Least(long stretchNanos) {
            this.stretchNanos = stretchNanos;
        }

        void add(long value, long atNanos) {
            if (now == NONE || atNanos - sinceNanos >= stretchNanos) {
                before = now;
                now = value;
                sinceNanos = atNanos;
            } else {
                now = Math.min(now, value);
            }
        }

        long least() {
            return Math.min(now, before);
        }

        void reset() {
            now = NONE;
            before = NONE;
        }
    }

    /// A packet arrived; in the order of arrival.
    ///
    /// @param sentNanos on our clock
    /// @param arrivalNanos on the receiver's
    void onPacket(long sentNanos, long arrivalNanos) {
        long delay = arrivalNanos - sentNanos;
        recent.add(delay, arrivalNanos);
        ever.add(delay, arrivalNanos);
    }

    /// How long all packets wait; 0 before the first.
    long heightNanos() {
        return recent.now == NONE ? 0 : recent.least() - ever.least();
    }

    void reset() {
        recent.reset();
        ever.reset();
    }
}
