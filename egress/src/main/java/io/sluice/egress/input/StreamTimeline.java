package io.sluice.egress.input;

import io.sluice.rtp.TimestampUnwrapper;

/// When what a stream carries is to be seen or heard: by its sender's reports (RFC 3550 §6.4.1),
/// until the first of them by the arrival of its packets.
public final class StreamTimeline {
    private static final long NANOS = 1_000_000_000L;

    /// Reports and packets further apart than this belong to different times of the stream.
    private static final long MAX_DISTANCE_SECONDS = 3600;

    private final int clockRate;
    private final SourceClock clock;
    private final long delayNanos;
    private final TimestampUnwrapper unwrapper = new TimestampUnwrapper();
    private boolean reported;
    private long reportTimestamp;
    private long reportNanos;
    private boolean anchored;
    private long anchorTimestamp;
    private long anchorNanos;

    /// @param clock shared by the streams of one sender
    /// @param delayNanos from the earliest arrival to playout
    public StreamTimeline(int clockRate, SourceClock clock, long delayNanos) {
        this.clockRate = clockRate;
        this.clock = clock;
        this.delayNanos = delayNanos;
    }

    /// Takes note of a packet; returns its timestamp in 64 bits.
    public long onPacket(long wireTimestamp, long arrivalNanos) {
        long timestamp = unwrapper.unwrap(wireTimestamp);
        if (reported && near(timestamp, reportTimestamp)) {
            clock.onArrival(reportedNanos(timestamp), arrivalNanos);
            return timestamp;
        }
        reported = false;
        long start = arrivalNanos - span(timestamp, anchorTimestamp);
        if (!anchored || !near(timestamp, anchorTimestamp)) {
            anchored = true;
            anchorTimestamp = timestamp;
            anchorNanos = arrivalNanos;
        } else if (start < anchorNanos) {
            anchorNanos = start;
        }
        return timestamp;
    }

    /// Takes the two times of a report, both as they stand in it.
    public void onSenderReport(long ntpTime, long rtpTimestamp) {
        if (ntpTime == 0) {
            return; // the sender has no clock (RFC 3550 §6.4.1)
        }
        reportNanos = (ntpTime >>> 32) * NANOS + (((ntpTime & 0xffff_ffffL) * NANOS) >>> 32);
        reportTimestamp = unwrapper.unwrap(rtpTimestamp);
        reported = true;
    }

    /// The worker's time at which this moment of the stream is due.
    public long playoutNanos(long timestamp) {
        if (reported && clock.known()) {
            return reportedNanos(timestamp) + clock.offsetNanos() + delayNanos;
        }
        return anchorNanos + span(timestamp, anchorTimestamp) + delayNanos;
    }

    private long reportedNanos(long timestamp) {
        return reportNanos + span(timestamp, reportTimestamp);
    }

    private long span(long timestamp, long from) {
        return (timestamp - from) * NANOS / clockRate;
    }

    private boolean near(long a, long b) {
        return Math.abs(a - b) < MAX_DISTANCE_SECONDS * clockRate;
    }
}
