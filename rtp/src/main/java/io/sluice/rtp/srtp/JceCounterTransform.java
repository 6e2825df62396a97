package io.sluice.rtp.srtp;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// AES in counter mode with HMAC-SHA1 (RFC 3711 §4.1.1, §4.2) by the JDK.
final class JceCounterTransform implements SrtpTransform {
    private static final int IV_BYTES = 16;
    private static final int SHA1_BYTES = 20;

    private final SecretKeySpec key;
    private final NonceSalt salt;
    private final int tagBytes;
    private final Cipher cipher;
    private final Mac mac;
    private final byte[] iv = new byte[IV_BYTES];
    private final ByteBuffer ivBuffer = ByteBuffer.wrap(iv);
    private final byte[] digest = new byte[SHA1_BYTES];
    private final JceBuffers buffers = new JceBuffers();

    JceCounterTransform(SrtpProfile profile, SessionKeys keys) {
        key = new SecretKeySpec(keys.encryptionKey(), "AES");
        salt = new NonceSalt(keys.salt());
        tagBytes = profile.tagBytes();
        try {
            cipher = Cipher.getInstance("AES/CTR/NoPadding");
            mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(keys.authenticationKey(), "HmacSHA1"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES in counter mode and SHA-1", e);
        }
    }

    @Override
    public void seal(
            int ssrc,
            long index,
            int trailer,
            MemorySegment dst,
            long offset,
            int header,
            MemorySegment src,
            long srcOffset,
            int length,
            long tagOffset) {
        byte[] in = buffers.load(dst, offset, header, src, srcOffset, length);
        try {
            crypt(ssrc, index, in, header, length);
            mac.update(in, 0, header);
            mac.update(buffers.out(), 0, length);
            finishDigest(trailer);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("encryption of a packet failed", e);
        }
        buffers.store(dst, offset + header, length);
        MemorySegment.copy(digest, 0, dst, ValueLayout.JAVA_BYTE, tagOffset, tagBytes);
    }

    @Override
    public boolean open(
            int ssrc,
            long index,
            int trailer,
            MemorySegment s,
            long offset,
            int header,
            int length,
            long tagOffset) {
        byte[] in = buffers.load(s, offset, header, s, offset + header, length);
        try {
            mac.update(in, 0, header + length);
            finishDigest(trailer);
            int difference = 0;
            for (int i = 0; i < tagBytes; i++) {
                difference |= digest[i] ^ s.get(ValueLayout.JAVA_BYTE, tagOffset + i);
            }
            if (difference != 0) {
                return false;
            }
            crypt(ssrc, index, in, header, length);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("decryption of a packet failed", e);
        }
        buffers.store(s, offset + header, length);
        return true;
    }

    private void crypt(int ssrc, long index, byte[] in, int from, int length)
            throws GeneralSecurityException {
        ivBuffer.putLong(0, salt.counterHigh(ssrc)).putLong(Long.BYTES, salt.counterLow(index));
        cipher.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(iv));
        cipher.doFinal(in, from, length, buffers.out(), 0);
    }

    private void finishDigest(int trailer) throws GeneralSecurityException {
        mac.update(buffers.trailer(trailer));
        mac.doFinal(digest, 0);
    }

    @Override
    public void close() {
        buffers.wipe();
    }
}
