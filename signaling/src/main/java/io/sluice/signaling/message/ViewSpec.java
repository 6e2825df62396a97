package io.sluice.signaling.message;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sluice.sfu.api.TrackSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a client wants to see in its slots.
public record ViewSpec(List<Slot> slots) {
    public ViewSpec {
        slots = Checks.list(slots, "slots");
    }

    /// Whom a slot is for.
    public enum Show {
        AUTO,
        NOBODY,
        PARTICIPANT
    }

    /// The wish for one slot.
    ///
    /// @param participant for [Show#PARTICIPANT] only
    /// @param source the camera when absent
    /// @param width of the tile in physical pixels; absent when only the sound is wanted
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Slot(
            int slot,
            Show show,
            @Nullable String participant,
            @Nullable TrackSource source,
            @Nullable Integer width,
            @Nullable Integer height) {
        private static final int MAX_SLOT = Checks.MAX_ENTRIES - 1;

        /// Larger than any screen.
        private static final int MAX_PIXELS = 16_384;

        public Slot {
            Checks.range(slot, 0, MAX_SLOT, "slot");
            show = Checks.required(show, "show");
            if (show == Show.PARTICIPANT) {
                participant = Checks.identifier(participant, "participant");
            }
            if (source == TrackSource.MICROPHONE || source == TrackSource.SCREEN_SHARE_AUDIO) {
                throw new RejectedException(ErrorCode.MALFORMED, "source has no picture.");
            }
            if (width != null) {
                Checks.range(width, 0, MAX_PIXELS, "width");
            }
            if (height != null) {
                Checks.range(height, 0, MAX_PIXELS, "height");
            }
        }
    }
}
