package io.sluice.sfu.room;

import io.sluice.sfu.api.MediaKind;
import io.sluice.sfu.api.RoomEvent;
import io.sluice.sfu.api.RoomListener;
import io.sluice.sfu.api.WantedEncoding;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// Notices which encodings nobody needs, and tells their publishers. What is needed again is told
/// at once; what is not needed only after a while, for people look here and there.
final class EncodingAdvisor {
    /// The part of the room that a participant is really in.
    interface Homes {
        /// These encodings, a bit each, are needed here.
        void needed(Publication publication, int encodings);
    }

    private final Collection<Participant> participants;
    private final RoomListener listener;
    private final Homes homes;

    /// @param homes told of what mirrors publish
    EncodingAdvisor(Collection<Participant> participants, RoomListener listener, Homes homes) {
        this.participants = participants;
        this.listener = listener;
        this.homes = homes;
    }

    void advise(long nowNanos) {
        for (Participant participant : participants) {
            List<Publication> publications = participant.publications().all();
            for (int i = 0; i < publications.size(); i++) {
                Publication publication = publications.get(i);
                if (publication.source().kind() != MediaKind.VIDEO || !publication.open()) {
                    continue;
                }
                if (participant.mirrored()) {
                    homes.needed(publication, needed(publication));
                } else if (!publication.isResting()) {
                    advise(publication, nowNanos);
                }
            }
        }
    }

    private void advise(Publication publication, long nowNanos) {
        EncodingNeed need = publication.need();
        if (need.update(needed(publication), nowNanos)) {
            listener.onEvent(
                    new RoomEvent.EncodingsWanted(
                            publication.participantId(), publication.source(), list(publication)));
        }
    }

    private static int needed(Publication publication) {
        int needed = publication.neededElsewhere();
        MediaRouter router = publication.router();
        for (int i = 0; i < router.count(); i++) {
            needed |= router.at(i).neededEncodings();
        }
        return needed;
    }

    private static List<WantedEncoding> list(Publication publication) {
        LayerLadder layers = publication.layers();
        List<WantedEncoding> list = new ArrayList<>(layers.encodings());
        for (int i = 0; i < layers.encodings(); i++) {
            list.add(new WantedEncoding(layers.rid(i), publication.need().isActive(i)));
        }
        return list;
    }
}
