package io.sluice.sfu.room;

import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;

/// Hands out the SSRCs of one connection, each once: a number used twice with one key would give
/// the key away (RFC 3711 §9.1), so none is ever taken back.
final class SsrcAllocator {
    private static final long SSRCS = 1L << 32;

    private final RandomGenerator random;
    private final Set<Long> taken = new HashSet<>();

    SsrcAllocator(RandomGenerator random) {
        this.random = random;
    }

    /// Keeps a number of the peer's own out of ours, so that reports cannot be mistaken.
    void reserve(long ssrc) {
        taken.add(ssrc);
    }

    /// 1..2^32-1.
    long next() {
        while (true) {
            long ssrc = random.nextLong(1, SSRCS);
            if (taken.add(ssrc)) {
                return ssrc;
            }
        }
    }
}
