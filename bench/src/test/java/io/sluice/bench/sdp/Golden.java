package io.sluice.bench.sdp;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/// What servers said, from the resources.
final class Golden {
    private Golden() {}

    static SessionDescription description(String name) throws IOException {
        return SessionDescription.parse(text(name));
    }

    static String text(String name) throws IOException {
        try (InputStream in = Golden.class.getResourceAsStream("/golden/" + name)) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
