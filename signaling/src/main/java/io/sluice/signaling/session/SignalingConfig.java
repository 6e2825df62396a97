package io.sluice.signaling.session;

import io.sluice.signaling.token.SigningKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/// The settings of the control plane.
///
/// @param server what `welcome` calls the server
/// @param turnServers that clients may use
public record SignalingConfig(
        String server, Access access, Limits limits, Timing timing, List<TurnServer> turnServers) {
    public SignalingConfig {
        turnServers = List.copyOf(turnServers);
    }

    /// Everything as it is without a configuration.
    ///
    /// @param adminToken what REST asks for
    public static SignalingConfig defaults(String adminToken) {
        return new SignalingConfig(
                "Sluice",
                new Access(List.of(), false, adminToken, Set.of()),
                Limits.DEFAULT,
                Timing.DEFAULT,
                List.of());
    }

    public SignalingConfig withAccess(Access other) {
        return new SignalingConfig(server, other, limits, timing, turnServers);
    }

    public SignalingConfig withLimits(Limits other) {
        return new SignalingConfig(server, access, other, timing, turnServers);
    }

    public SignalingConfig withTiming(Timing other) {
        return new SignalingConfig(server, access, limits, other, turnServers);
    }

    public SignalingConfig withTurnServers(List<TurnServer> other) {
        return new SignalingConfig(server, access, limits, timing, other);
    }

    /// Who may come in.
    ///
    /// @param keys sign tokens; with none, clients on this machine and in private networks need no
    ///   token, and all others are refused
    /// @param open whether everybody may join without a token
    /// @param allowedOrigins pages of other hosts that may connect, as `https://example.org`
    public record Access(
            List<SigningKey> keys, boolean open, String adminToken, Set<String> allowedOrigins) {
        public Access {
            keys = List.copyOf(keys);
            allowedOrigins = Set.copyOf(allowedOrigins);
            if (adminToken.length() < 16) {
                throw new IllegalArgumentException("the admin token is shorter than 16");
            }
        }

        /// Whether this is the admin token; takes the same time wherever the two differ.
        public boolean isAdmin(String given) {
            return MessageDigest.isEqual(
                    given.getBytes(StandardCharsets.UTF_8),
                    adminToken.getBytes(StandardCharsets.UTF_8));
        }

        /// The tokens never reach a log.
        @Override
        public String toString() {
            return "Access[keys=" + keys + ", open=" + open + "]";
        }
    }

    /// How many of each there may be.
    ///
    /// @param connections WebSockets at a time, joined or not
    /// @param messagesPerSecond of one client, on average; large messages count ten times
    /// @param messageBurst of one client, at once
    public record Limits(
            int rooms,
            int participants,
            int participantsPerRoom,
            int connections,
            int messagesPerSecond,
            int messageBurst) {
        public static final Limits DEFAULT = new Limits(1_000, 5_000, 500, 10_000, 20, 100);
    }

    /// How long things take and may take.
    ///
    /// @param resumeGrace how long a participant keeps its seat when its connection broke
    /// @param reloadGrace how long when its page went away, which may be a reload
    /// @param joinTimeout how long a connection may stay without joining
    /// @param mediaTimeout how long the media plane may take for one request
    /// @param pingInterval between the server's WebSocket pings
    /// @param idleTimeout after which a silent connection counts as lost
    public record Timing(
            Duration resumeGrace,
            Duration reloadGrace,
            Duration joinTimeout,
            Duration mediaTimeout,
            Duration pingInterval,
            Duration idleTimeout) {
        public static final Timing DEFAULT =
                new Timing(
                        Duration.ofSeconds(120),
                        Duration.ofSeconds(8),
                        Duration.ofMinutes(30),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(30));

        public Timing withResumeGrace(Duration other) {
            return new Timing(
                    other, reloadGrace, joinTimeout, mediaTimeout, pingInterval, idleTimeout);
        }
    }
}
