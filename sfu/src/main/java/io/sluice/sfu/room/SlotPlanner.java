package io.sluice.sfu.room;

import io.sluice.sfu.api.RoomEvent.TransportState;
import io.sluice.sfu.api.TrackSource;
import io.sluice.sfu.room.ActiveSpeakerDetector.Voice;
import io.sluice.sfu.room.SlotAssigner.Candidate;
import io.sluice.sfu.room.SlotAssigner.Pick;
import io.sluice.sfu.room.SlotAssigner.Presence;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Gives everybody in a room their slots, from what there is to see and to hear.
final class SlotPlanner {
    private final Map<String, Participant> participants;

    SlotPlanner(Map<String, Participant> participants) {
        this.participants = participants;
    }

    void plan(long nowNanos) {
        List<Candidate> candidates = new ArrayList<>(participants.size());
        for (Participant participant : participants.values()) {
            candidates.add(candidate(participant));
        }
        for (Participant participant : participants.values()) {
            plan(participant, candidates, nowNanos);
        }
    }

    private void plan(Participant receiver, List<Candidate> candidates, long nowNanos) {
        Downlink downlink = receiver.downlink();
        List<SlotAssigner.Slot> slots = downlink.requests();
        List<@Nullable Pick> picks;
        if (receiver.rights().subscribe()) {
            List<Candidate> others = new ArrayList<>(candidates);
            others.removeIf(candidate -> candidate.participantId().equals(receiver.id()));
            picks = SlotAssigner.assign(slots, others);
        } else {
            picks = Collections.nCopies(slots.size(), null);
        }
        for (int i = 0; i < picks.size(); i++) {
            Pick pick = picks.get(i);
            if (pick == null) {
                downlink.assign(i, null, null, null, nowNanos);
                continue;
            }
            TrackSource source = pick.source();
            downlink.assign(
                    i,
                    pick,
                    pick.sound() ? publication(pick, source.audio()) : null,
                    source == source.audio() ? null : publication(pick, source),
                    nowNanos);
        }
    }

    private @Nullable Publication publication(Pick pick, TrackSource source) {
        Participant publisher = participants.get(pick.participantId());
        if (publisher == null || publisher.transportState() == TransportState.CLOSED) {
            return null;
        }
        Publication publication = publisher.publications().of(source);
        return publication == null || !publication.permitted() ? null : publication;
    }

    private static Candidate candidate(Participant participant) {
        Publication microphone = participant.publications().of(TrackSource.MICROPHONE);
        Voice voice = microphone == null ? null : microphone.voice();
        if (!isHeard(participant)) {
            return new Candidate(
                    participant.id(),
                    participant.joinOrder(),
                    Presence.ABSENT,
                    Presence.ABSENT,
                    Presence.ABSENT,
                    false,
                    Long.MIN_VALUE);
        }
        return new Candidate(
                participant.id(),
                participant.joinOrder(),
                presence(participant, TrackSource.MICROPHONE),
                presence(participant, TrackSource.CAMERA),
                presence(participant, TrackSource.SCREEN_SHARE),
                voice != null && voice.speaking(),
                voice == null ? Long.MIN_VALUE : voice.lastSpokeNanos());
    }

    /// Nobody is shown a participant who is not there, unless it is asked for by name.
    private static boolean isHeard(Participant participant) {
        return switch (participant.transportState()) {
            case CONNECTING, CONNECTED -> true;
            case SILENT, INTERRUPTED, CLOSED -> false;
        };
    }

    private static Presence presence(Participant participant, TrackSource source) {
        Publication publication = participant.publications().of(source);
        if (publication == null || !publication.permitted()) {
            return Presence.ABSENT;
        }
        return publication.muted() ? Presence.MUTED : Presence.ON;
    }
}
