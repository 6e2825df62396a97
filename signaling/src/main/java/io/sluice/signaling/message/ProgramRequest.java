package io.sluice.signaling.message;

import org.jspecify.annotations.Nullable;

/// What somebody with the right to it asks of the program of the room.
public sealed interface ProgramRequest extends ClientMessage {
    /// Longer than any channel gives out.
    int MAX_URL = 2_048;

    /// Starts the program, sent nowhere yet: the rehearsal.
    ///
    /// @param video 720p30 when absent
    /// @param scene a grid with names when absent
    /// @param passthrough whether one participant's H.264 goes out untouched
    record StartProgram(
            @Nullable Long id,
            @Nullable ProgramVideo video,
            @Nullable ProgramScene scene,
            @Nullable Boolean passthrough)
            implements ProgramRequest {}

    /// Ends the program and all that comes of it.
    record StopProgram(@Nullable Long id) implements ProgramRequest {}

    /// Changes what the program looks like.
    record ShowProgram(@Nullable Long id, ProgramScene scene) implements ProgramRequest {
        public ShowProgram {
            scene = Checks.required(scene, "scene");
        }
    }

    /// Sends the program to all enabled destinations.
    record GoLive(@Nullable Long id) implements ProgramRequest {}

    /// Sends it there no longer; the program goes on.
    record EndLive(@Nullable Long id) implements ProgramRequest {}

    /// One more place to send the program to.
    ///
    /// @param url `rtmp`, `rtmps` or `srt`
    /// @param key a secret apart from the URL, "" for none
    record AddDestination(@Nullable Long id, String name, String url, String key)
            implements ProgramRequest {
        public AddDestination {
            name = Text.name(Checks.required(name, "name"));
            url = bounded(Checks.required(url, "url").strip());
            key = bounded(Checks.orEmpty(key).strip());
        }

        /// The URL can hold a key too: neither reaches a log.
        @Override
        public String toString() {
            return "AddDestination[id=" + id + "]";
        }
    }

    /// Changes a destination; what is absent stays.
    ///
    /// @param key takes the place of the former
    /// @param confirmed true: somebody sees the program there
    record ChangeDestination(
            @Nullable Long id,
            String destination,
            @Nullable String name,
            @Nullable Boolean enabled,
            @Nullable String key,
            @Nullable Boolean confirmed)
            implements ProgramRequest {
        public ChangeDestination {
            destination = Checks.identifier(destination, "destination");
            name = name == null ? null : Text.name(name);
            key = key == null ? null : bounded(key.strip());
        }

        /// The key never reaches a log.
        @Override
        public String toString() {
            return "ChangeDestination[id=" + id + ", destination=" + destination + "]";
        }
    }

    /// Forgets a destination.
    record RemoveDestination(@Nullable Long id, String destination) implements ProgramRequest {
        public RemoveDestination {
            destination = Checks.identifier(destination, "destination");
        }
    }

    /// Writes the program into a file.
    record StartRecording(@Nullable Long id) implements ProgramRequest {}

    /// Finishes the file.
    record StopRecording(@Nullable Long id) implements ProgramRequest {}

    private static String bounded(String text) {
        if (text.length() > MAX_URL) {
            throw new RejectedException(ErrorCode.BAD_DESTINATION, "The URL or key is too long.");
        }
        return text;
    }
}
