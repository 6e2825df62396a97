package io.sluice.rtp.srtp;

import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// AES in Galois/counter mode (RFC 7714 §8, §9).
final class GcmTransform implements JceTransform {
    private static final int TAG_BYTES = 16;
    private static final int IV_BYTES = 12;

    private final SecretKeySpec key;
    private final byte[] salt;
    private final boolean authenticatesTrailer;
    private final byte[] iv = new byte[IV_BYTES];
    private final byte[] trailerBytes = new byte[4];
    private Cipher cipher = newCipher();
    private int lastSsrc;
    private long lastIndex = -1;

    /// SRTCP authenticates its trailer; SRTP has it in the nonce.
    GcmTransform(SessionKeys keys, boolean authenticatesTrailer) {
        this.key = new SecretKeySpec(keys.encryptionKey(), "AES");
        this.salt = keys.salt();
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
    public int seal(
            int ssrc, long index, int trailer, byte[] in, int header, int length, byte[] out) {
        if (ssrc == lastSsrc && index == lastIndex) {
            // The same packet once more: SunJCE refuses a nonce twice in a row.
            cipher = newCipher();
        }
        lastSsrc = ssrc;
        lastIndex = index;
        try {
            begin(Cipher.ENCRYPT_MODE, ssrc, index, trailer, in, header);
            return cipher.doFinal(in, header, length - header, out, 0);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("encryption of a packet failed", e);
        }
    }

    @Override
    public int open(
            int ssrc, long index, int trailer, byte[] in, int header, int length, byte[] out) {
        if (length - header < TAG_BYTES) {
            return FAILED;
        }
        try {
            begin(Cipher.DECRYPT_MODE, ssrc, index, trailer, in, header);
            return cipher.doFinal(in, header, length - header, out, 0);
        } catch (AEADBadTagException _) {
            return FAILED;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("decryption of a packet failed", e);
        }
    }

    private void begin(int mode, int ssrc, long index, int trailer, byte[] in, int header)
            throws GeneralSecurityException {
        System.arraycopy(salt, 0, iv, 0, IV_BYTES);
        for (int i = 0; i < 4; i++) {
            iv[5 - i] ^= (byte) (ssrc >> (8 * i));
        }
        for (int i = 0; i < 6; i++) {
            iv[11 - i] ^= (byte) (index >> (8 * i));
        }
        cipher.init(mode, key, new GCMParameterSpec(8 * TAG_BYTES, iv));
        cipher.updateAAD(in, 0, header);
        if (authenticatesTrailer) {
            putTrailer(trailerBytes, trailer);
            cipher.updateAAD(trailerBytes);
        }
    }

    static void putTrailer(byte[] bytes, int trailer) {
        bytes[0] = (byte) (trailer >> 24);
        bytes[1] = (byte) (trailer >> 16);
        bytes[2] = (byte) (trailer >> 8);
        bytes[3] = (byte) trailer;
    }
}
