package io.sluice.sfu.congestion;

import java.util.Arrays;

/// What arrived in the last tenth of a second: while a queue stands, that is what the link carries.
///
/// What is smoothed over longer still has in it how little was sent before the queue came. Counted
/// in steps of 10 ms, so that a packet more or less makes no difference.
final class ArrivalRate {
    private static final long STEP_NANOS = 10_000_000;
    private static final int STEPS = 10;
    private static final double BITS_PER_BYTE = 8;
    private static final double WINDOW_SECONDS = 0.1;

    private final long[] bytes = new long[STEPS + 1]; // the newest step is not over
    private long newest;
    private boolean started;

    /// A packet arrived.
    ///
    /// @param arrivalNanos on the receiver's clock
    void onPacket(long arrivalNanos, int size) {
        long step = Math.floorDiv(arrivalNanos, STEP_NANOS);
        if (!started || step < newest - STEPS || step > newest + STEPS) {
            Arrays.fill(bytes, 0);
            newest = step;
            started = true;
        }
        while (newest < step) {
            newest++;
            bytes[slot(newest)] = 0;
        }
        bytes[slot(step)] += size;
    }

    /// Bits per second.
    double bps() {
        long sum = 0;
        for (int i = 1; i <= STEPS; i++) {
            sum += bytes[slot(newest - i)];
        }
        return sum * BITS_PER_BYTE / WINDOW_SECONDS;
    }

    private static int slot(long step) {
        return (int) Math.floorMod(step, (long) STEPS + 1);
    }
}
