package io.sluice.rtp.srtp.openssl;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// AES-128 in counter mode (NIST SP 800-38A §6.5); encryption and decryption are the same.
public final class AesCounter {
    private static final int BLOCK_BYTES = 16;
    private static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG.withOrder(ByteOrder.BIG_ENDIAN);
    private static final long AES_128 = LibCrypto.cipher("AES-128-CTR");

    private final long context;
    private final MemorySegment counter;
    private final long written;

    /// @param arena frees what is needed; nothing may be called afterwards
    /// @param key of 16 bytes
    public AesCounter(Arena arena, byte[] key) {
        context = LibCrypto.context(arena, AES_128, key, true);
        counter = arena.allocate(BLOCK_BYTES, Long.BYTES);
        written = arena.allocate(ValueLayout.JAVA_INT).address();
    }

    /// Encrypts or decrypts a message whose first counter block is given as two halves; `dst` may
    /// be `src`.
    public void crypt(
            long counterHigh,
            long counterLow,
            MemorySegment dst,
            long dstOffset,
            MemorySegment src,
            long srcOffset,
            int length) {
        if (length == 0) {
            return;
        }
        long out = LibCrypto.address(dst, dstOffset, length);
        long in = LibCrypto.address(src, srcOffset, length);
        counter.set(LONG, 0, counterHigh);
        counter.set(LONG, Long.BYTES, counterLow);
        LibCrypto.init(context, 0, 0, counter.address(), true);
        LibCrypto.update(context, out, written, in, length, true);
    }
}
