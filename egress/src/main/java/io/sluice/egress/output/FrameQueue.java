package io.sluice.egress.output;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// The frames that one output has not taken yet: bounded by time and by bytes, always beginning
/// where a decoder can begin. When it is full everything in it goes and the next keyframe is
/// awaited.
///
/// Safe for one thread that puts and one that takes; putting never waits.
public final class FrameQueue implements FrameSink {
    /// Enough for a hiccup of the network; more would only be late.
    public static final long LIVE_NANOS = 4_000_000_000L;

    private final long maxNanos;
    private final long maxBytes;
    private final Runnable keyframeWanted;
    private final ArrayDeque<EncodedFrame> frames = new ArrayDeque<>();
    private boolean open;
    private boolean awaitsStart = true;
    private boolean nudged;
    private long bytes;
    private long droppedFrames;

    /// Holds frames of so much time and so many bytes at most; `keyframeWanted` is told when the
    /// queue had to be emptied.
    public FrameQueue(long maxNanos, long maxBytes, Runnable keyframeWanted) {
        this.maxNanos = maxNanos;
        this.maxBytes = maxBytes;
        this.keyframeWanted = keyframeWanted;
    }

    /// Takes frames from the next keyframe on.
    public void open() {
        synchronized (this) {
            clear();
            open = true;
            awaitsStart = true;
        }
        keyframeWanted.run();
    }

    /// Takes no more frames; those it has can still be taken.
    public synchronized void close() {
        open = false;
        notifyAll();
    }

    /// Forgets all frames and takes no more.
    public synchronized void abandon() {
        clear();
        close();
    }

    @Override
    public void onFrame(EncodedFrame frame) {
        if (put(frame)) {
            keyframeWanted.run();
        }
    }

    /// Whether everything had to go.
    private synchronized boolean put(EncodedFrame frame) {
        if (!open) {
            return false;
        }
        if (awaitsStart && !frame.startsHere()) {
            droppedFrames += droppedFrames > 0 ? 1 : 0; // before the first start nothing is missed
            return false;
        }
        awaitsStart = false;
        EncodedFrame oldest = frames.peekFirst();
        boolean late = oldest != null && frame.dtsNanos() - oldest.dtsNanos() > maxNanos;
        if (late || bytes + frame.bytes().length > maxBytes) {
            droppedFrames += frames.size();
            clear();
            awaitsStart = !frame.startsHere();
            if (awaitsStart) {
                droppedFrames++;
                return true;
            }
        }
        frames.addLast(frame);
        bytes += frame.bytes().length;
        notifyAll();
        return false;
    }

    private void clear() {
        frames.clear();
        bytes = 0;
    }

    /// Takes the oldest frame; null when there is none after so many milliseconds, when the queue
    /// is closed and empty, or when [#nudge] was called.
    public synchronized @Nullable EncodedFrame take(long waitMillis) throws InterruptedException {
        long end = System.nanoTime() + waitMillis * 1_000_000;
        while (frames.isEmpty() && open && !nudged) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return null;
            }
            wait(left);
        }
        nudged = false;
        return poll();
    }

    /// Takes the oldest frame; null when there is none.
    public synchronized @Nullable EncodedFrame poll() {
        EncodedFrame frame = frames.pollFirst();
        if (frame != null) {
            bytes -= frame.bytes().length;
        }
        return frame;
    }

    /// Waits for [#nudge] and nothing else, so many milliseconds at most.
    public synchronized void awaitNudge(long waitMillis) throws InterruptedException {
        long end = System.nanoTime() + waitMillis * 1_000_000;
        for (long left = waitMillis; left > 0 && !nudged; ) {
            wait(left);
            left = (end - System.nanoTime()) / 1_000_000;
        }
        nudged = false;
    }

    /// Lets whoever waits in [#take] or [#awaitNudge] go on without a frame.
    public synchronized void nudge() {
        nudged = true;
        notifyAll();
    }

    /// Whether frames are taken.
    public synchronized boolean isOpen() {
        return open;
    }

    /// Frames that were left out because the output was too slow.
    public synchronized long droppedFrames() {
        return droppedFrames;
    }

    /// From the oldest frame to the newest.
    public synchronized long queuedNanos() {
        EncodedFrame oldest = frames.peekFirst();
        EncodedFrame newest = frames.peekLast();
        return oldest == null || newest == null
                ? 0
                : Math.max(0, newest.dtsNanos() - oldest.dtsNanos());
    }
}
