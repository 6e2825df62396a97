package io.sluice.sfu.send;

import java.util.Arrays;

/// How far the packet indexes of a stream have come in the last so many nanoseconds: what a window
/// must hold to reach back that far. Indexes that were skipped count, their packets may come yet.
final class RecentIndexes {
    /// The time is looked at in so many parts: the answer is for up to a quarter more of it.
    private static final int PARTS = 4;

    private final long partNanos;
    private final long[] highestAtEnd = new long[PARTS + 1]; // of each part, the newest last
    private long partEndNanos;
    private long highest = -1;

    RecentIndexes(long nanos) {
        partNanos = nanos / PARTS;
    }

    /// Takes note of an index in use.
    ///
    /// @return how many indexes lie between the highest of that time ago and this one
    long note(long index, long nowNanos) {
        if (highest < 0) {
            highest = index - 1;
            Arrays.fill(highestAtEnd, highest);
            partEndNanos = nowNanos + partNanos;
        }
        for (int part = 0; nowNanos >= partEndNanos && part <= PARTS; part++) {
            System.arraycopy(highestAtEnd, 1, highestAtEnd, 0, PARTS);
            highestAtEnd[PARTS] = highest;
            partEndNanos += partNanos;
        }
        if (nowNanos >= partEndNanos) {
            partEndNanos = nowNanos + partNanos; // a long silence
        }
        highest = Math.max(highest, index);
        return highest - highestAtEnd[0];
    }
}
