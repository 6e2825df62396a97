package io.sluice.signaling.message;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A participant as the others see it.
///
/// @param identity the subject of the token, or one made by the server
/// @param joinedAt milliseconds since 1970
/// @param hand when the hand was raised, in milliseconds since 1970; null while it is down
public record ParticipantState(
        String id,
        String name,
        String identity,
        long joinedAt,
        @Nullable Long hand,
        Rights rights,
        Connection connection,
        List<PublicationState> publications) {
    public ParticipantState {
        publications = List.copyOf(publications);
    }

    /// How well a participant is connected.
    public enum Connection {
        CONNECTED,
        /// The signaling connection broke; media may flow on.
        RECONNECTING,
        /// Nothing is heard any more, neither signaling nor media.
        LOST
    }
}
