package io.sluice.sfu.room;

import io.sluice.sfu.time.Timed;

/// Asks the detector at even intervals who speaks.
final class SpeakerTicker implements Timed {
    /// Told of each change, at most once per interval.
    interface Listener {
        /// The speakers are others, or as loud as before no longer.
        ///
        /// @param members somebody began or stopped; otherwise only a level changed
        void onSpeakersChanged(boolean members, long nowNanos);
    }

    private final ActiveSpeakerDetector detector;
    private final Listener listener;
    private long nextNanos;

    SpeakerTicker(ActiveSpeakerDetector detector, Listener listener, long nowNanos) {
        this.detector = detector;
        this.listener = listener;
        nextNanos = nowNanos + ActiveSpeakerDetector.TICK_NANOS;
    }

    @Override
    public long deadlineNanos() {
        return nextNanos;
    }

    @Override
    public void onDeadline(long nowNanos) {
        nextNanos = nowNanos + ActiveSpeakerDetector.TICK_NANOS;
        if (detector.onTick(nowNanos)) {
            listener.onSpeakersChanged(detector.membersChanged(), nowNanos);
        }
    }
}
