package io.sluice.egress.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

final class DestinationUrlFuzzTest {
    private static final long EXECUTIONS = 1_000_000;

    /// What is taken is what we would have written ourselves.
    @FuzzTest(maxDuration = "", maxExecutions = EXECUTIONS)
    void url(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        Optional<DestinationUrl> parsed = DestinationUrl.parse(text, "");
        boolean bad = SrtUrl.read(text, "") instanceof SrtUrl.Bad;
        assertEquals(bad, !(parsed.orElse(null) instanceof DestinationUrl.Srt));
        if (parsed.isEmpty()) {
            return;
        }
        switch (parsed.get()) {
            case DestinationUrl.Rtmp(var target) -> {
                assertTrue(target.port() > 0 && target.port() <= 0xffff);
                assertTrue(!target.host().isEmpty() && !target.key().isEmpty());
                String again = target.connectUrl() + "/" + target.key();
                assertEquals(parsed, DestinationUrl.parse(again, ""));
            }
            case DestinationUrl.Srt(var target) -> {
                assertTrue(target.port() > 0 && target.port() <= 0xffff);
                assertTrue(target.streamId().chars().noneMatch(Character::isISOControl));
                assertTrue(target.passphrase().length() <= 79);
                assertFalse(target.url().contains("streamid"));
                assertEquals(parsed, DestinationUrl.parse(target.url(), target.streamId()));
            }
        }
    }
}
