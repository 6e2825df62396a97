package io.sluice.rtp.srtp;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// What the ciphers run on, derived from a master key (RFC 3711 §4.3, RFC 7714 §11). The key
/// derivation rate is zero, as DTLS-SRTP has it.
final class SessionKeys {
    /// The label of the encryption key; authentication key and salt have the next two.
    static final int RTP_LABELS = 0;

    static final int RTCP_LABELS = 3;

    private static final int AUTHENTICATION_KEY_BYTES = 20;
    private static final int LABEL_POSITION = 7;
    private static final int IV_BYTES = 16;

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
        return new SessionKeys(
                stream(masterKey, masterSalt, firstLabel, profile.keyBytes()),
                stream(masterKey, masterSalt, firstLabel + 1, AUTHENTICATION_KEY_BYTES),
                stream(masterKey, masterSalt, firstLabel + 2, profile.saltBytes()));
    }

    /// The AES counter mode pseudo-random function of RFC 3711 §4.3.3.
    private static byte[] stream(byte[] masterKey, byte[] masterSalt, int label, int bytes) {
        byte[] iv = Arrays.copyOf(masterSalt, IV_BYTES);
        iv[LABEL_POSITION] ^= (byte) label;
        try {
            Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
            cipher.init(
                    Cipher.ENCRYPT_MODE,
                    new SecretKeySpec(masterKey, "AES"),
                    new IvParameterSpec(iv));
            return cipher.doFinal(new byte[bytes]);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES in counter mode", e);
        }
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
