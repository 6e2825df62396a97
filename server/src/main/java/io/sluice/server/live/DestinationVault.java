package io.sluice.server.live;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sluice.server.data.PrivateFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the destinations of each room from one meeting, and one start of the server, to the next:
/// a file per room, the addresses and keys in it encrypted. Without a secret in memory only.
final class DestinationVault {
    private static final Logger LOG = LoggerFactory.getLogger(DestinationVault.class);

    /// What helps where destinations are sealed.
    static final String OTHER_SECRET =
            "Give the server the secret back that it had (egress.secretKeyFile or"
                    + " SLUICE_SECRET_KEY_FILE), or delete the room's file in destinations/ and"
                    + " add them again; until then they stay as they are.";

    private final Path folder;
    private final Supplier<Optional<SecretBox>> secret;
    private final ConcurrentMap<String, List<Destination>> memory = new ConcurrentHashMap<>();
    private final ObjectMapper mapper =
            JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

    /// A destination as its room knows it.
    ///
    /// @param url as it is connected to, without the key; "" when it is sealed
    /// @param key "" when it is sealed
    record Destination(String id, String name, String url, String key, boolean enabled) {
        /// One that was kept with another secret than the server has now.
        static Destination sealed(String id, String name) {
            return new Destination(id, name, "", "", false);
        }

        boolean isSealed() {
            return url.isEmpty();
        }

        /// The URL can hold a secret, the key is one: neither reaches a log.
        @Override
        public String toString() {
            return "Destination[id=" + id + "]";
        }
    }

    /// How it stands in a file: `sealed` is the URL and the key, one a line.
    private record Kept(String id, String name, boolean enabled, String sealed) {}

    /// @param room for who looks into the folder
    private record File(String room, List<Kept> destinations) {
        File {
            destinations = List.copyOf(destinations);
        }
    }

    private Optional<SecretBox> found = Optional.empty();
    private boolean asked;

    /// @param folder that exists, for this user only
    /// @param secret asked once, when it is first needed
    DestinationVault(Path folder, Supplier<Optional<SecretBox>> secret) {
        this.folder = folder;
        this.secret = secret;
    }

    private synchronized Optional<SecretBox> box() {
        if (!asked) {
            asked = true;
            found = secret.get();
        }
        return found;
    }

    /// What was kept for a room. What was kept with another secret is there, sealed; the log says
    /// what helps.
    List<Destination> load(String room) {
        List<Destination> remembered = memory.get(room);
        Path file = file(room);
        if (remembered != null || !Files.exists(file)) {
            return remembered == null ? List.of() : remembered;
        }
        Optional<SecretBox> box = box();
        if (box.isEmpty()) {
            return List.of();
        }
        try {
            File read = mapper.readValue(Files.readString(file), File.class);
            List<Destination> opened =
                    read.destinations.stream().map(kept -> open(room, kept, box.get())).toList();
            if (opened.stream().anyMatch(Destination::isSealed)) {
                LOG.error("{} was written with another secret. {}", file, OTHER_SECRET);
            }
            return opened;
        } catch (IOException | RuntimeException e) {
            LOG.warn("cannot read {}: {}", file, e.getClass().getSimpleName());
            return List.of();
        }
    }

    private static Destination open(String room, Kept kept, SecretBox box) {
        Optional<String> text = box.open(kept.sealed, place(room, kept.id));
        if (text.isEmpty()) {
            return Destination.sealed(kept.id, kept.name);
        }
        int end = text.get().indexOf('\n');
        return new Destination(
                kept.id,
                kept.name,
                text.get().substring(0, Math.max(0, end)),
                text.get().substring(end + 1),
                kept.enabled);
    }

    /// Keeps these in place of what was kept. What cannot be written is said in the log.
    ///
    /// @param destinations none of them sealed: what is written would be lost
    void save(String room, List<Destination> destinations) {
        if (destinations.stream().anyMatch(Destination::isSealed)) {
            throw new IllegalArgumentException("sealed destinations");
        }
        Optional<SecretBox> box = box();
        if (box.isEmpty()) {
            memory.put(room, List.copyOf(destinations));
            return;
        }
        Path file = file(room);
        try {
            if (destinations.isEmpty()) {
                Files.deleteIfExists(file);
                return;
            }
            List<Kept> kept =
                    destinations.stream()
                            .map(destination -> seal(room, destination, box.get()))
                            .toList();
            PrivateFiles.write(file, mapper.writeValueAsString(new File(room, kept)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("destinations that cannot be written", e);
        } catch (IOException e) {
            LOG.warn("cannot write {}: {}", file, e.getClass().getSimpleName());
        }
    }

    private static Kept seal(String room, Destination destination, SecretBox box) {
        String text = destination.url + "\n" + destination.key;
        return new Kept(
                destination.id,
                destination.name,
                destination.enabled,
                box.seal(text, place(room, destination.id)));
    }

    private static String place(String room, String id) {
        return room + "\0" + id;
    }

    /// Names of rooms can be longer than those of files.
    private Path file(String room) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(room.getBytes(StandardCharsets.UTF_8));
            return folder.resolve(HexFormat.of().formatHex(hash, 0, 16) + ".json");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
