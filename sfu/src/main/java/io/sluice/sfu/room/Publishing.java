package io.sluice.sfu.room;

import io.sluice.sfu.api.RoomEvent;
import io.sluice.sfu.api.RoomListener;
import io.sluice.sfu.api.SendSection;
import io.sluice.sfu.api.TrackDescription;
import io.sluice.sfu.api.TrackSource;
import io.sluice.sfu.observe.Counters;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Makes, opens and ends the publications of a room, and tells of those that others may have.
final class Publishing {
    private final ActiveSpeakerDetector speakers;
    private final Publication.Listener listener;
    private final Dealer dealer;
    private final Counters counters;
    private final RoomListener told;
    private final String idPrefix;
    private long ids;

    /// @param idPrefix of the publications made here, unlike that of other parts of the room
    Publishing(
            String idPrefix,
            ActiveSpeakerDetector speakers,
            Publication.Listener listener,
            Dealer dealer,
            Counters counters,
            RoomListener told) {
        this.idPrefix = idPrefix;
        this.speakers = speakers;
        this.listener = listener;
        this.dealer = dealer;
        this.counters = counters;
        this.told = told;
    }

    /// Takes the whole list of what a participant publishes now.
    ///
    /// @param ids of the publications that another part of the room made; the others get new ones
    void replace(
            Participant participant, List<TrackDescription> tracks, Map<TrackSource, String> ids) {
        List<Publication> removed =
                participant
                        .publications()
                        .replace(
                                participant.sections(),
                                tracks,
                                (source, section) ->
                                        create(id(ids, source), participant.id(), source, section));
        removed.forEach(publication -> retire(participant, publication));
    }

    /// The same for the first offer of a connection that takes the place of an earlier one: to the
    /// others its publications are the same, with another source.
    void succeed(
            Participant old,
            Participant participant,
            List<TrackDescription> tracks,
            Map<TrackSource, String> ids) {
        PublicationTable before = old.publications();
        participant
                .publications()
                .replace(
                        participant.sections(),
                        before.asBefore(tracks),
                        (source, section) -> {
                            Publication known = before.of(source);
                            if (known == null) {
                                return create(id(ids, source), participant.id(), source, section);
                            }
                            Publication same =
                                    create(known.id(), participant.id(), source, section);
                            same.permit(known.permitted());
                            return same;
                        });
        for (Publication publication : before.all()) {
            before.remove(publication.source());
            if (participant.publications().of(publication.source()) == null) {
                retire(old, publication);
            } else {
                hush(publication);
            }
        }
    }

    private String id(Map<TrackSource, String> known, TrackSource source) {
        String id = known.get(source);
        return id == null ? idPrefix + ++ids : id;
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
                dealer,
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
            tell(
                    participant,
                    permitted
                            ? new RoomEvent.PublicationAdded(participant.id(), publication.info())
                            : new RoomEvent.PublicationRemoved(
                                    participant.id(), publication.info()));
        }
    }

    /// The participant takes these back.
    void unpublish(Participant participant, Set<TrackSource> sources, long nowNanos) {
        for (TrackSource source : sources) {
            Publication publication = participant.publications().remove(source);
            if (publication != null) {
                retire(participant, publication);
            }
        }
        participant.uplink().publicationsChanged(nowNanos);
    }

    /// A publication is no more.
    void retire(Participant participant, Publication publication) {
        hush(publication);
        if (publication.permitted()) {
            publication.permit(false);
            tell(
                    participant,
                    new RoomEvent.PublicationRemoved(participant.id(), publication.info()));
        }
    }

    /// What mirrors publish, the part of the participant tells.
    private void tell(Participant participant, RoomEvent event) {
        if (!participant.mirrored()) {
            told.onEvent(event);
        }
    }

    private void hush(Publication publication) {
        if (publication.voice() != null) {
            speakers.remove(publication.voice());
        }
    }
}
