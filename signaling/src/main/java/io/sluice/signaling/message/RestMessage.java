package io.sluice.signaling.message;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sluice.sfu.api.TrackSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The bodies of the REST interface.
public sealed interface RestMessage {
    /// The reply to `GET /api/rooms`.
    record Rooms(List<Room> rooms) implements RestMessage {
        public Rooms {
            rooms = List.copyOf(rooms);
        }
    }

    /// A room with people in it.
    ///
    /// @param startedAt milliseconds since 1970
    record Room(String name, long startedAt, int participants, List<String> names) {
        public Room {
            names = List.copyOf(names);
        }
    }

    /// Asks for an access token. What is absent is as a plain participant has it.
    ///
    /// @param validSeconds one hour when absent
    record TokenRequest(
            String identity,
            @Nullable String name,
            @Nullable Boolean roomAdmin,
            @Nullable Boolean canPublish,
            @Nullable List<TrackSource> canPublishSources,
            @Nullable Boolean canSubscribe,
            @Nullable Boolean canPublishData,
            @Nullable Boolean hidden,
            @Nullable Boolean canGoLive,
            @Nullable Boolean roomRecord,
            @Nullable Integer validSeconds)
            implements RestMessage {
        private static final int MAX_VALID_SECONDS = 30 * 24 * 3_600;

        public TokenRequest {
            identity = Checks.identifier(identity, "identity");
            name = name == null ? null : Text.name(name);
            if (canPublishSources != null) {
                canPublishSources = Checks.list(canPublishSources, "canPublishSources");
            }
            if (validSeconds != null) {
                Checks.range(validSeconds, 1, MAX_VALID_SECONDS, "validSeconds");
            }
        }
    }

    /// The reply to a request for a token.
    ///
    /// @param expiresAt milliseconds since 1970
    record Token(String token, long expiresAt) implements RestMessage {
        /// The token is a secret: it never reaches a log.
        @Override
        public String toString() {
            return "Token[expiresAt=" + expiresAt + "]";
        }
    }

    /// What the program of a room is to become; what is absent stays.
    record ProgramPatch(
            @Nullable ProgramScene scene, @Nullable Boolean live, @Nullable Boolean recording)
            implements RestMessage {}

    /// Why a request was refused, in the standard form (RFC 9457).
    ///
    /// @param title what the status means
    /// @param detail a sentence for the developer of the client
    /// @param code for programs
    record Problem(String type, String title, int status, String detail, String code)
            implements RestMessage {}

    /// Why a request was refused.
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Failure(ErrorCode code, String message, @Nullable RefusalDetail detail)
            implements RestMessage {
        public Failure(ErrorCode code, String message) {
            this(code, message, null);
        }
    }
}
