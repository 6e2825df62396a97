package io.sluice.signaling.session;

import java.util.List;

/// A room in a list of rooms.
///
/// @param startedAt milliseconds since 1970
public record RoomSummary(String name, long startedAt, int participants, List<String> names) {
    public RoomSummary {
        names = List.copyOf(names);
    }
}
