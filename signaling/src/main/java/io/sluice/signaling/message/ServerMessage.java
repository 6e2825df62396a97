package io.sluice.signaling.message;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.sluice.rtp.codec.Codec;
import io.sluice.sfu.api.RoomEvent.TransportState;
import io.sluice.sfu.api.TrackSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A message to a client. One with `re` is the reply to the request with that id.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ServerMessage.Welcome.class, name = "welcome"),
    @JsonSubTypes.Type(value = ServerMessage.Joined.class, name = "joined"),
    @JsonSubTypes.Type(value = ServerMessage.Answer.class, name = "answer"),
    @JsonSubTypes.Type(value = ServerMessage.Ok.class, name = "ok"),
    @JsonSubTypes.Type(value = ServerMessage.Refused.class, name = "error"),
    @JsonSubTypes.Type(value = ServerMessage.Pong.class, name = "pong"),
    @JsonSubTypes.Type(value = ServerMessage.ParticipantJoined.class, name = "participantJoined"),
    @JsonSubTypes.Type(value = ServerMessage.ParticipantUpdated.class, name = "participantUpdated"),
    @JsonSubTypes.Type(value = ServerMessage.ParticipantLeft.class, name = "participantLeft"),
    @JsonSubTypes.Type(value = ServerMessage.Slots.class, name = "slots"),
    @JsonSubTypes.Type(value = ServerMessage.Speakers.class, name = "speakers"),
    @JsonSubTypes.Type(value = ServerMessage.Chat.class, name = "chat"),
    @JsonSubTypes.Type(value = ServerMessage.Media.class, name = "media"),
    @JsonSubTypes.Type(value = ServerMessage.WantedCodec.class, name = "codec"),
    @JsonSubTypes.Type(value = ServerMessage.Bye.class, name = "bye"),
})
public sealed interface ServerMessage {
    /// The version of this protocol. It rises when an old client could not follow any more.
    int PROTOCOL = 1;

    /// The first message on a connection.
    record Welcome(
            int protocol,
            String server,
            List<IceServer> iceServers,
            Limits limits,
            RoomPreview room)
            implements ServerMessage {
        public Welcome {
            iceServers = List.copyOf(iceServers);
        }
    }

    /// A STUN or TURN server, as `RTCConfiguration.iceServers` takes it.
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record IceServer(List<String> urls, @Nullable String username, @Nullable String credential) {
        public IceServer {
            urls = List.copyOf(urls);
        }

        /// The credential is a secret: it never reaches a log.
        @Override
        public String toString() {
            return "IceServer[urls=" + urls + "]";
        }
    }

    record Limits(int messageBytes, int slots, int chatCharacters, int nameCharacters) {}

    /// What may be known of a room before joining.
    ///
    /// @param participants 0 unless the room is open
    /// @param names of the first few; empty unless the room is open
    /// @param open whether this client may join without a token
    record RoomPreview(String name, int participants, List<String> names, boolean open) {
        public RoomPreview {
            names = List.copyOf(names);
        }
    }

    /// The reply to `join`.
    record Joined(
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long re,
            String participant,
            String answer,
            RoomSnapshot room,
            List<SlotState> slots)
            implements ServerMessage {
        public Joined {
            slots = List.copyOf(slots);
        }
    }

    /// The reply to `offer`.
    record Answer(@JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long re, String answer)
            implements ServerMessage {}

    /// The request was done.
    record Ok(long re) implements ServerMessage {}

    /// The request was refused; the connection goes on unless a close follows.
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Refused(@Nullable Long re, ErrorCode code, String message) implements ServerMessage {}

    /// The reply to `ping`.
    ///
    /// @param at the server's time in milliseconds since 1970
    record Pong(@JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long re, long at)
            implements ServerMessage {}

    record ParticipantJoined(ParticipantState participant) implements ServerMessage {}

    /// Replaces what was known of this participant.
    record ParticipantUpdated(ParticipantState participant) implements ServerMessage {}

    record ParticipantLeft(String participant, LeaveReason reason) implements ServerMessage {}

    /// How a participant left.
    enum LeaveReason {
        LEFT,
        REMOVED,
        /// The connection was lost and did not come back.
        TIMEOUT,
        /// The same identity joined again.
        REPLACED
    }

    /// The slots that changed; the others stay as they were.
    record Slots(List<SlotState> slots) implements ServerMessage {
        public Slots {
            slots = List.copyOf(slots);
        }
    }

    /// Who speaks now, the loudest first.
    record Speakers(List<Speaker> speakers) implements ServerMessage {
        public Speakers {
            speakers = List.copyOf(speakers);
        }
    }

    /// One who speaks.
    ///
    /// @param level 0 to 1
    record Speaker(String participant, double level) {}

    record Chat(ChatEntry message) implements ServerMessage {}

    /// The state of the reader's own media connection.
    record Media(TransportState state) implements ServerMessage {}

    /// Asks the reader to send this source with another codec.
    record WantedCodec(TrackSource source, Codec codec) implements ServerMessage {}

    /// The last message on a connection.
    record Bye(ByeReason reason) implements ServerMessage {}

    /// Why the server ends a connection.
    enum ByeReason {
        /// A host removed the reader.
        REMOVED,
        /// A host ended the meeting.
        ENDED,
        /// The same identity joined from elsewhere.
        REPLACED,
        /// The server stops; another try later may find it back.
        SHUTDOWN,
        /// The connection was open for too long without joining.
        EXPIRED
    }
}
