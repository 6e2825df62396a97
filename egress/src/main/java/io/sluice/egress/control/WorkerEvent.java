package io.sluice.egress.control;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a worker tells the server.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = WorkerEvent.Ready.class, name = "ready"),
    @JsonSubTypes.Type(value = WorkerEvent.Status.class, name = "status"),
    @JsonSubTypes.Type(value = WorkerEvent.Outputs.class, name = "outputs"),
    @JsonSubTypes.Type(value = WorkerEvent.KeyframeWanted.class, name = "keyframeWanted"),
    @JsonSubTypes.Type(value = WorkerEvent.Failed.class, name = "failed"),
    @JsonSubTypes.Type(value = WorkerEvent.Stopped.class, name = "stopped")
})
public sealed interface WorkerEvent {
    /// The libraries are loaded: the worker waits for its start.
    record Ready() implements WorkerEvent {}

    /// Said each second while the program runs; its absence says that the worker hangs.
    ///
    /// @param runMillis since the start of the program
    /// @param pictures encoded since the start
    /// @param skippedPictures left out because the machine was too slow
    /// @param videoBps of the last second, as audioBps
    /// @param peak the loudest sample of the last second, 0 to 1
    /// @param cpuMillis of the process since it was started
    /// @param residentBytes of the process
    /// @param people who are in the picture or could be
    /// @param lostFrames times that a picture could not be shown for loss
    record Status(
            long runMillis,
            long pictures,
            long skippedPictures,
            long videoBps,
            long audioBps,
            double peak,
            long cpuMillis,
            long residentBytes,
            int people,
            long lostFrames)
            implements WorkerEvent {}

    /// Said with each status: how the destinations and the recording fare.
    ///
    /// @param file null without a recording
    record Outputs(List<Destination> destinations, @Nullable File file) implements WorkerEvent {
        public Outputs {
            destinations = List.copyOf(destinations);
        }

        /// One destination.
        ///
        /// @param state a name of `DestinationState`
        /// @param reason a name of `DestinationReason.Code`
        /// @param words of the server or ours, never a key
        public record Destination(
                String id,
                String state,
                int retry,
                long nextMillis,
                String reason,
                String words,
                long sentBytes,
                long droppedFrames,
                long queuedMillis) {}

        /// The recording.
        ///
        /// @param state RECORDING, FINISHED or FAILED
        /// @param problem a name of `RecordingStatus.Problem`
        public record File(
                String state,
                List<String> files,
                long bytes,
                long millis,
                String problem,
                String words) {
            public File {
                files = List.copyOf(files);
            }
        }
    }

    /// The picture of this stream cannot go on without a keyframe.
    record KeyframeWanted(int stream) implements WorkerEvent {}

    /// The program cannot go on as it was asked for; the worker stays.
    record Failed(String reason) implements WorkerEvent {}

    /// The last word after [WorkerCommand.Stop].
    record Stopped() implements WorkerEvent {}
}
