package io.sluice.sfu.room;

import io.sluice.sfu.api.MediaRights;
import io.sluice.sfu.api.RoomEvent.TransportState;
import io.sluice.sfu.api.SendSection;
import io.sluice.sfu.api.TrackDescription;
import io.sluice.sfu.api.TrackSource;
import io.sluice.sfu.relay.RelayInlet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What the parts of a room on different loops tell each other. All but [KeyframeWanted] and
/// [EncodingsNeeded] are about a participant of the part that tells it.
public sealed interface PartMessage {
    String participantId();

    /// What a participant publishes.
    ///
    /// @param ids of its publications, the same in each part
    record Published(
            List<SendSection> sections,
            List<TrackDescription> tracks,
            Map<TrackSource, String> ids) {
        public Published {
            sections = List.copyOf(sections);
            tracks = List.copyOf(tracks);
            ids = Map.copyOf(ids);
        }
    }

    /// Somebody is there, for the first time or with a new connection.
    record Joined(
            String participantId,
            long joinOrder,
            MediaRights rights,
            TransportState state,
            Published published,
            RelayInlet inlet)
            implements PartMessage {}

    record Renegotiated(String participantId, Published published) implements PartMessage {}

    record Unpublished(String participantId, Set<TrackSource> sources) implements PartMessage {
        public Unpublished {
            sources = Set.copyOf(sources);
        }
    }

    record Muted(String participantId, TrackSource source, boolean muted) implements PartMessage {}

    record RightsChanged(String participantId, MediaRights rights) implements PartMessage {}

    record StateChanged(String participantId, TransportState state) implements PartMessage {}

    record Left(String participantId) implements PartMessage {}

    /// To the part of the participant: somebody here needs a keyframe of one of its streams.
    record KeyframeWanted(String participantId, long ssrc) implements PartMessage {}

    /// To the part of the participant: which encodings of a track somebody here needs, a bit each.
    record EncodingsNeeded(String participantId, TrackSource source, int encodings)
            implements PartMessage {}
}
