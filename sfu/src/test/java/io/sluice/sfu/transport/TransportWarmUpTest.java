package io.sluice.sfu.transport;

import io.sluice.sfu.transport.dtls.DtlsIdentity;
import java.security.SecureRandom;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class TransportWarmUpTest {
    @Test
    void everythingAConnectionNeedsWorksInThisJvm() {
        SecureRandom random = new SecureRandom();
        TransportWarmUp.run(DtlsIdentity.create(random, Instant.now()), random);
    }
}
