package io.sluice.signaling.session;

import io.sluice.signaling.message.ErrorCode;
import io.sluice.signaling.message.MessageCodec;
import io.sluice.signaling.message.ParticipantState;
import io.sluice.signaling.message.RejectedException;
import io.sluice.signaling.message.ServerMessage;
import io.sluice.signaling.message.ServerMessage.ParticipantUpdated;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Who is in a meeting, in the order they came, and how they are told things. It belongs to the
/// meeting's tasks.
final class Roster {
    private final Map<String, Participant> participants = new LinkedHashMap<>();
    private final MessageCodec codec;

    Roster(MessageCodec codec) {
        this.codec = codec;
    }

    void add(Participant participant) {
        participants.put(participant.id(), participant);
    }

    boolean remove(Participant participant) {
        return participants.remove(participant.id(), participant);
    }

    boolean holds(Participant participant) {
        return participants.get(participant.id()) == participant;
    }

    Collection<Participant> all() {
        return List.copyOf(participants.values());
    }

    int size() {
        return participants.size();
    }

    boolean isEmpty() {
        return participants.isEmpty();
    }

    @Nullable Participant find(String id) {
        return participants.get(id);
    }

    /// A participant the others may name.
    Participant visible(String id) {
        Participant participant = participants.get(id);
        if (participant == null || participant.isHidden()) {
            throw new RejectedException(
                    ErrorCode.UNKNOWN_PARTICIPANT, "There is no such participant here.");
        }
        return participant;
    }

    Optional<Participant> ofIdentity(String identity) {
        return participants.values().stream()
                .filter(participant -> participant.identity().equals(identity))
                .findFirst();
    }

    Optional<Participant> ofSession(Session session) {
        return participants.values().stream()
                .filter(participant -> participant.session() == session)
                .findFirst();
    }

    List<String> visibleNames() {
        return participants.values().stream()
                .filter(participant -> !participant.isHidden())
                .map(Participant::name)
                .toList();
    }

    /// What one participant sees: itself first, and no hidden ones but itself.
    List<ParticipantState> statesFor(Participant reader) {
        List<ParticipantState> states = new ArrayList<>();
        states.add(reader.state());
        for (Participant participant : participants.values()) {
            if (participant != reader && !participant.isHidden()) {
                states.add(participant.state());
            }
        }
        return states;
    }

    boolean hasAdmin() {
        return participants.values().stream()
                .anyMatch(participant -> participant.rights().roomAdmin());
    }

    Optional<Participant> of(HttpSession http) {
        return participants.values().stream()
                .filter(participant -> participant.http() == http)
                .findFirst();
    }

    /// Whether somebody is here for whom the meeting goes on; those who only watch by WHEP do not
    /// keep it.
    boolean hasMembers() {
        return participants.values().stream()
                .anyMatch(participant -> participant.http() == null || !participant.isHidden());
    }

    /// The one who would become host: the longest present of those everybody sees and who can act.
    Optional<Participant> eldest() {
        return participants.values().stream().filter(Participant::mayBeHost).findFirst();
    }

    /// Answers a request.
    void reply(Participant participant, ServerMessage message) {
        Session session = participant.session();
        if (session != null) {
            session.send(codec.write(message));
        }
    }

    void tell(Participant participant, ServerMessage.Event event) {
        tell(participant, codec.write(event));
    }

    private static void tell(Participant participant, String written) {
        if (participant.http() != null) {
            return; // it has no ears
        }
        String numbered = participant.events().add(written);
        Session session = participant.session();
        if (session != null) {
            session.send(numbered);
        }
    }

    void tellAll(ServerMessage.Event event) {
        tellOthers(null, event);
    }

    void tellOthers(@Nullable Participant except, ServerMessage.Event event) {
        String written = codec.write(event);
        for (Participant participant : participants.values()) {
            if (participant != except) {
                tell(participant, written);
            }
        }
    }

    /// Tells everybody something that only matters now, and that nobody who comes back later needs.
    void announce(ServerMessage message) {
        String text = codec.write(message);
        for (Participant participant : participants.values()) {
            Session session = participant.session();
            if (session != null) {
                session.send(text);
            }
        }
    }

    /// Tells of a change of a participant: everybody, or itself when it is hidden.
    void tellUpdated(Participant participant) {
        ServerMessage.Event event = new ParticipantUpdated(participant.state());
        if (participant.isHidden()) {
            tell(participant, event);
        } else {
            tellAll(event);
        }
    }
}
