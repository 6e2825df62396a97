package io.sluice.signaling.message;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.sluice.rtp.codec.Codec;
import io.sluice.sfu.api.RoomEvent.TransportState;
import io.sluice.sfu.api.TrackSource;
import io.sluice.sfu.api.WantedEncoding;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A message to a client. One with `re` is the reply to the request with that id.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ServerMessage.Welcome.class, name = "welcome"),
    @JsonSubTypes.Type(value = ServerMessage.Joined.class, name = "joined"),
    @JsonSubTypes.Type(value = ServerMessage.Resumed.class, name = "resumed"),
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
    @JsonSubTypes.Type(value = ServerMessage.Encodings.class, name = "encodings"),
    @JsonSubTypes.Type(value = ServerMessage.UnmuteAsked.class, name = "unmuteAsked"),
    @JsonSubTypes.Type(value = ServerMessage.Lamps.class, name = "lamps"),
    @JsonSubTypes.Type(value = ServerMessage.Program.class, name = "program"),
    @JsonSubTypes.Type(value = ServerMessage.Closing.class, name = "closing"),
    @JsonSubTypes.Type(value = ServerMessage.Bye.class, name = "bye"),
})
public sealed interface ServerMessage {
    /// The version of this protocol. It rises when an old client could not follow any more.
    int PROTOCOL = 1;

    /// Something a joined client is told without having asked. The events to one participant are
    /// numbered from 1 without holes, over all its connections, so that a client which comes back
    /// can say which ones it has.
    @JsonInclude(JsonInclude.Include.NON_NULL)
    sealed interface Event extends ServerMessage {
        /// Null until it is known to whom it goes: the number is of one reader's count.
        @JsonProperty
        @Nullable Long event();
    }

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
    ///
    /// @param event the number of the last event so far: 0
    record Joined(
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long re,
            String participant,
            Resume resume,
            long event,
            String answer,
            RoomSnapshot room,
            List<SlotState> slots)
            implements ServerMessage {
        public Joined {
            slots = List.copyOf(slots);
        }
    }

    /// How to come back when the connection breaks.
    ///
    /// @param secret good for one `resume`
    /// @param seconds how long the seat is kept
    record Resume(String secret, long seconds) {
        /// The secret never reaches a log.
        @Override
        public String toString() {
            return "Resume[seconds=" + seconds + "]";
        }
    }

    /// The reply to `resume`: the events after the last one the client has follow, or `room` and
    /// `slots` say how everything is now.
    ///
    /// @param lastRequest the highest id of a request that is done, or 0
    /// @param event the number of the last event so far
    /// @param answer only to an offer
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Resumed(
            @Nullable Long re,
            String participant,
            Resume resume,
            long lastRequest,
            long event,
            @Nullable String answer,
            @Nullable RoomSnapshot room,
            @Nullable List<SlotState> slots)
            implements ServerMessage {
        public Resumed {
            slots = slots == null ? null : List.copyOf(slots);
        }
    }

    /// The reply to `offer`.
    record Answer(@JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long re, String answer)
            implements ServerMessage {}

    /// The request was done.
    record Ok(long re) implements ServerMessage {}

    /// The request was refused; the connection goes on unless a close follows.
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Refused(
            @Nullable Long re, ErrorCode code, String message, @Nullable RefusalDetail detail)
            implements ServerMessage {}

    /// The reply to `ping`.
    ///
    /// @param at the server's time in milliseconds since 1970
    record Pong(@JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long re, long at)
            implements ServerMessage {}

    record ParticipantJoined(ParticipantState participant, @Nullable Long event) implements Event {
        public ParticipantJoined(ParticipantState participant) {
            this(participant, null);
        }
    }

    /// Replaces what was known of this participant.
    record ParticipantUpdated(ParticipantState participant, @Nullable Long event) implements Event {
        public ParticipantUpdated(ParticipantState participant) {
            this(participant, null);
        }
    }

