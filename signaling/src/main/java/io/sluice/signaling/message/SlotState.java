package io.sluice.signaling.message;

import io.sluice.sfu.api.SlotAssignment;
import io.sluice.sfu.api.SlotAssignment.VideoState;
import org.jspecify.annotations.Nullable;

/// Who is in a slot.
///
/// @param audio the id of the publication heard through it
/// @param video the id of the publication seen through it
public record SlotState(
        int slot,
        @Nullable String participant,
        @Nullable String audio,
        @Nullable String video,
        VideoState videoState) {
    public static SlotState of(SlotAssignment slot) {
        return new SlotState(
                slot.slot(),
                slot.participantId(),
                slot.audioPublicationId(),
                slot.videoPublicationId(),
                slot.videoState());
    }
}
