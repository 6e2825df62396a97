package io.sluice.server.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.server.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretKeyFileTest {
    @TempDir private Path home;

    private Path data() {
        return home.resolve("data");
    }

    private Optional<SecretBox> find(String configured, Map<String, String> environment) {
        return SecretKeyFile.find(configured, environment, data()).get();
    }

    @Test
    void oneIsMadeOnceAndKeptAwayFromTheData() throws IOException {
        Map<String, String> environment = Map.of("HOME", home.toString());
        SecretKeyFile.find("", environment, data());
        Path file = home.resolve(".config/sluice/secret.key");
        assertFalse(Files.exists(file), "made before it is needed");

        String sealed = find("", environment).orElseThrow().seal("key", "room");
        assertEquals(Optional.of("key"), find("", environment).orElseThrow().open(sealed, "room"));
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }

    @Test
    void theOperatorsOwnGoesFirst() throws IOException {
        Path file = Files.writeString(home.resolve("own"), "x".repeat(40) + "\n");
        String sealed = SecretBox.of("x".repeat(40)).seal("key", "room");
        Map<String, String> environment =
                Map.of("HOME", home.toString(), "SLUICE_SECRET_KEY_FILE", file.toString());
        assertTrue(find("", environment).orElseThrow().open(sealed, "room").isPresent());
        assertTrue(find(file.toString(), Map.of()).orElseThrow().open(sealed, "room").isPresent());
    }

    @Test
    void aFileThatIsNamedHasToBeGood() throws IOException {
        Path thin = Files.writeString(home.resolve("thin"), "short");
        assertThrows(ConfigException.class, () -> find(thin.toString(), Map.of()));
        assertThrows(ConfigException.class, () -> find(home + "/nowhere", Map.of()));
    }

    @Test
    void noneIsMadeBesideWhatItProtects() {
        assertEquals(Optional.empty(), find("", Map.of("HOME", data().toString())));
        assertEquals(Optional.empty(), find("", Map.of()));
    }
}
