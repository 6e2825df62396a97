package io.sluice.sfu.forward;

/// The RTP timestamps of a slot across changes of its source.
///
/// Video goes on by the time that passed. Audio goes on in whole frames of the new source, because
/// a receiver throws away one of two packets that overlap; what that is too early or too late is
/// carried to the next change, so it never adds up. A source that comes too early for its first
/// frame has to wait one packet, which the old source leaves out.
final class Timeline {
    /// The new source must wait.
    static final long WAIT = Long.MIN_VALUE;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final int clockRate;
    private final boolean video;
    private final int firstTimestamp;
    private boolean started;
    private int last;
    private long lastArrivalNanos;
    private long lastFrameNanos;
    private long leadNanos;

    Timeline(int clockRate, boolean video, int firstTimestamp) {
        this.clockRate = clockRate;
        this.video = video;
        this.firstTimestamp = firstTimestamp;
    }

    /// The timestamp of a new source's first packet, as an int, or [#WAIT].
    ///
    /// @param frameSamples how long the packet plays; audio only
    long next(long arrivalNanos, int frameSamples) {
        if (!started) {
            return firstTimestamp;
        }
        long elapsedNanos = arrivalNanos - lastArrivalNanos;
        if (video) {
            return step(Math.max(1, unitsOf(elapsedNanos)));
        }
        long frameNanos = nanosOf(frameSamples);
        long behind = elapsedNanos - leadNanos - lastFrameNanos;
        long frames = Math.floorDiv(behind + frameNanos / 2, frameNanos);
        if (frames < 0) {
            return WAIT;
        }
        long stepNanos = lastFrameNanos + frames * frameNanos;
        leadNanos += stepNanos - elapsedNanos;
        return step(unitsOf(stepNanos));
    }

    /// How far the audio runs ahead of the time that passed.
    long leadNanos() {
        return leadNanos;
    }

    /// The newest packet goes out with this timestamp.
    void onPacket(int timestamp, long arrivalNanos, int frameSamples) {
        if (!started || timestamp - last > 0) {
            last = timestamp;
            lastArrivalNanos = arrivalNanos;
            lastFrameNanos = nanosOf(frameSamples);
        }
        started = true;
    }

    /// How far a timestamp is from where time alone would have led, in units.
    long deviation(int timestamp, long arrivalNanos) {
        return (timestamp - last) - unitsOf(arrivalNanos - lastArrivalNanos);
    }

    int clockRate() {
        return clockRate;
    }

    boolean video() {
        return video;
    }

    /// Timestamps wrap.
    @SuppressWarnings("IntLongMath")
    private long step(long units) {
        return last + (int) units;
    }

    private long unitsOf(long nanos) {
        return nanos / NANOS_PER_SECOND * clockRate
                + nanos % NANOS_PER_SECOND * clockRate / NANOS_PER_SECOND;
    }

    private long nanosOf(int units) {
        return units * NANOS_PER_SECOND / clockRate;
    }
}
