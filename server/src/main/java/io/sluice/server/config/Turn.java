package io.sluice.server.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A STUN or TURN server that browsers are told of.
///
/// @param urls as `turn:turn.example.org:3478?transport=udp`
/// @param secret shared with the server, to make credentials from that end; empty: fixed ones
/// @param username the same for everybody, together with the credential
/// @param ttlSeconds how long a made credential is valid
public record Turn(
        List<String> urls, String secret, String username, String credential, int ttlSeconds) {
    private static final List<String> SCHEMES = List.of("stun:", "stuns:", "turn:", "turns:");
    private static final int DEFAULT_TTL = 3600;

    /// A call has to begin in it; a credential that leaks ends within a week.
    private static final int MIN_TTL = 60;

    private static final int MAX_TTL = 604_800;

    public Turn {
        if (urls.isEmpty()) {
            throw new ConfigException("turn: a server has no urls");
        }
        for (String url : urls) {
            if (SCHEMES.stream().noneMatch(url::startsWith)) {
                throw new ConfigException(
                        "turn.urls holds '%s', which does not start with %s"
                                .formatted(url, String.join(", ", SCHEMES)));
            }
        }
        boolean relays = urls.stream().anyMatch(url -> url.startsWith("turn"));
        boolean fixed = !username.isEmpty() && !credential.isEmpty();
        if (username.isEmpty() != credential.isEmpty()) {
            throw new ConfigException("turn.username and turn.credential go together");
        }
        if (relays && fixed != secret.isEmpty()) {
            throw new ConfigException(
                    "turn: %s needs either secret (or secretFile), or username and credential"
                            .formatted(urls.getFirst()));
        }
        if (ttlSeconds < MIN_TTL || ttlSeconds > MAX_TTL) {
            throw new ConfigException(
                    "turn.ttlSeconds is %d, but must be %d to %d"
                            .formatted(ttlSeconds, MIN_TTL, MAX_TTL));
        }
        urls = List.copyOf(urls);
    }

    /// As the file says it; what is missing has its default.
    @JsonCreator
    static Turn read(
            @JsonProperty("urls") @Nullable List<String> urls,
            @JsonProperty("secret") @Nullable String secret,
            @JsonProperty("secretFile") @Nullable String secretFile,
            @JsonProperty("username") @Nullable String username,
            @JsonProperty("credential") @Nullable String credential,
            @JsonProperty("ttlSeconds") @Nullable Integer ttlSeconds) {
        if (secret != null && secretFile != null) {
            throw new ConfigException("turn: secret and secretFile exclude each other");
        }
        String shared = secretFile == null ? orEmpty(secret) : contents(secretFile);
        if (secretFile != null && shared.isEmpty()) {
            throw new ConfigException("turn.secretFile: " + secretFile + " is empty");
        }
        return new Turn(
                urls == null ? List.of() : urls,
                shared,
                orEmpty(username),
                orEmpty(credential),
                ttlSeconds == null ? DEFAULT_TTL : ttlSeconds);
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static String contents(String file) {
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException _) {
            throw new ConfigException("turn.secretFile: cannot read " + file);
        }
    }

    /// Secrets never reach a log.
    @Override
    public String toString() {
        return "Turn[urls=" + urls + "]";
    }
}
