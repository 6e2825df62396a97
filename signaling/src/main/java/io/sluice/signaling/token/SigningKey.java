package io.sluice.signaling.token;

import java.nio.charset.StandardCharsets;

/// A secret shared with whoever issues tokens.
///
/// @param id the `kid` that tokens name it by
public record SigningKey(String id, String secret) {
    /// HS256 is as strong as its key; RFC 7518 §3.2 asks for the size of the hash.
    public static final int MIN_BYTES = 32;

    public SigningKey {
        if (id.isBlank()) {
            throw new IllegalArgumentException("a signing key needs an id");
        }
        if (secret.getBytes(StandardCharsets.UTF_8).length < MIN_BYTES) {
            throw new IllegalArgumentException(
                    "the secret of signing key " + id + " is shorter than 32 bytes");
        }
    }

    byte[] bytes() {
        return secret.getBytes(StandardCharsets.UTF_8);
    }

    /// The secret never reaches a log.
    @Override
    public String toString() {
        return "SigningKey[id=" + id + "]";
    }
}
