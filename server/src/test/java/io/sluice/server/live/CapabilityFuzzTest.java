package io.sluice.server.live;

import static org.junit.jupiter.api.Assertions.assertFalse;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/// Whatever stands in an address, it is no right and no exception.
final class CapabilityFuzzTest {
    private final Capability capability = new Capability(new byte[32]);

    @FuzzTest(maxDuration = "", maxExecutions = 1_000_000)
    void nothingIsARight(byte[] data) {
        String text = new String(data, StandardCharsets.UTF_8);
        assertFalse(capability.admits(text, "room", Instant.EPOCH));
    }
}
