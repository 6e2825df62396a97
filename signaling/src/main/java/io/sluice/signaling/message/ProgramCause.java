package io.sluice.signaling.message;

/// Why a program starts again, or failed.
public enum ProgramCause {
    NONE,
    /// The process that makes it crashed or hung.
    WORKER_LOST,
    /// What was asked for cannot be made.
    WORKER_REFUSED,
    /// The room did not let it in.
    NOT_ENTERED,
    /// It runs, and nobody's picture can pass through it now.
    NO_PICTURE
}
