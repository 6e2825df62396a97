package io.sluice.signaling.message;

import io.sluice.sfu.api.TrackSource;
import java.util.List;

/// What a participant may do.
///
/// @param publish the sources others may hear and see, in the order of the enum
/// @param roomAdmin may mute and remove others and end the meeting
public record Rights(
        List<TrackSource> publish, boolean subscribe, boolean chat, boolean roomAdmin) {
    /// What a guest of an open server may do.
    public static final Rights GUEST = new Rights(List.of(TrackSource.values()), true, true, false);

    public Rights {
        publish = publish.stream().distinct().sorted().toList();
    }

    public Rights withRoomAdmin(boolean admin) {
        return new Rights(publish, subscribe, chat, admin);
    }
}
