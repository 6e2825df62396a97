package io.sluice.sfu.room;

import java.util.Arrays;

/// Which encodings of a publication its sender was told to send: all of them at first.
final class EncodingNeed {
    /// Nobody has needed it for so long before its sender is told.
    static final long HOLD_NANOS = 5_000_000_000L;

    /// Those that would follow within this time go along: one message for what happened together.
    private static final long TOGETHER_NANOS = 1_000_000_000L;

    private final long[] neededNanos = new long[LayerLadder.MAX_ENCODINGS];
    private int encodings;
    private int active;
    private boolean started;

    EncodingNeed(int encodings) {
        encodings(encodings);
    }

    /// So many were negotiated; a sender begins to send all of them.
    void encodings(int count) {
        if (count != encodings) {
            encodings = count;
            active = (1 << count) - 1;
            started = false;
        }
    }

    /// Its sender has been told nothing, or to send all again.
    boolean isAllActive() {
        return active == (1 << encodings) - 1;
    }

    boolean isActive(int encoding) {
        return (active >>> encoding & 1) != 0;
    }

    /// Takes what is needed now, a bit per encoding; true when the sender is to be told.
    boolean update(int needed, long nowNanos) {
        if (!started) {
            started = true;
            Arrays.fill(neededNanos, nowNanos);
        }
        int now = active;
        long longest = 0;
        for (int i = 0; i < encodings; i++) {
            if ((needed >>> i & 1) != 0) {
                neededNanos[i] = nowNanos;
                now |= 1 << i;
            } else if (isActive(i)) {
                longest = Math.max(longest, nowNanos - neededNanos[i]);
            }
        }
        for (int i = 0; i < encodings && longest >= HOLD_NANOS; i++) {
            if (nowNanos - neededNanos[i] >= HOLD_NANOS - TOGETHER_NANOS) {
                now &= ~(1 << i);
            }
        }
        boolean changed = now != active;
        active = now;
        return changed;
    }
}
