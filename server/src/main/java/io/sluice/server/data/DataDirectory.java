package io.sluice.server.data;

import io.sluice.server.config.ConfigException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/// Where the server keeps what must survive a restart, readable by its own user only.
public final class DataDirectory {
    private static final String ADMIN_TOKEN = "admin-token";

    /// 256 bits: nobody guesses it.
    private static final int TOKEN_BYTES = 32;

    private final Path path;

    private DataDirectory(Path path) {
        this.path = path;
    }

    /// Opens, and makes if need be, the configured directory.
    ///
    /// @param configured empty: `sluice` in the user's data directory, or `.sluice` below the
    ///   working directory for a user without one
    public static DataDirectory open(String configured, Map<String, String> environment) {
        if (!configured.isEmpty()) {
            return new DataDirectory(makePrivate(Path.of(configured).toAbsolutePath()));
        }
        var home = Optional.ofNullable(environment.get("HOME")).map(Path::of);
        var data =
                Optional.ofNullable(environment.get("XDG_DATA_HOME"))
                        .map(Path::of)
                        .or(() -> home.map(directory -> directory.resolve(".local/share")))
                        .map(directory -> directory.resolve("sluice"));
        if (data.isPresent()) {
            try {
                return new DataDirectory(makePrivate(data.get()));
            } catch (ConfigException _) {
                // A home that cannot be written to, as in a container: the next best place.
            }
        }
        return new DataDirectory(makePrivate(Path.of(".sluice").toAbsolutePath()));
    }

    public Path path() {
        return path;
    }

    /// Makes a directory, and those above it, for this user only.
    public Path directory(String name) {
        return makePrivate(path.resolve(name));
    }

    /// The token for the administration interface: made once, then kept.
    public String adminToken() {
        Path file = path.resolve(ADMIN_TOKEN);
        try {
            if (Files.exists(file)) {
                String kept = Files.readString(file).strip();
                if (!kept.isEmpty()) {
                    return kept;
                }
            }
            byte[] random = new byte[TOKEN_BYTES];
            new SecureRandom().nextBytes(random);
            String token = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
            PrivateFiles.write(file, token + "\n");
            return token;
        } catch (IOException _) {
            throw new ConfigException("cannot read or write " + file);
        }
    }

    private static Path makePrivate(Path directory) {
        try {
            var ownerOnly =
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------"));
            if (Files.getFileStore(existing(directory)).supportsFileAttributeView("posix")) {
                Files.createDirectories(directory, ownerOnly);
            } else {
                Files.createDirectories(directory);
            }
        } catch (IOException e) {
            throw new ConfigException(
                    ("cannot make the data directory %s: %s"
                                    + " (dataDirectory, or SLUICE_DATA_DIRECTORY, names another)")
                            .formatted(directory, reason(e)));
        }
        if (!Files.isWritable(directory)) {
            throw new ConfigException("cannot write to the data directory " + directory);
        }
        return directory;
    }

    /// Without the path, which files' exceptions have as their message.
    private static String reason(IOException e) {
        if (e instanceof FileSystemException failure && failure.getReason() != null) {
            return failure.getReason();
        }
        return e instanceof FileSystemException || e.getMessage() == null
                ? e.getClass().getSimpleName()
                : e.getMessage();
    }

    private static Path existing(Path path) {
        Path directory = path.toAbsolutePath();
        while (!Files.exists(directory) && directory.getParent() != null) {
            directory = directory.getParent();
        }
        return directory;
    }
}
