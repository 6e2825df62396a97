package io.sluice.signaling.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/// The captured offers.
public final class Offers {
    private Offers() {}

    public static String of(String name) {
        try (InputStream in =
                Objects.requireNonNull(
                        Offers.class.getResourceAsStream("/golden/sdp/" + name + ".sdp"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
