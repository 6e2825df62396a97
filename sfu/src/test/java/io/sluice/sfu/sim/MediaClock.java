package io.sluice.sfu.sim;

/// The clocks of a synthetic source: RTP time from a random start, and wall-clock time that is off
/// by as much as the participant's computer is.
public final class MediaClock {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final int clockRate;
    private final long firstTimestamp;
    private final long wallNanos;

    /// @param wallNanos nanoseconds since 1900 of the participant's computer at the virtual time
    ///   zero
    public MediaClock(int clockRate, long firstTimestamp, long wallNanos) {
        this.clockRate = clockRate;
        this.firstTimestamp = firstTimestamp;
        this.wallNanos = wallNanos;
    }

    public long timestamp(long nowNanos) {
        return (firstTimestamp + nowNanos / 1000 * clockRate / 1_000_000) & 0xffff_ffffL;
    }

    public long ntp(long nowNanos) {
        long nanos = wallNanos + nowNanos;
        return ((nanos / NANOS_PER_SECOND) << 32)
                + ((nanos % NANOS_PER_SECOND) << 32) / NANOS_PER_SECOND;
    }
}
