package io.sluice.rtp.srtp.openssl;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// AES in Galois/counter mode (NIST SP 800-38D) with nonces of 12 and tags of 16 bytes, one key,
/// one direction. Per message: [#begin], any number of [#authenticate], at most one [#crypt], and
/// [#seal] or [#open].
public final class AesGcm {
    public static final int TAG_BYTES = 16;

    private static final int NONCE_BYTES = 12;
    private static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final long AES_128 = LibCrypto.cipher("AES-128-GCM");
    private static final long AES_256 = LibCrypto.cipher("AES-256-GCM");
    private static final int BITS_128_BYTES = 16;

    // One cache line for all that is beside the context: it has gone cold since the last packet.
    private static final int LINE_BYTES = 64;
    private static final int WRITTEN = 16;
    private static final int NOWHERE = 32;

    private final boolean encrypt;
    private final long context;
    private final MemorySegment nonce;
    private final long written;
    private final long nowhere;

    /// @param arena frees what is needed; nothing may be called afterwards
    /// @param key of 16 or 32 bytes
    public AesGcm(Arena arena, byte[] key, boolean encrypt) {
        this.encrypt = encrypt;
        long cipher = key.length == BITS_128_BYTES ? AES_128 : AES_256;
        context = LibCrypto.context(arena, cipher, key, encrypt);
        MemorySegment line = arena.allocate(LINE_BYTES, LINE_BYTES);
        nonce = line.asSlice(0, NONCE_BYTES);
        written = line.address() + WRITTEN;
        nowhere = line.address() + NOWHERE;
    }

    /// Begins a message under a nonce, given as its first 4 and its other 8 bytes.
    public void begin(int nonceHigh, long nonceLow) {
        nonce.set(INT, 0, nonceHigh);
        nonce.set(LONG, Integer.BYTES, nonceLow);
        LibCrypto.init(context, 0, 0, nonce.address(), encrypt);
    }

    /// Takes what is authenticated but not encrypted.
    public void authenticate(MemorySegment s, long offset, int length) {
        if (length > 0) {
            long in = LibCrypto.address(s, offset, length);
            LibCrypto.update(context, 0, written, in, length, encrypt);
        }
    }

    /// Encrypts or decrypts; `dst` may be `src`. What was decrypted means nothing before [#open].
    public void crypt(
            MemorySegment dst, long dstOffset, MemorySegment src, long srcOffset, int length) {
        if (length > 0) {
            long out = LibCrypto.address(dst, dstOffset, length);
            long in = LibCrypto.address(src, srcOffset, length);
            LibCrypto.update(context, out, written, in, length, encrypt);
        }
    }

    /// Ends an encryption: writes the tag.
    public void seal(MemorySegment dst, long offset) {
        long tag = LibCrypto.address(dst, offset, TAG_BYTES);
        LibCrypto.finishEncryption(context, nowhere, written);
        LibCrypto.control(context, LibCrypto.GET_TAG, TAG_BYTES, tag);
    }

    /// Ends a decryption.
    ///
    /// @return whether the tag is right; if not, nothing of the message is to be believed
    public boolean open(MemorySegment s, long offset) {
        long tag = LibCrypto.address(s, offset, TAG_BYTES);
        LibCrypto.control(context, LibCrypto.SET_TAG, TAG_BYTES, tag);
        return LibCrypto.finishDecryption(context, nowhere, written);
    }
}
