package io.sluice.sfu.receive;

/// What a receiver report says about one stream (RFC 3550 §6.4.1, appendices A.3 and A.8).
public final class ReceptionStatistics {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    /// 65,536ths of a second in a nanosecond's denominator: DLSR's unit.
    private static final int DELAY_UNITS_PER_SECOND = 65_536;

    private static final int MAX_CUMULATIVE_LOST = 0x7f_ffff;

    private final int clockRate;
    private long baseSequence = Long.MIN_VALUE;
    private long highest;
    private long received;
    private long expectedBefore;
    private long receivedBefore;
    private long transit;
    private long scaledJitter; // 16 times the jitter, as in A.8
    private boolean transitKnown;
    private long reportNtp;
    private long reportArrivalNanos = Long.MIN_VALUE;

    public ReceptionStatistics(int clockRate) {
        this.clockRate = clockRate;
    }

    void onPacket(long sequence, long timestamp, long arrivalNanos) {
        if (baseSequence == Long.MIN_VALUE) {
            baseSequence = sequence;
            highest = sequence;
        }
        boolean newest = sequence >= highest;
        highest = Math.max(highest, sequence);
        received++;
        if (newest) {
            updateJitter(timestamp, arrivalNanos);
        }
    }

    void onSenderReport(long ntp, long arrivalNanos) {
        reportNtp = ntp;
        reportArrivalNanos = arrivalNanos;
    }

    /// The stream continues at another sequence; what was counted stays.
    void onRestart() {
        baseSequence = Long.MIN_VALUE;
        received = 0;
        receivedBefore = 0;
        expectedBefore = 0;
        transitKnown = false;
    }

    /// Whether there is anything to report.
    public boolean isStarted() {
        return baseSequence != Long.MIN_VALUE;
    }

    /// The share lost since the last call, in 256ths; call it once per report.
    public int takeFractionLost() {
        long expected = expected();
        long expectedNow = expected - expectedBefore;
        long lostNow = expectedNow - (received - receivedBefore);
        expectedBefore = expected;
        receivedBefore = received;
        if (expectedNow <= 0 || lostNow <= 0) {
            return 0;
        }
        return (int) Math.min(255, (lostNow << 8) / expectedNow);
    }

    public int cumulativeLost() {
        long lost = expected() - received;
        return Math.clamp(lost, -MAX_CUMULATIVE_LOST - 1, MAX_CUMULATIVE_LOST);
    }

    /// The extended highest sequence number received.
    public long highestSequence() {
        return highest & 0xffff_ffffL;
    }

    /// In units of the RTP clock.
    public long jitter() {
        return scaledJitter >> 4;
    }

    /// The middle 32 bits of the last sender report's NTP time, or 0.
    public long lastSenderReport() {
        return reportArrivalNanos == Long.MIN_VALUE ? 0 : (reportNtp >>> 16) & 0xffff_ffffL;
    }

    /// How long ago that was, in 65,536ths of a second, or 0.
    public long delaySinceLastSenderReport(long nowNanos) {
        if (reportArrivalNanos == Long.MIN_VALUE) {
            return 0;
        }
        long elapsed = nowNanos - reportArrivalNanos;
        return (elapsed / NANOS_PER_SECOND * DELAY_UNITS_PER_SECOND
                        + elapsed % NANOS_PER_SECOND * DELAY_UNITS_PER_SECOND / NANOS_PER_SECOND)
                & 0xffff_ffffL;
    }

    private long expected() {
        return isStarted() ? highest - baseSequence + 1 : 0;
    }

    private void updateJitter(long timestamp, long arrivalNanos) {
        long arrival =
                arrivalNanos / NANOS_PER_SECOND * clockRate
                        + arrivalNanos % NANOS_PER_SECOND * clockRate / NANOS_PER_SECOND;
        long now = arrival - timestamp;
        if (transitKnown) {
            long difference = Math.abs((long) (int) (now - transit));
            scaledJitter += difference - ((scaledJitter + 8) >> 4);
        }
        transit = now;
        transitKnown = true;
    }
}
