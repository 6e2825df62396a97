package io.sluice.egress.output;

import java.nio.file.Path;
import java.util.List;

/// How a recording fares.
///
/// @param files in order; a program whose picture changes its size goes on in another file
/// @param problem why it failed
public record RecordingStatus(
        State state,
        List<Path> files,
        long bytes,
        long millis,
        long droppedFrames,
        Problem problem) {
    /// What ended a recording.
    public enum Problem {
        NONE(""),
        DISK_FULL("the disk is full"),
        NOT_WRITABLE("the file cannot be written");

        private final String words;

        Problem(String words) {
            this.words = words;
        }

        /// The same for people, "" for none.
        public String words() {
            return words;
        }
    }

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
