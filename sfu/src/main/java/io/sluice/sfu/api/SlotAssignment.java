package io.sluice.sfu.api;

import org.jspecify.annotations.Nullable;

/// Who is sent through a slot now.
///
/// @param participantId null when the slot is empty
/// @param audioPublicationId null when this slot carries no sound
/// @param videoPublicationId null when this slot carries no picture
public record SlotAssignment(
        int slot,
        @Nullable String participantId,
        @Nullable String audioPublicationId,
        @Nullable String videoPublicationId,
        VideoState videoState) {
    /// Why a picture is, or is not, in the tile. The page blanks the tile unless it is [#LIVE].
    public enum VideoState {
        /// There is no picture: no camera, or it is off.
        OFF,
        /// The switch waits for the new source's keyframe.
        PENDING,
        LIVE,
        /// The receiver cannot decode what the publisher sends.
        UNSUPPORTED_CODEC,
        /// The network has no room for it.
        PAUSED
    }
}
