package io.sluice.sfu.receive;

/// Maps the RTP timestamps of one incoming stream to the server's time, by its last sender report
/// (RFC 3550 §6.4.1) and the offset of its participant.
public final class SenderClock {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final ParticipantClock participant;
    private final int clockRate;
    private long reportedNanos;
    private int reportedTimestamp;
    private boolean known;

    public SenderClock(ParticipantClock participant, int clockRate) {
        this.participant = participant;
        this.clockRate = clockRate;
    }

    /// Whether a sender report has come.
    public boolean isKnown() {
        return known;
    }

    public ParticipantClock participant() {
        return participant;
    }

    /// Takes note of a sender report.
    public void onSenderReport(long ntp, long timestamp, long arrivalNanos) {
        long nanos = nanosOfNtp(ntp);
        participant.onReport(nanos, arrivalNanos);
        reportedNanos = nanos;
        reportedTimestamp = (int) timestamp;
        known = true;
    }

    /// The RTP timestamp of what the participant captured at this moment of the server's time.
    public int timestampAt(long nowNanos) {
        long elapsed = nowNanos - (reportedNanos + participant.offsetNanos());
        long seconds = Math.floorDiv(elapsed, NANOS_PER_SECOND);
        long rest = Math.floorMod(elapsed, NANOS_PER_SECOND);
        return reportedTimestamp
                + (int) (seconds * clockRate + rest * clockRate / NANOS_PER_SECOND);
    }

    /// Nanoseconds since 1900, modulo 2^64: of such times only differences are used.
    static long nanosOfNtp(long ntp) {
        long seconds = ntp >>> 32;
        long fraction = ntp & 0xffff_ffffL;
        return seconds * NANOS_PER_SECOND + ((fraction * NANOS_PER_SECOND) >>> 32);
    }
}
