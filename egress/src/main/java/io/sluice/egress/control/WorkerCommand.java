package io.sluice.egress.control;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Objects;

/// What the server tells a worker.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = WorkerCommand.Start.class, name = "start"),
    @JsonSubTypes.Type(value = WorkerCommand.People.class, name = "people"),
    @JsonSubTypes.Type(value = WorkerCommand.Show.class, name = "show"),
    @JsonSubTypes.Type(value = WorkerCommand.Keyframe.class, name = "keyframe"),
    @JsonSubTypes.Type(value = WorkerCommand.AddDestination.class, name = "addDestination"),
    @JsonSubTypes.Type(value = WorkerCommand.RemoveDestination.class, name = "removeDestination"),
    @JsonSubTypes.Type(value = WorkerCommand.Confirm.class, name = "confirm"),
    @JsonSubTypes.Type(value = WorkerCommand.SendFrames.class, name = "sendFrames"),
    @JsonSubTypes.Type(value = WorkerCommand.StartRecording.class, name = "startRecording"),
    @JsonSubTypes.Type(value = WorkerCommand.StopRecording.class, name = "stopRecording"),
    @JsonSubTypes.Type(value = WorkerCommand.Stop.class, name = "stop")
})
public sealed interface WorkerCommand {
    /// Begins the program; said once. Destinations may be named before.
    ///
    /// @param passthrough the first one's H.264 goes out as it comes
    /// @param audioBps of the AAC
    /// @param playoutDelayMillis how long what was lost has to come again
    /// @param fonts files that are asked before the system's
    /// @param clockNanos the server's clock as the command is written; arrivals are told on it
    record Start(
            boolean passthrough,
            VideoSettings video,
            int audioBps,
            int playoutDelayMillis,
            List<String> fonts,
            Scene scene,
            long clockNanos)
            implements WorkerCommand {
        public Start {
            fonts = List.copyOf(fonts);
            Objects.requireNonNull(video);
            Objects.requireNonNull(scene);
            if (audioBps < 32_000 || audioBps > 320_000) {
                throw new IllegalArgumentException("out of range: audioBps");
            }
            if (playoutDelayMillis < 0 || playoutDelayMillis > 2000) {
                throw new IllegalArgumentException("out of range: playoutDelayMillis");
            }
        }
    }

    /// Everybody who can be shown, the most important first; replaces the list before.
    record People(List<Seat> seats) implements WorkerCommand {
        public People {
            seats = List.copyOf(seats);
        }
    }

    /// Changes what the program looks like.
    record Show(Scene scene) implements WorkerCommand {
        public Show {
            Objects.requireNonNull(scene);
        }
    }

    /// The next picture is to be a keyframe.
    record Keyframe() implements WorkerCommand {}

    /// Sends the program to one more place.
    ///
    /// @param id chosen by the server, told again in [WorkerEvent.Outputs]
    /// @param key a secret apart from the URL, empty for none
    /// @param allowedNetworks private ones that the operator allows
    record AddDestination(String id, String url, String key, List<String> allowedNetworks)
            implements WorkerCommand {
        public AddDestination {
            Objects.requireNonNull(id);
            Objects.requireNonNull(url);
            Objects.requireNonNull(key);
            allowedNetworks = List.copyOf(allowedNetworks);
        }

        /// The URL can hold a key too: neither reaches a log.
        @Override
        public String toString() {
            return "AddDestination[id=" + id + "]";
        }
    }

    /// Sends the program there no longer.
    record RemoveDestination(String id) implements WorkerCommand {}

    /// The platform or the operator sees the program there.
    record Confirm(String id) implements WorkerCommand {}

    /// Gives the encoded program back to the server as well, for those who watch it there.
    record SendFrames() implements WorkerCommand {}

    /// Writes the program into files; a file that exists is never written over.
    record StartRecording(String directory, String name) implements WorkerCommand {
        public StartRecording {
            Objects.requireNonNull(directory);
            Objects.requireNonNull(name);
        }
    }

    /// Finishes the file.
    record StopRecording() implements WorkerCommand {}

    /// Ends the program: what is encoded goes out, files are closed.
    record Stop() implements WorkerCommand {}
}
