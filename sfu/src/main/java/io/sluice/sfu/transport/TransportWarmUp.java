package io.sluice.sfu.transport;

import io.sluice.sfu.api.IceMode;
import io.sluice.sfu.transport.dtls.DtlsIdentity;
import io.sluice.sfu.transport.dtls.DtlsWarmUp;
import io.sluice.sfu.transport.ice.IceWarmUp;
import java.util.random.RandomGenerator;

/// Done once at start, so that the first guest does not wait for the JVM.
public final class TransportWarmUp {
    private TransportWarmUp() {}

    /// Blocks for some hundred milliseconds.
    ///
    /// @throws IllegalStateException when the cryptography does not work in this JVM
    public static void run(DtlsIdentity identity, IceMode mode, RandomGenerator random) {
        IceWarmUp.run(mode, random);
        DtlsWarmUp.run(identity);
    }
}
