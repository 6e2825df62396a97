package io.sluice.sfu.receive;

/// Notices that packets of a video stream are lost for good. Then only a keyframe helps, and those
/// who watch would find out only when they have waited for some seconds.
final class LossWatch {
    /// Senders keep about so much to repeat: what was lost in a longer pause is lost for good.
    static final long BEYOND_REPAIR_NANOS = 1_000_000_000;

    private final KeyframeRequester keyframes;
    private final KeyframeRequester.Receiver self = new KeyframeRequester.Receiver();
    private long newestKeyframe = -1;
    private long noticed = -1;
    private boolean watched = true;

    LossWatch(KeyframeRequester keyframes) {
        this.keyframes = keyframes;
    }

    /// Whether somebody cares.
    void watched(boolean now) {
        watched = now;
    }

    void onKeyframe(long sequence) {
        newestKeyframe = Math.max(newestKeyframe, sequence);
    }

    /// The last of the packets that nobody asks for any more.
    void onLost(long sequence, long nowNanos) {
        if (sequence > Math.max(newestKeyframe, noticed)) {
            noticed = sequence;
            if (watched) {
                keyframes.request(self, nowNanos);
            }
        }
    }
}
