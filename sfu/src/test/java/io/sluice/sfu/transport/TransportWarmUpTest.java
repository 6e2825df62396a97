package io.sluice.sfu.transport;

import io.sluice.sfu.api.IceMode;
import io.sluice.sfu.transport.dtls.DtlsIdentity;
import java.security.SecureRandom;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class TransportWarmUpTest {
    @ParameterizedTest
    @EnumSource(IceMode.class)
    void everythingAConnectionNeedsWorksInThisJvm(IceMode mode) {
        SecureRandom random = new SecureRandom();
        TransportWarmUp.run(DtlsIdentity.create(random, Instant.now()), mode, random);
    }
}
