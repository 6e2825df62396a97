package io.sluice.sfu.congestion;

/// Groups packets that were sent within 5 ms, or arrived as one burst, and tells how much farther
/// apart (or closer) the last two whole groups arrived than they were sent.
///
/// Follows libwebrtc's `inter_arrival_delta`. Times in nanoseconds.
final class InterArrival {
    private static final long GROUP_NANOS = 5_000_000;
    private static final long BURST_DELTA_NANOS = 5_000_000;
    private static final long MAX_BURST_NANOS = 30_000_000;

    /// The receiver's clock was set, or stood still.
    private static final long CLOCK_JUMP_NANOS = 3_000_000_000L;

    private static final int REORDERED_RESET = 3;
    private static final long NONE = Long.MIN_VALUE;

    private long firstSentNanos = NONE;
    private long sentNanos;
    private long firstArrivalNanos;
    private long arrivalNanos;
    private long systemNanos;
    private long previousSentNanos = NONE;
    private long previousArrivalNanos;
    private long previousSystemNanos;
    private int reordered;
    private long sentDeltaNanos;
    private long arrivalDeltaNanos;

    /// Takes the next packet in the order of arrival; true when a group is complete and the deltas
    /// tell of it.
    boolean onPacket(long sent, long arrival, long nowNanos) {
        boolean complete = false;
        if (firstSentNanos == NONE) {
            start(sent, arrival);
        } else if (sent < firstSentNanos) {
            return false;
        } else if (isNewGroup(sent, arrival)) {
            if (previousSentNanos != NONE) {
                complete = compare();
                if (!complete) {
                    return false;
                }
            }
            previousSentNanos = sentNanos;
            previousArrivalNanos = arrivalNanos;
            previousSystemNanos = systemNanos;
            start(sent, arrival);
        } else {
            sentNanos = Math.max(sentNanos, sent);
        }
        arrivalNanos = arrival;
        systemNanos = nowNanos;
        return complete;
    }

    /// Between the last packets of the two groups.
    long sentDeltaNanos() {
        return sentDeltaNanos;
    }

    long arrivalDeltaNanos() {
        return arrivalDeltaNanos;
    }

    void reset() {
        firstSentNanos = NONE;
        previousSentNanos = NONE;
        reordered = 0;
    }

    private boolean compare() {
        sentDeltaNanos = sentNanos - previousSentNanos;
        arrivalDeltaNanos = arrivalNanos - previousArrivalNanos;
        long systemDelta = systemNanos - previousSystemNanos;
        if (arrivalDeltaNanos - systemDelta >= CLOCK_JUMP_NANOS) {
            reset();
            return false;
        }
        if (arrivalDeltaNanos < 0) {
            reordered++;
            if (reordered >= REORDERED_RESET) {
                reset();
            }
            return false;
        }
        reordered = 0;
        return true;
    }

    private void start(long sent, long arrival) {
        firstSentNanos = sent;
        sentNanos = sent;
        firstArrivalNanos = arrival;
        arrivalNanos = arrival;
    }

    private boolean isNewGroup(long sent, long arrival) {
        return !isBurst(sent, arrival) && sent - firstSentNanos > GROUP_NANOS;
    }

    /// What queued somewhere and came out together.
    private boolean isBurst(long sent, long arrival) {
        long sentDelta = sent - sentNanos;
        if (sentDelta == 0) {
            return true;
        }
        long arrivalDelta = arrival - arrivalNanos;
        return arrivalDelta < sentDelta
                && arrivalDelta <= BURST_DELTA_NANOS
                && arrival - firstArrivalNanos < MAX_BURST_NANOS;
    }
}
