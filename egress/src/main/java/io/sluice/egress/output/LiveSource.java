package io.sluice.egress.output;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Lets viewers join a program at once: keeps the frames since the last keyframe and gives each
/// viewer a queue of its own. Viewers are pulls by HTTP-FLV and RTMP.
public final class LiveSource implements FrameSink {
    /// More than a keyframe interval of a program at the highest rate.
    private static final long MAX_KEPT_BYTES = 16 << 20;

    private static final long MAX_VIEWER_BYTES = 32 << 20;

    private final int maxViewers;
    private final List<EncodedFrame> kept = new ArrayList<>();
    private final List<FrameQueue> viewers = new ArrayList<>();
    private long keptBytes;
    private boolean ended;

    /// Serves so many viewers at a time.
    public LiveSource(int maxViewers) {
        this.maxViewers = maxViewers;
    }

    @Override
    public synchronized void onFrame(EncodedFrame frame) {
        if (frame.startsHere()) {
            forget();
        }
        if (frame.startsHere() || !kept.isEmpty()) {
            kept.add(frame);
            keptBytes += frame.bytes().length;
        }
        if (keptBytes > MAX_KEPT_BYTES) {
            forget();
        }
        viewers.removeIf(viewer -> !viewer.isOpen());
        viewers.forEach(viewer -> viewer.onFrame(frame));
    }

    private void forget() {
        kept.clear();
        keptBytes = 0;
    }

    /// A viewer's frames from the last keyframe on; nothing when there are too many viewers or the
    /// program is over. The viewer closes its queue.
    public synchronized Optional<FrameQueue> join() {
        viewers.removeIf(viewer -> !viewer.isOpen());
        if (ended || viewers.size() >= maxViewers) {
            return Optional.empty();
        }
        FrameQueue queue = new FrameQueue(FrameQueue.LIVE_NANOS, MAX_VIEWER_BYTES, () -> {});
        queue.open();
        kept.forEach(queue::onFrame);
        viewers.add(queue);
        return Optional.of(queue);
    }

    /// How many watch.
    public synchronized int viewerCount() {
        viewers.removeIf(viewer -> !viewer.isOpen());
        return viewers.size();
    }

    /// The program is over: viewers get what is queued and then the end.
    public synchronized void end() {
        ended = true;
        viewers.forEach(FrameQueue::close);
    }
}
