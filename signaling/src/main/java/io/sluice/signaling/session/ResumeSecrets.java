package io.sluice.signaling.session;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The secrets by which the participants of one meeting come back, each good for one time. The
/// answer that brings a new one may be lost with the connection, so the used one is good until the
/// client has shown that it has the new one. Kept and looked up by their digest: neither a dump of
/// memory nor the time of a look-up tells anything of one. It belongs to the meeting's tasks.
final class ResumeSecrets {
    /// 128 bits: nobody guesses one.
    private static final int SECRET_BYTES = 16;

    private final RandomGenerator random;
    private final Map<String, Participant> owners = new HashMap<>();
    private final Map<Participant, String> digests = new HashMap<>();
    private final Map<Participant, String> used = new HashMap<>();

    ResumeSecrets(RandomGenerator random) {
        this.random = random;
    }

    /// Gives a participant a new secret in exchange for the one it used.
    ///
    /// @param exchanged what it came with, good until [#confirm]; null when it came with none
    String issue(Participant participant, @Nullable String exchanged) {
        byte[] bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        restore(participant, secret);
        if (exchanged != null) {
            String digest = digest(exchanged);
            used.put(participant, digest);
            owners.put(digest, participant);
        }
        return secret;
    }

    /// The participant has its new secret: the used one is void.
    void confirm(Participant participant) {
        String digest = used.remove(participant);
        if (digest != null) {
            owners.remove(digest);
        }
    }

    /// A secret is good again, for its use came to nothing.
    void restore(Participant participant, String secret) {
        revoke(participant);
        String digest = digest(secret);
        digests.put(participant, digest);
        owners.put(digest, participant);
    }

    /// Whose secret this is.
    @Nullable Participant owner(String secret) {
        return owners.get(digest(secret));
    }

    /// The secrets of this participant are void.
    void revoke(Participant participant) {
        confirm(participant);
        String digest = digests.remove(participant);
        if (digest != null) {
            owners.remove(digest);
        }
    }

    private static String digest(String secret) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(secret.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every platform has SHA-256", e);
        }
    }
}
