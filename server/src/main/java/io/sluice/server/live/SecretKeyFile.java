package io.sluice.server.live;

import io.sluice.server.config.ConfigException;
import io.sluice.server.data.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds the secret that stream keys are encrypted with: the operator's own, or one made once and
/// kept away from the data, so that a copy of those gives no key away.
final class SecretKeyFile {
    private static final Logger LOG = LoggerFactory.getLogger(SecretKeyFile.class);

    private static final String VARIABLE = "SLUICE_SECRET_KEY_FILE";
    private static final int SECRET_BYTES = 32;
    private static final int MIN_CHARACTERS = 32;

    private SecretKeyFile() {}

    /// Where the secret comes from, nothing when there is no place for one outside of the data
    /// directory. One that has to be made is made when it is first needed.
    ///
    /// @param configured `egress.secretKeyFile`, may be empty
    /// @throws ConfigException when the operator named a file that cannot be used
    static Supplier<Optional<SecretBox>> find(
            String configured, Map<String, String> environment, Path dataDirectory) {
        String named = configured.isEmpty() ? environment.getOrDefault(VARIABLE, "") : configured;
        if (!named.isEmpty()) {
            Optional<SecretBox> box = Optional.of(SecretBox.of(read(Path.of(named))));
            return () -> box;
        }
        return () -> usual(environment, dataDirectory);
    }

    private static Optional<SecretBox> usual(Map<String, String> environment, Path dataDirectory) {
        Path file = usual(environment);
        if (file == null || file.startsWith(dataDirectory.toAbsolutePath().normalize())) {
            LOG.info(
                    "destinations are kept in memory only: {} names no file, and there is no place"
                            + " for one outside of the data directory",
                    VARIABLE);
            return Optional.empty();
        }
        try {
            return Optional.of(SecretBox.of(Files.exists(file) ? read(file) : make(file)));
        } catch (IOException e) {
            LOG.warn("destinations are kept in memory only: cannot write {}", file);
            return Optional.empty();
        }
    }

    private static @Nullable Path usual(Map<String, String> environment) {
        String configuration = environment.getOrDefault("XDG_CONFIG_HOME", "");
        String home = environment.getOrDefault("HOME", "");
        if (configuration.isEmpty() && home.isEmpty()) {
            return null;
        }
        Path folder = configuration.isEmpty() ? Path.of(home, ".config") : Path.of(configuration);
        return folder.resolve("sluice/secret.key").toAbsolutePath().normalize();
    }

    private static String read(Path file) {
        String secret;
        try {
            secret = Files.readString(file).strip();
        } catch (IOException _) {
            throw new ConfigException("cannot read the secret key file " + file);
        }
        if (secret.length() < MIN_CHARACTERS) {
            throw new ConfigException(
                    "the secret key file " + file + " holds less than 32 characters");
        }
        return secret;
    }

    private static String make(Path file) throws IOException {
        Path folder = file.getParent();
        if (folder == null) {
            throw new IOException("no folder");
        }
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
            if (Files.getFileStore(folder).supportsFileAttributeView("posix")) {
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            }
        }
        byte[] random = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(random);
        String secret = Base64.getEncoder().encodeToString(random);
        PrivateFiles.write(file, secret + "\n");
        return secret;
    }
}
