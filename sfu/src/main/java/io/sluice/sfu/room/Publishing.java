package io.sluice.sfu.room;

import io.sluice.sfu.api.MediaOffer;
import io.sluice.sfu.api.RoomEvent;
import io.sluice.sfu.api.RoomListener;
import io.sluice.sfu.api.SendSection;
import io.sluice.sfu.api.TrackDescription;
import io.sluice.sfu.api.TrackSource;
import io.sluice.sfu.observe.Counters;
import java.util.List;

/// Makes, opens and ends the publications of a room, and tells of those that others may have.
final class Publishing {
    private final ActiveSpeakerDetector speakers;
    private final Publication.Listener listener;
    private final Counters counters;
    private final RoomListener told;
    private long ids;

    Publishing(
            ActiveSpeakerDetector speakers,
            Publication.Listener listener,
            Counters counters,
            RoomListener told) {
        this.speakers = speakers;
        this.listener = listener;
        this.counters = counters;
        this.told = told;
    }

    /// Takes the whole list of what a participant publishes now.
    void replace(Participant participant, MediaOffer offer, List<TrackDescription> tracks) {
        List<Publication> removed =
                participant
                        .publications()
                        .replace(
                                offer.sends(),
                                tracks,
                                (source, section) ->
                                        create(nextId(), participant.id(), source, section));
        removed.forEach(this::retire);
    }

    /// The same for the first offer of a connection that takes the place of an earlier one: to the
    /// others its publications are the same, with another source.
    void succeed(
            Participant old,
            Participant participant,
            MediaOffer offer,
            List<TrackDescription> tracks) {
        PublicationTable before = old.publications();
        participant
                .publications()
                .replace(
                        offer.sends(),
                        before.asBefore(tracks),
                        (source, section) -> {
                            Publication known = before.of(source);
                            if (known == null) {
                                return create(nextId(), participant.id(), source, section);
                            }
                            Publication same =
                                    create(known.id(), participant.id(), source, section);
                            same.permit(known.permitted());
                            return same;
                        });
        for (Publication publication : List.copyOf(before.all())) {
            before.remove(publication.source());
            if (participant.publications().of(publication.source()) == null) {
                retire(publication);
            } else {
                hush(publication);
            }
        }
    }

    private String nextId() {
        return "t-" + ++ids;
    }

    private Publication create(
            String id, String participantId, TrackSource source, SendSection section) {
        return new Publication(
                id,
                participantId,
                source,
                section,
                source == TrackSource.MICROPHONE ? speakers.add(participantId) : null,
                listener,
                counters);
    }

    /// Opens and closes publications as the rights say.
    void permit(Participant participant) {
        for (Publication publication : participant.publications().all()) {
            boolean permitted = participant.rights().publish().contains(publication.source());
            if (permitted == publication.permitted()) {
                continue;
            }
            publication.permit(permitted);
            told.onEvent(
                    permitted
                            ? new RoomEvent.PublicationAdded(participant.id(), publication.info())
                            : new RoomEvent.PublicationRemoved(
                                    participant.id(), publication.info()));
        }
    }

    /// A publication is no more.
    void retire(Publication publication) {
        hush(publication);
        if (publication.permitted()) {
            publication.permit(false);
            told.onEvent(
                    new RoomEvent.PublicationRemoved(
                            publication.participantId(), publication.info()));
        }
    }

    private void hush(Publication publication) {
        if (publication.voice() != null) {
            speakers.remove(publication.voice());
        }
    }
}
