package io.sluice.sfu.receive;

import io.sluice.sfu.time.Timed;
import org.jspecify.annotations.Nullable;

/// Asks the sender of one video stream for keyframes (RFC 4585 §6.3.1, RFC 5104 §4.3.1).
///
/// The first request leaves at once. A later one leaves when the last is long enough ago; it is
/// scheduled, never forgotten. A request is repeated until a keyframe arrives. Requests that wait
/// when a keyframe arrives are answered by it.
public final class KeyframeRequester {
    /// A keyframe costs the sender and everybody who watches: not more often than this on demand.
    private static final long SHORTEST_INTERVAL_NANOS = 500_000_000;

    /// One receiver, however often it asks, causes one keyframe in this time.
    private static final long RECEIVER_INTERVAL_NANOS = 2_000_000_000;

    private static final long REPEAT_NANOS = 300_000_000;

    /// Somebody who has not answered so many requests is muted or gone; ask him rarely.
    private static final int QUICK_REPEATS = 10;

    private static final long SLOW_REPEAT_NANOS = 1_000_000_000;

    /// Then it is up to whoever waits to ask again when packets flow.
    private static final int MAX_REPEATS = 40;

    /// Whoever asks: one per receiver and stream, to keep receivers apart.
    public static final class Receiver {
        private long notBeforeNanos = Long.MIN_VALUE;
    }

    /// Takes the request to the sender, as PLI or FIR, whichever was negotiated.
    @FunctionalInterface
    public interface Output {
        void requestKeyframe();
    }

    private long lastRequestNanos = Long.MIN_VALUE;
    private long deadlineNanos = Timed.NEVER;
    private int repeats;
    private boolean unanswered;
    private @Nullable Receiver asking; // whose request is scheduled

    public long deadlineNanos() {
        return deadlineNanos;
    }

    /// Whether somebody waits for a keyframe.
    public boolean isPending() {
        return deadlineNanos != Timed.NEVER;
    }

    /// A receiver needs a keyframe. Call [#onDeadline] if [#deadlineNanos] has come with it.
    public void request(Receiver receiver, long nowNanos) {
        long at = Math.max(nowNanos, receiver.notBeforeNanos);
        if (unanswered) {
            // One is on its way to the sender, and will be repeated.
            return;
        }
        if (lastRequestNanos != Long.MIN_VALUE) {
            at = Math.max(at, lastRequestNanos + SHORTEST_INTERVAL_NANOS);
        }
        if (at < deadlineNanos) {
            deadlineNanos = at;
            asking = receiver;
        }
    }

    /// A keyframe began to arrive.
    public void onKeyframe() {
        deadlineNanos = Timed.NEVER;
        unanswered = false;
        repeats = 0;
        asking = null;
    }

    /// Nobody watches any more.
    public void cancel() {
        onKeyframe();
    }

    public void onDeadline(long nowNanos, Output out) {
        if (nowNanos < deadlineNanos) {
            return;
        }
        if (repeats == MAX_REPEATS) {
            onKeyframe();
            return;
        }
        if (asking != null) {
            // What did not leave, because a keyframe came before, is not counted.
            asking.notBeforeNanos = nowNanos + RECEIVER_INTERVAL_NANOS;
            asking = null;
        }
        lastRequestNanos = nowNanos;
        unanswered = true;
        deadlineNanos = nowNanos + (repeats < QUICK_REPEATS ? REPEAT_NANOS : SLOW_REPEAT_NANOS);
        repeats++;
        out.requestKeyframe();
    }
}
