package io.sluice.signaling.session;

import io.sluice.sfu.api.RoomHandle;
import io.sluice.sfu.api.SlotSection;
import io.sluice.sfu.api.SlotView;
import io.sluice.sfu.api.SlotView.Target;
import io.sluice.sfu.api.TrackSource;
import io.sluice.signaling.message.ErrorCode;
import io.sluice.signaling.message.RejectedException;
import io.sluice.signaling.sdp.ParsedOffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What those see who watch by WHEP: the speaker, or one participant whom they named, also when
/// that one leaves and comes back. It belongs to the meeting's tasks.
final class Viewers {
    /// How long a meeting goes on when they are alone in it: whom they watch may come back.
    static final Duration GRACE = Duration.ofSeconds(60);

    /// Nobody tells us how large a viewer's window is: the best there is.
    private static final int WIDTH = 1920;

    private static final int HEIGHT = 1080;

    private final RoomHandle room;
    private final Roster roster;

    Viewers(RoomHandle room, Roster roster) {
        this.room = room;
        this.roster = roster;
    }

    /// What a viewer's slots show at first: there is one, whatever it offered.
    List<SlotView> first(HttpSession viewer, ParsedOffer offer) {
        String wanted = viewer.wanted();
        Target target = new Target.Auto();
        if (wanted != null) {
            Participant found =
                    find(wanted)
                            .orElseThrow(() ->
                                    new RejectedException(
                                            ErrorCode.UNKNOWN_PARTICIPANT,
                                            "There is no such participant here."));
            viewer.setShown(found.id());
            target = new Target.Of(found.id(), TrackSource.CAMERA);
        }
        Target shown = target;
        return offer.media().slots().stream()
                .map(SlotSection::slot)
                .distinct()
                .map(slot ->
                        slot == 0 ? view(shown) : new SlotView(slot, new Target.Nobody(), 0, 0))
                .toList();
    }

    /// Somebody came, left or has another name.
    void follow() {
        for (Participant participant : roster.all()) {
            HttpSession viewer = participant.http();
            String wanted = viewer == null ? null : viewer.wanted();
            if (viewer == null || wanted == null) {
                continue;
            }
            // Who is shown stays, also under another name.
            String shown = viewer.shown();
            if (shown != null && roster.find(shown) != null) {
                continue;
            }
            @Nullable Participant now = find(wanted).orElse(null);
            if (now != null) {
                viewer.setShown(now.id());
                var _ =
                        room.setView(
                                participant.id(),
                                List.of(view(new Target.Of(now.id(), TrackSource.CAMERA))));
            } else if (shown != null) {
                viewer.setShown(null);
                var _ = room.setView(participant.id(), List.of(view(new Target.Nobody())));
            }
        }
    }

    private static SlotView view(Target target) {
        return new SlotView(0, target, WIDTH, HEIGHT);
    }

    /// By id, else by identity, else by name; of several with one name the first who came.
    private Optional<Participant> find(String wanted) {
        return first(participant -> participant.id().equals(wanted))
                .or(() -> first(participant -> participant.identity().equals(wanted)))
                .or(() -> first(participant -> participant.name().equals(wanted)));
    }

    private Optional<Participant> first(Predicate<Participant> wanted) {
        return roster.all().stream()
                .filter(participant -> !participant.isHidden())
                .filter(wanted)
                .findFirst();
    }
}
