package io.sluice.signaling.session;

import io.sluice.sfu.api.SlotView;
import io.sluice.sfu.api.TrackSource;
import io.sluice.signaling.message.ViewSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Turns what a client wants to see into what the media plane understands.
final class ViewRules {
    private ViewRules() {}

    /// Leaves out the slots for somebody who is not in the room.
    static List<SlotView> known(List<ViewSpec.Slot> slots, Roster roster) {
        List<SlotView> views = new ArrayList<>();
        for (ViewSpec.Slot slot : slots) {
            SlotView.Target target =
                    switch (slot.show()) {
                        case AUTO -> new SlotView.Target.Auto();
                        case NOBODY -> new SlotView.Target.Nobody();
                        case PARTICIPANT -> participant(slot, roster);
                    };
            if (target == null) {
                continue;
            }
            views.add(
                    new SlotView(
                            slot.slot(),
                            target,
                            Objects.requireNonNullElse(slot.width(), 0),
                            Objects.requireNonNullElse(slot.height(), 0)));
        }
        return views;
    }

    private static SlotView.@Nullable Target participant(ViewSpec.Slot slot, Roster roster) {
        Participant participant = roster.find(Objects.requireNonNull(slot.participant()));
        if (participant == null || participant.isHidden()) {
            return null;
        }
        return new SlotView.Target.Of(
                participant.id(), Objects.requireNonNullElse(slot.source(), TrackSource.CAMERA));
    }
}
