package io.sluice.signaling.session;

import java.time.InstantSource;
import java.util.Base64;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/// What the control plane takes from outside, so that a test can hold it still.
///
/// @param executor starts a virtual thread per task
/// @param random unpredictable: participants' ids come from it
public record Environment(
        Executor executor, Timers timers, InstantSource clock, RandomGenerator random) {
    private static final String LETTERS =
            "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /// 62^12 ids: nobody guesses one, and none comes twice.
    private static final int ID_LENGTH = 12;

    /// 128 bits nobody guesses, in letters that need no escape in an address.
    String newSecret() {
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    String newId(String prefix) {
        StringBuilder id = new StringBuilder(prefix);
        for (int i = 0; i < ID_LENGTH; i++) {
            id.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return id.toString();
    }
}
