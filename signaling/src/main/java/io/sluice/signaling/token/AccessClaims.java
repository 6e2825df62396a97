package io.sluice.signaling.token;

import io.sluice.sfu.api.TrackSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a valid token says. The rights stand in a claim `video` that is shaped like LiveKit's.
///
/// @param identity the `sub`: who this is, whatever the display name
/// @param name the display name, or null to let the person choose
/// @param grant the rights
public record AccessClaims(String identity, @Nullable String name, Grant grant) {
    /// The rights in one room.
    ///
    /// @param room the only room the token is for, as the issuer wrote it
    /// @param publishSources what `canPublish` is for; empty means everything
    /// @param hidden whether the others are told of this participant
    /// @param canGoLive whether the program of the room is theirs to show and to send
    /// @param roomRecord whether they may record it
    public record Grant(
            @Nullable String room,
            boolean roomJoin,
            boolean roomAdmin,
            boolean canPublish,
            List<TrackSource> publishSources,
            boolean canSubscribe,
            boolean canPublishData,
            boolean hidden,
            boolean canGoLive,
            boolean roomRecord) {
        /// May join and take part, and no more.
        public static Grant participant(@Nullable String room) {
            return new Grant(room, true, false, true, List.of(), true, true, false, false, false);
        }

        /// May also mute and remove others and end the meeting.
        public static Grant host(@Nullable String room) {
            return new Grant(room, true, true, true, List.of(), true, true, false, false, false);
        }

        public Grant {
            publishSources = List.copyOf(publishSources);
        }

        /// The sources this grant lets through.
        public List<TrackSource> publishable() {
            if (!canPublish) {
                return List.of();
            }
            return publishSources.isEmpty() ? List.of(TrackSource.values()) : publishSources;
        }
    }
}
