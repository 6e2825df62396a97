package io.sluice.signaling.message;

/// How the program of a room fares.
public enum ProgramPhase {
    NONE,
    /// Asked for; its worker comes up.
    STARTING,
    RUNNING,
    /// Its worker ended or hung; another one comes up.
    RESTARTING,
    /// Its last pictures go out and its files are finished.
    STOPPING,
    /// It cannot go on; it has to be started again.
    FAILED
}
