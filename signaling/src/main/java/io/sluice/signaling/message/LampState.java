package io.sluice.signaling.message;

/// What everybody in a room is told of its program.
///
/// @param recording whether a file really grows
/// @param live whether the room is really sent somewhere
public record LampState(boolean recording, Live live) {
    /// Neither.
    public static final LampState OFF = new LampState(false, Live.OFF);

    /// How sure it is that somebody outside sees the room.
    public enum Live {
        OFF,
        /// A destination takes what is sent.
        SENDING,
        /// Somebody, or the platform, has seen it there.
        CONFIRMED
    }
}
