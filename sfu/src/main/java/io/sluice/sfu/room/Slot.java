package io.sluice.sfu.room;

import io.sluice.sfu.api.MediaKind;
import io.sluice.sfu.api.SlotAssignment;
import io.sluice.sfu.api.SlotAssignment.VideoState;
import io.sluice.sfu.api.SlotView;
import io.sluice.sfu.api.SlotView.Target;
import io.sluice.sfu.room.SlotAssigner.Pick;
import org.jspecify.annotations.Nullable;

/// One slot of a receiver: a sound and a picture that belong together, whoever they come from.
final class Slot {
    /// A tile in a meeting of a few, until the receiver says how large it is.
    private static final int DEFAULT_WIDTH = 640;

    private static final int DEFAULT_HEIGHT = 360;

    private final int index;
    private @Nullable SlotHalf audio;
    private @Nullable SlotHalf video;
    private SlotView view;
    private @Nullable Pick pick;
    private SlotAssignment told;

    Slot(int index) {
        this.index = index;
        view = new SlotView(index, new Target.Auto(), DEFAULT_WIDTH, DEFAULT_HEIGHT);
        told = new SlotAssignment(index, null, null, null, VideoState.OFF);
    }

    int index() {
        return index;
    }

    void half(SlotHalf half) {
        if (half.kind() == MediaKind.AUDIO) {
            audio = half;
        } else {
            video = half;
        }
    }

    SlotView view() {
        return view;
    }

    void view(SlotView wanted) {
        view = wanted;
    }

    SlotAssigner.Slot request() {
        return new SlotAssigner.Slot(video != null, view.target(), pick);
    }

    void assign(
            @Nullable Pick now,
            @Nullable Publication sound,
            @Nullable Publication picture,
            long nowNanos) {
        pick = now;
        if (audio != null) {
            audio.want(sound, nowNanos);
        }
        if (video != null) {
            video.sound(sound);
            video.view(view.width(), view.height());
            boolean visible = view.width() > 0 && view.height() > 0;
            video.want(visible ? picture : null, nowNanos);
        }
    }

    void forget(String participantId, long nowNanos) {
        if (pick != null && pick.participantId().equals(participantId)) {
            assign(null, null, null, nowNanos);
        }
        if (audio != null) {
            audio.forget(participantId, nowNanos);
        }
        if (video != null) {
            video.forget(participantId, nowNanos);
        }
    }

    SlotAssignment assignment() {
        return new SlotAssignment(
                index,
                pick == null ? null : pick.participantId(),
                audio == null ? null : audio.publicationId(),
                video == null ? null : video.publicationId(),
                video == null ? VideoState.OFF : video.state());
    }

    /// The assignment if it is another one than at the last call, else null.
    @Nullable SlotAssignment takeChange() {
        SlotAssignment now = assignment();
        if (now.equals(told)) {
            return null;
        }
        told = now;
        return now;
    }
}
