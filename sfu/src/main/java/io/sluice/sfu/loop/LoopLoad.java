package io.sluice.sfu.loop;

import io.sluice.sfu.observe.Count;
import io.sluice.sfu.observe.Counters;

/// Measures which share of each second a loop does not wait, as [Count#BUSY_PERMILLE]. Sans-IO.
final class LoopLoad {
    private static final long WINDOW_NANOS = 1_000_000_000;
    private static final long PERMILLE = 1_000;

    private long windowStartNanos;
    private long busyNanos;
    private long told;

    void onCycle(long startNanos, long endNanos, Counters counters) {
        busyNanos += endNanos - startNanos;
        long window = endNanos - windowStartNanos;
        if (window < WINDOW_NANOS) {
            return;
        }
        long now = Math.min(PERMILLE, busyNanos * PERMILLE / window);
        counters.add(Count.BUSY_PERMILLE, now - told);
        told = now;
        windowStartNanos = endNanos;
        busyNanos = 0;
    }
}
