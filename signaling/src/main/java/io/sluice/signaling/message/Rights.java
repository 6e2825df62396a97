package io.sluice.signaling.message;

import io.sluice.sfu.api.TrackSource;
import java.util.List;

/// What a participant may do.
///
/// @param publish the sources others may hear and see, in the order of the enum
/// @param roomAdmin may mute and remove others and end the meeting
/// @param goLive may show the room's program and send it to destinations
/// @param record may record the program
public record Rights(
        List<TrackSource> publish,
        boolean subscribe,
        boolean chat,
        boolean roomAdmin,
        boolean goLive,
        boolean record) {
    /// What a guest of an open server may do.
    public static final Rights GUEST =
            new Rights(List.of(TrackSource.values()), true, true, false, false, false);

    public Rights {
        publish = publish.stream().distinct().sorted().toList();
    }

    public Rights withRoomAdmin(boolean admin) {
        return new Rights(publish, subscribe, chat, admin, goLive, record);
    }

    /// The same with all rights to the program of the room.
    public Rights asProducer() {
        return new Rights(publish, subscribe, chat, roomAdmin, true, true);
    }

    /// Whether the program of the room is this participant's business.
    public boolean producer() {
        return goLive || record;
    }
}
