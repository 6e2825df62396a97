package io.sluice.sfu.time;

import java.util.Arrays;

/// Remembers of the duty cycles of one loop those that took long, for some seconds: in which the
/// packets left later than at the time that the cycle began with. Sans-IO; allocates nothing.
public final class CycleTimes implements Departures {
    /// Two milliseconds: less shows in no delay that anybody measures, and two cycles that are
    /// remembered are so far apart that each has a place of its own.
    private static final int PLACE_BITS = 21;

    private static final long NOTABLE_NANOS = 1L << PLACE_BITS;

    /// A cycle that takes longer may have sent at any time in it: the thread may have been held up
    /// between two calls of the kernel.
    private static final long LONG_NANOS = 10_000_000;

    /// Four seconds; feedback comes within two.
    private static final int PLACES = 2048;

    private final long[] begunNanos = new long[PLACES];
    private final long[] leftNanos = new long[PLACES];

    /// Nothing was sent yet.
    public CycleTimes() {
        Arrays.fill(begunNanos, UNKNOWN);
    }

    /// A cycle is over.
    ///
    /// @param begun when it read the clock
    /// @param sending when it handed the first packet over to the kernel, or a time before
    /// @param sent when it had handed over the last; what left in between is taken for half-way
    public void onCycle(long begun, long sending, long sent) {
        if (sent - begun >= NOTABLE_NANOS) {
            int place = place(begun);
            begunNanos[place] = begun;
            leftNanos[place] = sent - begun > LONG_NANOS ? UNKNOWN : sending + (sent - sending) / 2;
        }
    }

    @Override
    public long leftNanos(long sentNanos) {
        int place = place(sentNanos);
        return begunNanos[place] == sentNanos ? leftNanos[place] : sentNanos;
    }

    private static int place(long begun) {
        return (int) (begun >> PLACE_BITS) & (PLACES - 1);
    }
}
