package io.sluice.server.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.server.config.ConfigException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class CapabilityTest {
    private static final Instant NOW = Instant.parse("2026-11-28T10:00:00Z");
    private static final Instant LATER = NOW.plusSeconds(60);

    private final Capability capability = new Capability(new byte[32]);

    @Test
    void itHoldsForItsRoomUntilItsExpiry() {
        String right = capability.issue("高一-3", LATER);
        assertTrue(right.matches("[A-Za-z0-9_-]{1,80}"), right);
        assertTrue(capability.admits(right, "高一-3", NOW));
        assertTrue(capability.admits(right, "高一-3", LATER.minusSeconds(1)));
        assertFalse(capability.admits(right, "高一-3", LATER));
        assertFalse(capability.admits(right, "高一-4", NOW));
    }

    @Test
    void aTimeBeyondFourBytesIsKept() {
        Instant far = Instant.parse("2150-01-01T00:00:00Z");
        String right = capability.issue("a", far);
        assertTrue(capability.admits(right, "a", far.minusSeconds(1)));
        assertFalse(capability.admits(right, "a", far));
    }

    @Test
    void nothingOfItCanBeChanged() {
        String right = capability.issue("a", LATER);
        for (int i = 0; i < right.length(); i++) {
            char other = right.charAt(i) == 'A' ? 'B' : 'A';
            String changed = right.substring(0, i) + other + right.substring(i + 1);
            assertFalse(capability.admits(changed, "a", NOW), "character " + i);
        }
        String head = right.substring(0, right.length() - 1);
        for (char last = 'A'; last <= 'z'; last++) {
            String text = head + last;
            assertEquals(text.equals(right), capability.admits(text, "a", NOW), text);
        }
        for (String other : new String[] {"", "A", right + "A", right.substring(1), "ü" + right}) {
            assertFalse(capability.admits(other, "a", NOW), other);
        }
    }

    @Test
    void anotherServersIsWorthNothing() {
        byte[] other = new byte[32];
        other[31] = 1;
        String right = new Capability(other).issue("a", LATER);
        assertFalse(capability.admits(right, "a", NOW));
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void theKeyIsKeptForThisUserOnly(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("watch-key");
        String right = Capability.ofFile(file).issue("a", LATER);
        assertTrue(Capability.ofFile(file).admits(right, "a", NOW));
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        Path none = folder.resolve("none/watch-key");
        assertThrows(ConfigException.class, () -> Capability.ofFile(none));
    }
}
