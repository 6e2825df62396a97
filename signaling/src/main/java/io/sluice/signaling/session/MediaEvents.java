package io.sluice.signaling.session;

import io.sluice.sfu.api.PublicationInfo;
import io.sluice.sfu.api.RoomEvent;
import io.sluice.sfu.api.RoomEvent.TransportState;
import io.sluice.signaling.message.ParticipantState.Connection;
import io.sluice.signaling.message.ServerMessage;
import io.sluice.signaling.message.SlotState;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Passes on what the media plane tells about a room. While somebody joins, events wait: nobody
/// shall hear of a participant, or have one in a slot, before the room is told who it is. It
/// belongs to the meeting's tasks.
final class MediaEvents {
    private final Roster roster;
    private final BiConsumer<Participant, TransportState> onTransport;
    private final Consumer<RuntimeException> onFailure;
    private final Consumer<RoomEvent> onPassed;
    private final List<RoomEvent> waiting = new ArrayList<>();
    private ServerMessage.Speakers speaking = new ServerMessage.Speakers(List.of());
    private int holds;

    /// @param onTransport told of the state of each media connection
    /// @param onPassed told of each event when the roster knows of it
    MediaEvents(
            Roster roster,
            BiConsumer<Participant, TransportState> onTransport,
            Consumer<RuntimeException> onFailure,
            Consumer<RoomEvent> onPassed) {
        this.roster = roster;
        this.onTransport = onTransport;
        this.onFailure = onFailure;
        this.onPassed = onPassed;
    }

    void hold() {
        holds++;
    }

    void release() {
        holds--;
        if (holds == 0) {
            List<RoomEvent> events = List.copyOf(waiting);
            waiting.clear();
            events.forEach(this::onEvent);
        }
    }

    void onEvent(RoomEvent event) {
        if (holds > 0) {
            waiting.add(event);
            return;
        }
        switch (event) {
            case RoomEvent.PublicationAdded(String id, PublicationInfo publication) ->
                    publicationChanged(id, publication);
            case RoomEvent.PublicationChanged(String id, PublicationInfo publication) ->
                    publicationChanged(id, publication);
            case RoomEvent.PublicationRemoved(String id, PublicationInfo publication) ->
                    publicationRemoved(id, publication);
            case RoomEvent.SlotsChanged(String id, var slots) ->
                    slotsChanged(id, slots.stream().map(SlotState::of).toList());
            case RoomEvent.SpeakersChanged(var speakers) -> speakersChanged(speakers);
            case RoomEvent.TransportChanged(String id, var state) -> transportChanged(id, state);
            case RoomEvent.CodecWanted(String id, var source, var codec) ->
                    tell(id, new ServerMessage.WantedCodec(source, codec));
            case RoomEvent.EncodingsWanted(String id, var source, var encodings) ->
                    tell(id, new ServerMessage.Encodings(source, encodings));
            case RoomEvent.RoomFailed(String reason) ->
                    onFailure.accept(new IllegalStateException("media plane: " + reason));
        }
        onPassed.accept(event);
    }

    private void publicationChanged(String id, PublicationInfo publication) {
        Participant participant = roster.find(id);
        if (participant != null && participant.put(publication)) {
            roster.tellUpdated(participant);
        }
    }

    private void publicationRemoved(String id, PublicationInfo publication) {
        Participant participant = roster.find(id);
        if (participant == null) {
            return;
        }
        @Nullable PublicationInfo known = participant.publications().get(publication.source());
        if (known != null && known.id().equals(publication.id())) {
            participant.publications().remove(publication.source());
            roster.tellUpdated(participant);
        }
    }

    private void speakersChanged(List<RoomEvent.Speaker> speakers) {
        List<ServerMessage.Speaker> known = new ArrayList<>();
        for (RoomEvent.Speaker speaker : speakers) {
            Participant participant = roster.find(speaker.participantId());
            if (participant != null && !participant.isHidden()) {
                known.add(new ServerMessage.Speaker(speaker.participantId(), speaker.level()));
            }
        }
        speaking = new ServerMessage.Speakers(known);
        roster.announce(speaking);
    }

    /// Tells somebody who comes back who speaks now.
    void tellSpeakers(Participant participant) {
        roster.reply(participant, speaking);
    }

    private void slotsChanged(String id, List<SlotState> changed) {
        Participant participant = roster.find(id);
        if (participant != null) {
            participant.show(changed);
            roster.tell(participant, new ServerMessage.Slots(changed));
        }
    }

    private void transportChanged(String id, TransportState state) {
        Participant participant = roster.find(id);
        if (participant == null) {
            return;
        }
        Seat seat = participant.seat();
        Connection before = seat.connection();
        seat.media(state);
        roster.tell(participant, new ServerMessage.Media(state));
        if (seat.connection() != before) {
            roster.tellUpdated(participant);
        }
        onTransport.accept(participant, state);
    }

    private void tell(String id, ServerMessage.Event event) {
        Participant participant = roster.find(id);
        if (participant != null) {
            roster.tell(participant, event);
        }
    }
}
