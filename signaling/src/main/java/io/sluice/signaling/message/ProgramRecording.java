package io.sluice.signaling.message;

/// The recording of a program.
///
/// @param id under which it can be fetched, "" without one
/// @param bytes in all its files
/// @param millis how long it plays
/// @param problem why it failed
/// @param words the same for people, "" when it did not
public record ProgramRecording(
        State state, String id, long bytes, long millis, Problem problem, String words) {
    /// There is none.
    public static final ProgramRecording OFF =
            new ProgramRecording(State.OFF, "", 0, 0, Problem.NONE, "");

    /// Why it failed.
    public enum Problem {
        NONE,
        DISK_FULL,
        NOT_WRITABLE,
        /// Something else, which the words say.
        OTHER
    }

    /// How it fares.
    public enum State {
        OFF,
        RECORDING,
        FINISHED,
        /// The disk is full or broken; what was written can be played.
        FAILED
    }
}
