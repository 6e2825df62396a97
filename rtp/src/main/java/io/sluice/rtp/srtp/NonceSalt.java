package io.sluice.rtp.srtp;

import java.nio.ByteBuffer;
import java.util.Arrays;

/// Mixes SSRC and packet index into the session's salt, 14 bytes in RFC 3711 §4.1.1 and 12 in RFC
/// 7714 §8.1: the same but for where it begins.
final class NonceSalt {
    private static final int COUNTER_BLOCK_BYTES = 16;

    private final long high;
    private final long low;

    /// The salt's first bytes are those of a block of 16; the missing ones are zero.
    NonceSalt(byte[] salt) {
        ByteBuffer block = ByteBuffer.wrap(Arrays.copyOf(salt, COUNTER_BLOCK_BYTES));
        high = block.getLong();
        low = block.getLong();
    }

    /// The upper half of the first counter block.
    long counterHigh(int ssrc) {
        return high ^ Integer.toUnsignedLong(ssrc);
    }

    /// The lower half: the index, and 16 bits that count the blocks.
    long counterLow(long index) {
        return low ^ index << 16;
    }

    /// The first 4 of the 12 bytes of a GCM nonce.
    int nonceHigh(int ssrc) {
        return (int) (high >>> 32) ^ ssrc >>> 16;
    }

    /// The other 8 bytes.
    long nonceLow(int ssrc, long index) {
        long salt = high << 32 | low >>> 32;
        return salt ^ (long) ssrc << 48 ^ index;
    }
}
