package io.sluice.rtp.srtp.openssl;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// HMAC-SHA1 (RFC 2104) under one key.
///
/// The states of SHA-1 behind the two padded keys are computed once and copied for each message,
/// which saves two of the blocks and what EVP does around a message.
public final class HmacSha1 {
    public static final int DIGEST_BYTES = 20;

    /// SHA_CTX of OpenSSL: 24 words, the same since SHA-1 came into it.
    private static final int STATE_BYTES = 96;

    private static final int BLOCK_BYTES = 64;
    private static final byte INNER_PAD = 0x36;
    private static final byte OUTER_PAD = 0x5c;

    private final MemorySegment inner;
    private final MemorySegment outer;
    private final MemorySegment state;
    private final MemorySegment digest;

    /// @param arena frees what is needed; nothing may be called afterwards
    /// @param key of at most 64 bytes
    public HmacSha1(Arena arena, byte[] key) {
        inner = arena.allocate(STATE_BYTES, Long.BYTES);
        outer = arena.allocate(STATE_BYTES, Long.BYTES);
        state = arena.allocate(STATE_BYTES, Long.BYTES);
        digest = arena.allocate(DIGEST_BYTES, Long.BYTES);
        keyInto(inner, key, INNER_PAD);
        keyInto(outer, key, OUTER_PAD);
    }

    private static void keyInto(MemorySegment state, byte[] key, byte pad) {
        try (Arena local = Arena.ofConfined()) {
            MemorySegment block = local.allocate(BLOCK_BYTES).fill(pad);
            for (int i = 0; i < key.length; i++) {
                block.set(ValueLayout.JAVA_BYTE, i, (byte) (pad ^ key[i]));
            }
            LibCrypto.sha1Init(state.address());
            LibCrypto.sha1Update(state.address(), block.address(), BLOCK_BYTES);
            block.fill((byte) 0);
        }
    }

    /// Begins a message.
    public void begin() {
        MemorySegment.copy(inner, 0, state, 0, STATE_BYTES);
    }

    public void update(MemorySegment s, long offset, int length) {
        LibCrypto.sha1Update(state.address(), LibCrypto.address(s, offset, length), length);
    }

    /// Ends the message. The result is good until the next one ends.
    public MemorySegment finish() {
        LibCrypto.sha1Final(digest.address(), state.address());
        MemorySegment.copy(outer, 0, state, 0, STATE_BYTES);
        LibCrypto.sha1Update(state.address(), digest.address(), DIGEST_BYTES);
        LibCrypto.sha1Final(digest.address(), state.address());
        return digest;
    }

    /// Overwrites the secrets.
    public void wipe() {
        inner.fill((byte) 0);
        outer.fill((byte) 0);
        state.fill((byte) 0);
    }
}
