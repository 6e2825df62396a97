package io.sluice.sfu.observe;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// What may be told about people in a log: names and addresses pass through here.
public final class Pii {
    /// Enough to tell the rooms of a server apart.
    private static final int MARK_BYTES = 4;

    private Pii() {}

    /// The same for the same text, so that lines can be put together, without showing it: the
    /// beginning of its SHA-256. Who knows a name can look for it; it is no secret.
    public static String mark(String text) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, MARK_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }
}
