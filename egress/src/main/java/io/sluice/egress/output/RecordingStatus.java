package io.sluice.egress.output;

import java.nio.file.Path;
import java.util.List;

/// How a recording fares.
///
/// @param files in order; a program whose picture changes its size goes on in another file
/// @param words why it failed, "" when it did not
public record RecordingStatus(
        State state, List<Path> files, long bytes, long millis, long droppedFrames, String words) {
    /// What a recording does.
    public enum State {
        /// It grows, or waits for the first keyframe.
        RECORDING,
        /// It was stopped and is whole.
        FINISHED,
        /// The disk is full or broken; what was written can be played.
        FAILED
    }

    public RecordingStatus {
        files = List.copyOf(files);
    }
}
