package io.sluice.sfu.transport.ice;

import io.sluice.sfu.api.IceCredentials;
import java.util.random.RandomGenerator;

/// Makes ICE credentials (RFC 8445 §5.3): 48 bits of user name fragment, so that none meets another
/// by chance, and 144 bits of password.
public final class IceCredentialsFactory {
    private static final String ALPHABET =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    private static final int UFRAG_CHARS = 8;
    private static final int PASSWORD_CHARS = 24;

    private IceCredentialsFactory() {}

    /// New credentials of one side.
    ///
    /// @param random cryptographically strong
    public static IceCredentials create(RandomGenerator random) {
        return new IceCredentials(chars(random, UFRAG_CHARS), chars(random, PASSWORD_CHARS));
    }

    private static String chars(RandomGenerator random, int count) {
        StringBuilder chars = new StringBuilder(count);
        for (int i = 0; i < count; i++) {
            chars.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return chars.toString();
    }
}
