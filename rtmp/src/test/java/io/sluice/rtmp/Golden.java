package io.sluice.rtmp;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Objects;

/// Captured bytes, see the README beside them.
final class Golden {
    static final int HANDSHAKE_BYTES = 1 + 2 * Handshake.BLOCK_BYTES;

    private Golden() {}

    static byte[] bytes(String name) {
        try (InputStream in =
                Objects.requireNonNull(Golden.class.getResourceAsStream("/golden/" + name))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A capture behind its handshake.
    static byte[] chunks(String name) {
        byte[] all = bytes(name);
        return Arrays.copyOfRange(all, HANDSHAKE_BYTES, all.length);
    }

    static byte[] random(long seed) {
        byte[] random = new byte[Handshake.BLOCK_BYTES];
        new java.util.SplittableRandom(seed).nextBytes(random);
        return random;
    }
}
