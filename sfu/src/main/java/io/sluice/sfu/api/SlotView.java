package io.sluice.sfu.api;

/// What one slot shows on the receiver's screen.
///
/// @param width of the tile in physical pixels, 0 when only the sound is wanted
/// @param height of the tile in physical pixels
public record SlotView(int slot, Target target, int width, int height) {
    /// Whom a slot is for.
    public sealed interface Target {
        /// The server chooses: shared screens, then the active speakers.
        record Auto() implements Target {}

        /// Nothing is sent.
        record Nobody() implements Target {}

        /// One participant.
        ///
        /// @param source [TrackSource#CAMERA] or [TrackSource#SCREEN_SHARE]
        record Of(String participantId, TrackSource source) implements Target {}
    }
}
