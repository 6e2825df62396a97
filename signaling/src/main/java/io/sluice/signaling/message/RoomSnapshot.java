package io.sluice.signaling.message;

import java.util.List;

/// The room as it is when somebody joins.
///
/// @param startedAt milliseconds since 1970
/// @param participants everybody, the reader first
/// @param chat the last messages, oldest first
/// @param lamps what everybody is told of the program
public record RoomSnapshot(
        String name,
        long startedAt,
        List<ParticipantState> participants,
        List<ChatEntry> chat,
        LampState lamps) {
    public RoomSnapshot {
        participants = List.copyOf(participants);
        chat = List.copyOf(chat);
    }
}
