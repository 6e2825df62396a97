package io.sluice.rtp.srtp;

import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// AES in counter mode with HMAC-SHA1 (RFC 3711 §4.1.1, §4.2).
final class CounterTransform implements JceTransform {
    private static final int IV_BYTES = 16;
    private static final int SHA1_BYTES = 20;

    private final SecretKeySpec key;
    private final byte[] salt;
    private final int tagBytes;
    private final Cipher cipher;
    private final Mac mac;
    private final byte[] iv = new byte[IV_BYTES];
    private final byte[] trailerBytes = new byte[4];
    private final byte[] digest = new byte[SHA1_BYTES];

    CounterTransform(SrtpProfile profile, SessionKeys keys) {
        key = new SecretKeySpec(keys.encryptionKey(), "AES");
        salt = keys.salt();
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
    public int seal(
            int ssrc, long index, int trailer, byte[] in, int header, int length, byte[] out) {
        try {
            int encrypted = crypt(ssrc, index, in, header, length - header, out);
            mac.update(in, 0, header);
            mac.update(out, 0, encrypted);
            finishDigest(trailer);
            System.arraycopy(digest, 0, out, encrypted, tagBytes);
            return encrypted + tagBytes;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("encryption of a packet failed", e);
        }
    }

    @Override
    public int open(
            int ssrc, long index, int trailer, byte[] in, int header, int length, byte[] out) {
        int authenticated = length - tagBytes;
        if (authenticated < header) {
            return FAILED;
        }
        try {
            mac.update(in, 0, authenticated);
            finishDigest(trailer);
            int difference = 0;
            for (int i = 0; i < tagBytes; i++) {
                difference |= digest[i] ^ in[authenticated + i];
            }
            if (difference != 0) {
                return FAILED;
            }
            return crypt(ssrc, index, in, header, authenticated - header, out);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("decryption of a packet failed", e);
        }
    }

    private int crypt(int ssrc, long index, byte[] in, int from, int length, byte[] out)
            throws GeneralSecurityException {
        System.arraycopy(salt, 0, iv, 0, salt.length);
        iv[14] = 0;
        iv[15] = 0;
        for (int i = 0; i < 4; i++) {
            iv[7 - i] ^= (byte) (ssrc >> (8 * i));
        }
        for (int i = 0; i < 6; i++) {
            iv[13 - i] ^= (byte) (index >> (8 * i));
        }
        cipher.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(iv));
        return cipher.doFinal(in, from, length, out, 0);
    }

    private void finishDigest(int trailer) throws GeneralSecurityException {
        GcmTransform.putTrailer(trailerBytes, trailer);
        mac.update(trailerBytes);
        mac.doFinal(digest, 0);
    }
}
