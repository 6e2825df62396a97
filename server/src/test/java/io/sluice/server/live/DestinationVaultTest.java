package io.sluice.server.live;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.server.live.DestinationVault.Destination;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DestinationVaultTest {
    private static final List<Destination> TWO =
            List.of(
                    new Destination("d1", "频道", "rtmp://a.example/live", "k3y-one", true),
                    new Destination("d2", "B", "rtmps://b.example/app?auth=s3cret", "k3y2", false));

    @TempDir private Path folder;

    private DestinationVault vault(String secret) {
        return new DestinationVault(folder, () -> Optional.of(SecretBox.of(secret)));
    }

    private List<Path> files() throws IOException {
        try (var files = Files.list(folder)) {
            return files.toList();
        }
    }

    @Test
    void whatIsKeptIsThereAfterARestart() {
        vault("one").save("数学", TWO);
        assertEquals(TWO, vault("one").load("数学"));
        assertEquals(List.of(), vault("one").load("other"));
    }

    @Test
    void noSecretStandsInTheFileWhichOnlyItsOwnerReads() throws IOException {
        vault("one").save("room", TWO);
        Path file = files().getFirst();
        String text = Files.readString(file);
        for (String secret : List.of("k3y", "s3cret", "example")) {
            assertFalse(text.contains(secret), secret);
        }
        assertEquals(2, Files.getPosixFilePermissions(file).size());
    }

    @Test
    void withAnotherSecretTheyAreSealedAndStayAsTheyAre() throws IOException {
        vault("one").save("room", TWO);
        byte[] before = Files.readAllBytes(files().getFirst());
        DestinationVault other = vault("other");
        List<Destination> sealed = other.load("room");
        assertEquals(
                List.of(Destination.sealed("d1", "频道"), Destination.sealed("d2", "B")), sealed);
        assertThrows(IllegalArgumentException.class, () -> other.save("room", sealed));
        assertArrayEquals(before, Files.readAllBytes(files().getFirst()));
        assertEquals(TWO, vault("one").load("room"));
    }

    @Test
    void whatIsSealedForOneRoomCannotBeOpenedForAnother() {
        SecretBox box = SecretBox.of("one");
        String sealed = box.seal("key", "room");
        assertEquals(Optional.of("key"), box.open(sealed, "room"));
        assertEquals(Optional.empty(), box.open(sealed, "other"));
        assertEquals(Optional.empty(), box.open("AAAA", "room"));
        assertEquals(Optional.empty(), box.open("?", "room"));
        assertFalse(sealed.equals(box.seal("key", "room")));
    }

    @Test
    void withoutASecretNothingIsWritten() throws IOException {
        DestinationVault vault = new DestinationVault(folder, Optional::empty);
        vault.save("room", TWO);
        assertEquals(TWO, vault.load("room"));
        assertEquals(List.of(), files());
    }

    @Test
    void aRoomWithoutDestinationsLeavesNoFile() throws IOException {
        vault("one").save("room", TWO);
        vault("one").save("room", List.of());
        assertEquals(List.of(), files());
    }

    @Test
    void aBrokenFileIsNoDestinations() throws IOException {
        vault("one").save("room", TWO);
        Files.writeString(files().getFirst(), "{\"room\":1");
        assertTrue(vault("one").load("room").isEmpty());
    }
}
