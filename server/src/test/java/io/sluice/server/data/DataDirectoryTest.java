package io.sluice.server.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.server.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
    @TempDir Path temporary;

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void isMadeForThisUserOnly() throws IOException {
        var data = DataDirectory.open(temporary.resolve("a/b").toString(), Map.of());

        assertEquals("rwx------", permissions(data.path()));
        assertEquals("rwx------", permissions(data.directory("tls")));
    }

    @Test
    void isTheUsersDataDirectoryUnlessConfigured() {
        var home = temporary.toString();

        assertEquals(
                temporary.resolve(".local/share/sluice"),
                DataDirectory.open("", Map.of("HOME", home)).path());
        assertEquals(
                temporary.resolve("xdg/sluice"),
                DataDirectory.open("", Map.of("HOME", home, "XDG_DATA_HOME", home + "/xdg"))
                        .path());
    }

    @Test
    void theAdminTokenIsMadeOnceAndReadableByItsOwnerOnly() throws IOException {
        var data = DataDirectory.open(temporary.toString(), Map.of());

        String token = data.adminToken();

        assertEquals(43, token.length(), "256 bits in base64url");
        assertEquals(token, DataDirectory.open(temporary.toString(), Map.of()).adminToken());
        assertEquals("rw-------", permissions(temporary.resolve("admin-token")));
    }

    @Test
    void twoServersHaveTwoTokens() {
        var one = DataDirectory.open(temporary.resolve("one").toString(), Map.of());
        var two = DataDirectory.open(temporary.resolve("two").toString(), Map.of());

        assertTrue(!one.adminToken().equals(two.adminToken()));
    }

    @Test
    void aPlaceThatCannotBeHadIsOneClearLine() throws IOException {
        Path file = Files.createFile(temporary.resolve("file"));

        var refused =
                assertThrows(
                        ConfigException.class,
                        () -> DataDirectory.open(file.resolve("below").toString(), Map.of()));

        String said = refused.getMessage();
        assertTrue(said.startsWith("cannot make the data directory "), said);
        assertTrue(said.contains(": Not a directory (dataDirectory, "), said);
    }
}
