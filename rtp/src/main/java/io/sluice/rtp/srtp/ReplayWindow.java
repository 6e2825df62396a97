package io.sluice.rtp.srtp;

import java.util.Arrays;

/// Remembers which of the latest packets of a stream have been received (RFC 3711 §3.3.2).
final class ReplayWindow {
    /// Reaches back a second of a fast video stream with reordering; a power of two.
    static final int SIZE = 1024;

    static final int FRESH = 0;

    private static final int WORD_BITS = 64;

    private final long[] seen = new long[SIZE / WORD_BITS];
    private long highest = -1;

    /// [#FRESH] or the [SrtpError] that fits. Changes nothing.
    int check(long index) {
        if (index > highest) {
            return FRESH;
        }
        if (index <= highest - SIZE) {
            return SrtpError.TOO_OLD;
        }
        return (seen[word(index)] >>> index & 1) != 0 ? SrtpError.REPLAYED : FRESH;
    }

    /// Takes note of an authenticated packet that [#check] found fresh.
    void accept(long index) {
        if (index > highest) {
            if (index - highest >= SIZE) {
                Arrays.fill(seen, 0);
            } else {
                for (long i = highest + 1; i < index; i++) {
                    seen[word(i)] &= ~(1L << i);
                }
            }
            highest = index;
        }
        seen[word(index)] |= 1L << index;
    }

    /// The highest index accepted, -1 before the first.
    long highest() {
        return highest;
    }

    private static int word(long index) {
        return (int) (index / WORD_BITS) & (SIZE / WORD_BITS - 1);
    }
}