    record ParticipantLeft(String participant, LeaveReason reason, @Nullable Long event)
            implements Event {
        public ParticipantLeft(String participant, LeaveReason reason) {
            this(participant, reason, null);
        }
    }

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
    record Slots(List<SlotState> slots, @Nullable Long event) implements Event {
        public Slots {
            slots = List.copyOf(slots);
        }

        public Slots(List<SlotState> slots) {
            this(slots, null);
        }
    }

    /// Who speaks now, the loudest first. It is not numbered: who comes back gets the current one.
    record Speakers(List<Speaker> speakers) implements ServerMessage {
        public Speakers {
            speakers = List.copyOf(speakers);
        }
    }

    /// One who speaks.
    ///
    /// @param level 0 to 1
    record Speaker(String participant, double level) {}

    record Chat(ChatEntry message, @Nullable Long event) implements Event {
        public Chat(ChatEntry message) {
            this(message, null);
        }
    }

    /// The state of the reader's own media connection.
    record Media(TransportState state, @Nullable Long event) implements Event {
        public Media(TransportState state) {
            this(state, null);
        }
    }

    /// Asks the reader to send this source with another codec.
    record WantedCodec(TrackSource source, Codec codec, @Nullable Long event) implements Event {
        public WantedCodec(TrackSource source, Codec codec) {
            this(source, codec, null);
        }
    }

    /// Tells the reader which encodings of its source somebody needs.
    record Encodings(TrackSource source, List<WantedEncoding> encodings, @Nullable Long event)
            implements Event {
        public Encodings {
            encodings = List.copyOf(encodings);
        }

        public Encodings(TrackSource source, List<WantedEncoding> encodings) {
            this(source, encodings, null);
        }
    }

    /// A host asks the reader to unmute this source, or lets it be unmuted again.
    record UnmuteAsked(TrackSource source, @Nullable Long event) implements Event {
        public UnmuteAsked(TrackSource source) {
            this(source, null);
        }
    }

    /// Whether the room is recorded or sent elsewhere, for everybody in it.
    record Lamps(boolean recording, LampState.Live live, @Nullable Long event) implements Event {
        public Lamps(LampState lamps) {
            this(lamps.recording(), lamps.live(), null);
        }
    }

    /// The program of the room, for those who may control it; on each change, and once a second
    /// while it runs. It is not numbered: who comes back gets the current one.
    ///
    /// @param state whether there is one, and how it fares
    /// @param cause why it failed or starts again
    /// @param reason the same for people, "" otherwise
    /// @param live whether it is to go to the destinations
    /// @param passthrough whether one participant's pictures go out untouched
    /// @param output null without a program
    /// @param watch path where it can be watched, with the capability to do so; null when it cannot
    /// @param recordings path of the room's recordings, with the right to have and to delete them;
    ///   null for who may not record
    record Program(
            ProgramPhase state,
            ProgramCause cause,
            String reason,
            boolean live,
            boolean passthrough,
            ProgramVideo video,
            ProgramScene scene,
            List<ProgramDestination> destinations,
            ProgramRecording recording,
            @Nullable ProgramOutput output,
            @Nullable String watch,
            @Nullable String recordings)
            implements ServerMessage {
        public Program {
            destinations = List.copyOf(destinations);
        }

        /// The same for who may not record.
        public Program withoutRecordings() {
            return new Program(
                    state,
                    cause,
                    reason,
                    live,
                    passthrough,
                    video,
                    scene,
                    destinations,
                    recording,
                    output,
                    watch,
                    null);
        }

        /// There is none.
        public static Program none() {
            return new Program(
                    ProgramPhase.NONE,
                    ProgramCause.NONE,
                    "",
                    false,
                    false,
                    ProgramVideo.DEFAULT,
                    ProgramScene.DEFAULT,
                    List.of(),
                    ProgramRecording.OFF,
                    null,
                    null,
                    null);
        }

        /// The addresses are as good as keys: they never reach a log.
        @Override
        public String toString() {
            return "Program[state=" + state + ", live=" + live + "]";
        }
    }

    /// The server is about to stop: rooms go on for this long, and no new ones open.
    record Closing(long seconds) implements ServerMessage {}

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
