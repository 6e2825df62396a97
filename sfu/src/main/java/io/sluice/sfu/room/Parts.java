package io.sluice.sfu.room;

import io.sluice.rtp.HeaderExtensionType;
import io.sluice.sfu.api.HeaderExtension;
import io.sluice.sfu.api.SendSection;
import io.sluice.sfu.api.TrackDescription;
import io.sluice.sfu.api.TrackSource;
import io.sluice.sfu.relay.RelayInlet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Tells the other parts of the room about the participants of this one. A room on one loop has no
/// other parts, and then this does nothing.
final class Parts {
    private final List<OtherPart> parts = new ArrayList<>();

    /// A part was opened: it hears of everybody here.
    void add(OtherPart part, Collection<Participant> participants) {
        parts.add(part);
        for (Participant participant : participants) {
            if (!participant.mirrored()) {
                join(part, participant);
            }
        }
    }

    void remove(OtherPart part, Collection<Participant> participants) {
        parts.remove(part);
        for (Participant participant : participants) {
            participant.untap(part);
            participant.publications().all().forEach(each -> each.forget(part));
        }
    }

    void joined(Participant participant) {
        for (OtherPart part : parts) {
            join(part, participant);
        }
    }

    void renegotiated(Participant participant) {
        for (OtherPart part : parts) {
            part.tell(new PartMessage.Renegotiated(participant.id(), published(participant)));
        }
    }

    void unpublished(Participant participant, Set<TrackSource> sources) {
        for (OtherPart part : parts) {
            part.tell(new PartMessage.Unpublished(participant.id(), sources));
        }
    }

    void muted(Participant participant, TrackSource source, boolean muted) {
        for (OtherPart part : parts) {
            part.tell(new PartMessage.Muted(participant.id(), source, muted));
        }
    }

    void rightsChanged(Participant participant) {
        for (OtherPart part : parts) {
            part.tell(new PartMessage.RightsChanged(participant.id(), participant.rights()));
        }
    }

    void stateChanged(Participant participant) {
        for (OtherPart part : parts) {
            part.tell(new PartMessage.StateChanged(participant.id(), participant.transportState()));
        }
    }

    void left(Participant participant) {
        for (OtherPart part : parts) {
            part.tell(new PartMessage.Left(participant.id()));
        }
    }

    private static void join(OtherPart part, Participant participant) {
        RelayInlet inlet = new RelayInlet();
        part.tell(
                new PartMessage.Joined(
                        participant.id(),
                        participant.joinOrder(),
                        participant.rights(),
                        participant.transportState(),
                        published(participant),
                        inlet));
        participant.tap(new Tap(part, inlet));
    }

    private static PartMessage.Published published(Participant participant) {
        List<SendSection> sections = new ArrayList<>();
        for (SendSection section : participant.sections()) {
            sections.add(withoutFeedback(section));
        }
        List<TrackDescription> tracks = new ArrayList<>();
        Map<TrackSource, String> ids = new EnumMap<>(TrackSource.class);
        for (Publication publication : participant.publications().all()) {
            tracks.add(
                    new TrackDescription(
                            publication.mid(), publication.source(), publication.muted()));
            ids.put(publication.source(), publication.id());
        }
        return new PartMessage.Published(sections, tracks, ids);
    }

    /// How packets arrive is reported where they do.
    private static SendSection withoutFeedback(SendSection section) {
        List<HeaderExtension> extensions = new ArrayList<>(section.extensions());
        extensions.removeIf(each -> each.type() == HeaderExtensionType.TRANSPORT_WIDE_CC);
        return new SendSection(
                section.mid(), section.kind(), section.codecs(), extensions, section.encodings());
    }
}
