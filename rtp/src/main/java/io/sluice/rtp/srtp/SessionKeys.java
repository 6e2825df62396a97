package io.sluice.rtp.srtp;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/// What the ciphers run on, derived from a master key (RFC 3711 §4.3, RFC 7714 §11). The key
/// derivation rate is zero, as DTLS-SRTP has it.
final class SessionKeys {
    /// The label of the encryption key; authentication key and salt have the next two.
    static final int RTP_LABELS = 0;

    static final int RTCP_LABELS = 3;

    private static final int AUTHENTICATION_KEY_BYTES = 20;
    private static final int LABEL_POSITION = 7;
    private static final int BLOCK_BYTES = 16;

    private final byte[] encryptionKey;
    private final byte[] authenticationKey;
    private final byte[] salt;

    SessionKeys(byte[] encryptionKey, byte[] authenticationKey, byte[] salt) {
        this.encryptionKey = encryptionKey;
        this.authenticationKey = authenticationKey;
        this.salt = salt;
    }

    static SessionKeys derive(
            SrtpProfile profile, byte[] masterKey, byte[] masterSalt, int firstLabel) {
        try {
            Cipher aes = Cipher.getInstance("AES/ECB/NoPadding");
            aes.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(masterKey, "AES"));
            return new SessionKeys(
                    stream(aes, masterSalt, firstLabel, profile.keyBytes()),
                    stream(aes, masterSalt, firstLabel + 1, AUTHENTICATION_KEY_BYTES),
                    stream(aes, masterSalt, firstLabel + 2, profile.saltBytes()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES", e);
        }
    }

    /// The AES counter mode pseudo-random function of RFC 3711 §4.3.3: the encrypted counters.
    private static byte[] stream(Cipher aes, byte[] masterSalt, int label, int bytes)
            throws GeneralSecurityException {
        byte[] counters = new byte[Math.ceilDiv(bytes, BLOCK_BYTES) * BLOCK_BYTES];
        for (int block = 0; block < counters.length; block += BLOCK_BYTES) {
            System.arraycopy(masterSalt, 0, counters, block, masterSalt.length);
            counters[block + LABEL_POSITION] ^= (byte) label;
            counters[block + BLOCK_BYTES - 1] = (byte) (block / BLOCK_BYTES);
        }
        return Arrays.copyOf(aes.doFinal(counters), bytes);
    }

    byte[] encryptionKey() {
        return encryptionKey;
    }

    byte[] authenticationKey() {
        return authenticationKey;
    }

    byte[] salt() {
        return salt;
    }
}
