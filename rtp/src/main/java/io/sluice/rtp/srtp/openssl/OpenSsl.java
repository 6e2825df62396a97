package io.sluice.rtp.srtp.openssl;

import java.util.Optional;

/// Whether this machine has an OpenSSL 3 that can be called.
public final class OpenSsl {
    private OpenSsl() {}

    /// The version, like `3.0.19`; empty where there is no library, one of its functions is
    /// missing, or this JVM may not call native code.
    public static Optional<String> version() {
        try {
            long version = LibCrypto.version();
            return Optional.of(
                    (version >>> 28)
                            + "."
                            + (version >>> 20 & 0xff)
                            + "."
                            + (version >>> 4 & 0xff));
        } catch (LinkageError _) {
            return Optional.empty(); // LibCrypto could not be initialised
        }
    }
}
