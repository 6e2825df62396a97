package io.sluice.egress.output;

import io.sluice.egress.output.DestinationReason.Code;

/// Decides what state a destination is in and when it is tried again; knows nothing of sockets.
///
/// Times are nanoseconds of a clock that only goes forward. Not safe for several threads.
public final class DestinationMachine {
    /// What is to be done now.
    public enum Action {
        /// Nothing before [#deadlineNanos].
        WAIT,
        /// Make a connection, then say how it went.
        CONNECT,
        /// Close the connection that there is.
        CLOSE
    }

    /// When [#poll] has nothing to wait for.
    public static final long NEVER = Long.MAX_VALUE;

    private static final long SECOND = 1_000_000_000L;

    /// Before a lamp says that something is live it must have been so for a while.
    static final long PROOF_NANOS = 3 * SECOND;

    /// From the first progress to one that shows that it goes on: what a server took at once it may
    /// have taken before it stopped to read.
    static final long GOING_ON_NANOS = SECOND;

    static final long STALL_NANOS = 6 * SECOND;

    /// Acknowledgements come each 64 kB: while less than that and a half is on its way, that none
    /// comes says nothing.
    static final long UNPROVEN_BYTES = 96 << 10;

    /// Then the connection is given up.
    static final long STALL_CLOSE_NANOS = 20 * SECOND;

    /// A server that closes so soon after publish does not want us.
    static final long QUICK_CLOSE_NANOS = 5 * SECOND;

    static final long REJECTED_RETRY_NANOS = 60 * SECOND;

    private static final int[] RETRY_SECONDS = {1, 2, 4, 8, 15};
    private static final int QUICK_CLOSES = 2;

    private DestinationState state = DestinationState.CONNECTING;
    private DestinationReason reason = DestinationReason.NONE;
    private int retry;
    private int quickCloses;
    private long nextNanos = NEVER;
    private boolean connectDue;
    private boolean closeDue;
    private boolean publishing;
    private long publishNanos;
    private boolean progressing;
    private long progressSinceNanos;
    private long lastProgressNanos;
    private long lastProvenNanos; // as that, but of bytes alone
    private long provenBytes;
    private long unprovenBytes;
    private boolean confirmed;

    /// Begins with a connection to be made.
    public DestinationMachine() {
        connectDue = true;
    }

    /// The state as of the last call.
    public DestinationState state() {
        return state;
    }

    /// Why it is in its state.
    public DestinationReason reason() {
        return reason;
    }

    /// How often in a row it was tried again.
    public int retry() {
        return retry;
    }

    /// When it is tried again, or [#NEVER].
    public long nextNanos() {
        return nextNanos;
    }

    /// When [#poll] is to be called at the latest.
    public long deadlineNanos() {
        if (connectDue || closeDue) {
            return Long.MIN_VALUE;
        }
        if (!publishing) {
            return nextNanos;
        }
        boolean counts = unprovenBytes > UNPROVEN_BYTES;
        long proof = goesOn() ? progressSinceNanos + PROOF_NANOS : NEVER;
        long stalled = counts ? lastProgressNanos + STALL_NANOS : NEVER;
        return switch (state) {
            case CONNECTING -> Math.min(stalled, proof);
            case STALLED -> counts ? lastProgressNanos + STALL_CLOSE_NANOS : NEVER;
            default -> stalled;
        };
    }

    /// Brings the state up to date and says what is to be done; each action is said once.
    public Action poll(long nowNanos) {
        if (publishing) {
            judge(nowNanos);
        }
        if (closeDue) {
            closeDue = false;
            return Action.CLOSE;
        }
        if (!publishing && nextNanos != NEVER && nowNanos - nextNanos >= 0) {
            nextNanos = NEVER;
            connectDue = true;
            state = DestinationState.CONNECTING;
        }
        if (connectDue) {
            connectDue = false;
            return Action.CONNECT;
        }
        return Action.WAIT;
    }

