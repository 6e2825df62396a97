package io.sluice.sfu.receive;

/// Maps the clock of one participant's sender reports to the server's time.
///
/// One offset for all streams of the participant: with one per stream, the different delays of the
/// audio and the video path would be taken for clock offsets and lip sync would be lost. The offset
/// is the smallest difference seen between arrival and the reported time, so it follows the fastest
/// packet. To follow a drifting clock, the minimum is taken over the last two periods.
public final class ParticipantClock {
    /// Clocks of computers drift less than 100 µs in a second, so 6 ms in this time.
    private static final long PERIOD_NANOS = 60_000_000_000L;

    /// A clock that moved so much at once was set, not late.
    private static final long STEP_NANOS = 1_000_000_000;

    private long offsetNanos = Long.MAX_VALUE;
    private long periodMinimumNanos = Long.MAX_VALUE;
    private long periodStartNanos;

    public boolean isKnown() {
        return offsetNanos != Long.MAX_VALUE;
    }

    /// What to add to the participant's time to get the server's.
    public long offsetNanos() {
        return offsetNanos;
    }

    /// Takes note of a sender report.
    ///
    /// @param reportedNanos the report's NTP time in nanoseconds, from any fixed origin
    public void onReport(long reportedNanos, long arrivalNanos) {
        long difference = arrivalNanos - reportedNanos;
        if (!isKnown() || Math.abs(difference - offsetNanos) > STEP_NANOS) {
            offsetNanos = difference;
            periodMinimumNanos = difference;
            periodStartNanos = arrivalNanos;
            return;
        }
        periodMinimumNanos = Math.min(periodMinimumNanos, difference);
        if (arrivalNanos - periodStartNanos >= PERIOD_NANOS) {
            offsetNanos = periodMinimumNanos;
            periodMinimumNanos = difference;
            periodStartNanos = arrivalNanos;
        }
        offsetNanos = Math.min(offsetNanos, difference);
    }
}
