package io.sluice.rtp.srtp;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// AES in Galois/counter mode (RFC 7714 §8, §9) by the JDK.
final class JceGcmTransform implements SrtpTransform {
    private static final int TAG_BYTES = 16;
    private static final int IV_BYTES = 12;

    private final SecretKeySpec key;
    private final NonceSalt salt;
    private final boolean authenticatesTrailer;
    private final byte[] iv = new byte[IV_BYTES];
    private final ByteBuffer ivBuffer = ByteBuffer.wrap(iv);
    private final JceBuffers buffers = new JceBuffers();
    private Cipher cipher = newCipher();
    private int lastSsrc;
    private long lastIndex = -1;

    /// SRTCP authenticates its trailer; SRTP has it in the nonce.
    JceGcmTransform(SessionKeys keys, boolean authenticatesTrailer) {
        this.key = new SecretKeySpec(keys.encryptionKey(), "AES");
        this.salt = new NonceSalt(keys.salt());
        this.authenticatesTrailer = authenticatesTrailer;
    }

    private static Cipher newCipher() {
        try {
            return Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES in Galois/counter mode", e);
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
        if (ssrc == lastSsrc && index == lastIndex) {
            // The same packet once more: SunJCE refuses a nonce twice in a row.
            cipher = newCipher();
        }
        lastSsrc = ssrc;
        lastIndex = index;
        byte[] in = buffers.load(dst, offset, header, src, srcOffset, length);
        byte[] out = buffers.out();
        try {
            begin(Cipher.ENCRYPT_MODE, ssrc, index, trailer, in, header);
            cipher.doFinal(in, header, length, out, 0);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("encryption of a packet failed", e);
        }
        buffers.store(dst, offset + header, length);
        MemorySegment.copy(out, length, dst, ValueLayout.JAVA_BYTE, tagOffset, TAG_BYTES);
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
        int tagAt = header + length;
        MemorySegment.copy(s, ValueLayout.JAVA_BYTE, tagOffset, in, tagAt, TAG_BYTES);
        try {
            begin(Cipher.DECRYPT_MODE, ssrc, index, trailer, in, header);
            cipher.doFinal(in, header, length + TAG_BYTES, buffers.out(), 0);
        } catch (AEADBadTagException _) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("decryption of a packet failed", e);
        }
        buffers.store(s, offset + header, length);
        return true;
    }

    private void begin(int mode, int ssrc, long index, int trailer, byte[] in, int header)
            throws GeneralSecurityException {
        ivBuffer.putInt(0, salt.nonceHigh(ssrc));
        ivBuffer.putLong(Integer.BYTES, salt.nonceLow(ssrc, index));
        cipher.init(mode, key, new GCMParameterSpec(8 * TAG_BYTES, iv));
        cipher.updateAAD(in, 0, header);
        if (authenticatesTrailer) {
            cipher.updateAAD(buffers.trailer(trailer));
        }
    }

    @Override
    public void close() {
        buffers.wipe();
    }
}