    private void judge(long nowNanos) {
        long silent = unprovenBytes > UNPROVEN_BYTES ? nowNanos - lastProgressNanos : 0;
        if (silent >= STALL_CLOSE_NANOS) {
            closeDue = true;
            disconnect();
            retryLater(DestinationReason.of(Code.TAKES_NOTHING), nowNanos);
        } else if (silent >= STALL_NANOS) {
            state = DestinationState.STALLED;
            progressing = false;
        } else if (goesOn() && nowNanos - progressSinceNanos >= PROOF_NANOS) {
            state = confirmed ? DestinationState.CONFIRMED : DestinationState.SENDING;
            retry = 0;
            reason = DestinationReason.NONE;
        }
    }

    private boolean goesOn() {
        return progressing && lastProvenNanos - progressSinceNanos >= GOING_ON_NANOS;
    }

    /// The server agreed to take our stream.
    public void onPublishing(long nowNanos) {
        if (isOver()) {
            return;
        }
        publishing = true;
        publishNanos = nowNanos;
        lastProgressNanos = nowNanos;
        progressing = false;
        provenBytes = 0;
        unprovenBytes = 0;
    }

    /// So many bytes are known to have left for good, acknowledged or gone from the send buffer,
    /// and so many more are on their way.
    public void onProven(long bytes, long onTheirWay, long nowNanos) {
        if (!publishing) {
            return;
        }
        if (unprovenBytes <= UNPROVEN_BYTES && onTheirWay > UNPROVEN_BYTES) {
            lastProgressNanos = nowNanos; // from here on silence counts
        }
        unprovenBytes = onTheirWay;
        if (bytes <= provenBytes) {
            return;
        }
        provenBytes = bytes;
        lastProgressNanos = nowNanos;
        lastProvenNanos = nowNanos;
        if (!progressing) {
            progressing = true;
            progressSinceNanos = nowNanos;
            state = DestinationState.CONNECTING;
        }
    }

    /// There was nothing to send: that nothing arrives proves nothing.
    public void onNothingToSend(long nowNanos) {
        if (publishing && state != DestinationState.STALLED) {
            lastProgressNanos = nowNanos;
        }
    }

    /// The server said no to the stream.
    public void onRejected(DestinationReason why, long nowNanos) {
        if (isOver()) {
            return;
        }
        disconnect();
        reject(why, nowNanos);
    }

    /// The connection could not be made, or is lost.
    public void onClosed(DestinationReason why, long nowNanos) {
        if (isOver() || state == DestinationState.REJECTED || nextNanos != NEVER) {
            return; // said already
        }
        boolean quick = publishing && nowNanos - publishNanos < QUICK_CLOSE_NANOS;
        boolean held = publishing && !quick;
        disconnect();
        quickCloses = quick ? quickCloses + 1 : held ? 0 : quickCloses;
        if (quickCloses >= QUICK_CLOSES) {
            reject(why.or(Code.CLOSED_AT_ONCE), nowNanos);
        } else {
            retryLater(why, nowNanos);
        }
    }

    /// There is no use in trying again.
    public void onFailed(DestinationReason why) {
        if (!isOver()) {
            disconnect();
            state = DestinationState.FAILED;
            reason = why;
            nextNanos = NEVER;
        }
    }

    /// Somebody who can see the channel says that it is there; counts until the connection ends.
    public void onConfirmed() {
        confirmed = publishing;
        if (confirmed && state == DestinationState.SENDING) {
            state = DestinationState.CONFIRMED;
        }
    }

    /// Ends it for good.
    public void stop() {
        closeDue = true;
        connectDue = false;
        disconnect();
        state = DestinationState.STOPPED;
        nextNanos = NEVER;
    }

    private boolean isOver() {
        return state == DestinationState.STOPPED || state == DestinationState.FAILED;
    }

    private void disconnect() {
        publishing = false;
        progressing = false;
        confirmed = false;
    }

    private void retryLater(DestinationReason why, long nowNanos) {
        int step = Math.min(retry, RETRY_SECONDS.length - 1);
        retry++;
        state = DestinationState.RETRYING;
        reason = why;
        nextNanos = nowNanos + RETRY_SECONDS[step] * SECOND;
    }

    private void reject(DestinationReason why, long nowNanos) {
        retry++;
        state = DestinationState.REJECTED;
        reason = why;
        nextNanos = nowNanos + REJECTED_RETRY_NANOS;
    }
}
