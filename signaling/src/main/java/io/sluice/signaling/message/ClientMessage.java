package io.sluice.signaling.message;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.sluice.sfu.api.TrackSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A message from a client. One with an `id` is answered by a message whose `re` is that id.
///
/// The constructors hold every bound, so a message that exists is well formed.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ClientMessage.Join.class, name = "join"),
    @JsonSubTypes.Type(value = ClientMessage.Resume.class, name = "resume"),
    @JsonSubTypes.Type(value = ClientMessage.Offer.class, name = "offer"),
    @JsonSubTypes.Type(value = ClientMessage.Candidates.class, name = "candidates"),
    @JsonSubTypes.Type(value = ClientMessage.View.class, name = "view"),
    @JsonSubTypes.Type(value = ClientMessage.Unpublish.class, name = "unpublish"),
    @JsonSubTypes.Type(value = ClientMessage.Mute.class, name = "mute"),
    @JsonSubTypes.Type(value = ClientMessage.Chat.class, name = "chat"),
    @JsonSubTypes.Type(value = ClientMessage.Hand.class, name = "hand"),
    @JsonSubTypes.Type(value = ClientMessage.Rename.class, name = "rename"),
    @JsonSubTypes.Type(value = ClientMessage.MuteParticipant.class, name = "muteParticipant"),
    @JsonSubTypes.Type(value = ClientMessage.Remove.class, name = "remove"),
    @JsonSubTypes.Type(value = ClientMessage.End.class, name = "end"),
    @JsonSubTypes.Type(value = ClientMessage.ClaimProducer.class, name = "claimProducer"),
    @JsonSubTypes.Type(value = ProgramRequest.StartProgram.class, name = "startProgram"),
    @JsonSubTypes.Type(value = ProgramRequest.StopProgram.class, name = "stopProgram"),
    @JsonSubTypes.Type(value = ProgramRequest.ShowProgram.class, name = "showProgram"),
    @JsonSubTypes.Type(value = ProgramRequest.GoLive.class, name = "goLive"),
    @JsonSubTypes.Type(value = ProgramRequest.EndLive.class, name = "endLive"),
    @JsonSubTypes.Type(value = ProgramRequest.AddDestination.class, name = "addDestination"),
    @JsonSubTypes.Type(value = ProgramRequest.ChangeDestination.class, name = "changeDestination"),
    @JsonSubTypes.Type(value = ProgramRequest.RemoveDestination.class, name = "removeDestination"),
    @JsonSubTypes.Type(value = ProgramRequest.StartRecording.class, name = "startRecording"),
    @JsonSubTypes.Type(value = ProgramRequest.StopRecording.class, name = "stopRecording"),
    @JsonSubTypes.Type(value = ClientMessage.Leave.class, name = "leave"),
    @JsonSubTypes.Type(value = ClientMessage.Ping.class, name = "ping"),
})
@JsonInclude(JsonInclude.Include.NON_NULL)
public sealed interface ClientMessage
        permits ClientMessage.Join,
                ClientMessage.Resume,
                ClientMessage.Offer,
                ClientMessage.Candidates,
                ClientMessage.View,
                ClientMessage.Unpublish,
                ClientMessage.Mute,
                ClientMessage.Chat,
                ClientMessage.Hand,
                ClientMessage.Rename,
                ClientMessage.MuteParticipant,
                ClientMessage.Remove,
                ClientMessage.End,
                ClientMessage.Leave,
                ClientMessage.Ping,
                ClientMessage.ClaimProducer,
                ProgramRequest {
    /// The number the reply will carry.
    @JsonProperty
    @Nullable Long id();

    /// Enters the room of the connection.
    ///
    /// @param name the display name; a name in the token goes before it
    /// @param token needed unless the server is open to this client
    /// @param replace whether an older participant with the same identity shall go
    record Join(
            @Nullable Long id,
            @Nullable String name,
            @Nullable String token,
            String offer,
            List<TrackSpec> tracks,
            @Nullable ViewSpec view,
            @Nullable Boolean replace)
            implements ClientMessage {
        /// Longer than any token of ours with every claim in use.
        private static final int MAX_TOKEN = 8_192;

        public Join {
            name = name == null ? null : Text.name(name);
            if (token != null && token.length() > MAX_TOKEN) {
                throw new RejectedException(ErrorCode.TOKEN_INVALID, "The token is too long.");
            }
            offer = Checks.required(offer, "offer");
            tracks = Checks.list(tracks, "tracks");
        }

        public boolean replaces() {
            return replace != null && replace;
        }

        /// The token is a secret: it never reaches a log.
        @Override
        public String toString() {
            return "Join[id=" + id + ", tracks=" + tracks + "]";
        }
    }

    /// Takes up again what a broken connection, or a page before its reload, has left.
    ///
    /// @param lastEvent the highest number of an event the client has, or 0
    /// @param offer of a new media connection that takes the place of the old one
    /// @param tracks what is in the offer
    record Resume(
            @Nullable Long id,
            String secret,
            @JsonProperty(required = true) long lastEvent,
            @Nullable String offer,
            @Nullable List<TrackSpec> tracks,
            @Nullable ViewSpec view)
            implements ClientMessage {
        public Resume {
            secret = Checks.identifier(secret, "secret");
            if (lastEvent < 0) {
                throw new RejectedException(ErrorCode.MALFORMED, "lastEvent is negative.");
            }
            if (offer != null || tracks != null) {
                offer = Checks.required(offer, "offer");
                tracks = Checks.list(tracks, "tracks");
            }
        }

        /// The secret never reaches a log.
        @Override
        public String toString() {
            return "Resume[id=" + id + ", lastEvent=" + lastEvent + ", tracks=" + tracks + "]";
        }
    }

    /// A further offer: more slots, more or fewer tracks, an ICE restart.
    record Offer(@Nullable Long id, String offer, List<TrackSpec> tracks) implements ClientMessage {
        public Offer {
            offer = Checks.required(offer, "offer");
            tracks = Checks.list(tracks, "tracks");
        }
    }

    /// Where else the client can be reached, found after its offer.
    ///
    /// @param ufrag of the offer that these belong to
    /// @param candidates as a browser writes them (RFC 8839 §5.1), `candidate:` included
    record Candidates(@Nullable Long id, String ufrag, List<String> candidates)
            implements ClientMessage {
        public Candidates {
            ufrag = Checks.required(ufrag, "ufrag");
            candidates = Checks.list(candidates, "candidates");
        }
    }

    /// Replaces the wishes for the named slots.
    record View(@Nullable Long id, List<ViewSpec.Slot> slots) implements ClientMessage {
        public View {
            slots = Checks.list(slots, "slots");
        }
    }

    /// Takes tracks back without a new offer.
    record Unpublish(@Nullable Long id, List<TrackSource> sources) implements ClientMessage {
        public Unpublish {
            sources = Checks.list(sources, "sources");
        }
    }

    /// Mutes or unmutes one's own track.
    record Mute(@Nullable Long id, TrackSource source, @JsonProperty(required = true) boolean muted)
            implements ClientMessage {
        public Mute {
            source = Checks.required(source, "source");
        }
    }

    /// Says something to all.
    record Chat(@Nullable Long id, String text) implements ClientMessage {
        public Chat {
            text = Text.chat(Checks.required(text, "text"));
        }
    }

    /// Raises or lowers one's hand.
    record Hand(@Nullable Long id, @JsonProperty(required = true) boolean raised)
            implements ClientMessage {}

    /// Changes one's display name.
    record Rename(@Nullable Long id, String name) implements ClientMessage {
        public Rename {
            name = Text.name(Checks.required(name, "name"));
        }
    }

    /// A host mutes somebody.
    ///
    /// @param hold whether the person must stay muted until a host lifts it
    record MuteParticipant(
            @Nullable Long id,
            String participant,
            TrackSource source,
            @JsonProperty(required = true) boolean muted,
            boolean hold)
            implements ClientMessage {
        public MuteParticipant {
            participant = Checks.identifier(participant, "participant");
            source = Checks.required(source, "source");
        }
    }

    /// A host sends somebody out.
    record Remove(@Nullable Long id, String participant) implements ClientMessage {
        public Remove {
            participant = Checks.identifier(participant, "participant");
        }
    }

    /// A host ends the meeting for all.
    record End(@Nullable Long id) implements ClientMessage {}

    record Leave(@Nullable Long id) implements ClientMessage {}

    record Ping(@Nullable Long id) implements ClientMessage {}

    /// Shows the admin token for the rights to the program of the room.
    record ClaimProducer(@Nullable Long id, String adminToken) implements ClientMessage {
        private static final int MAX_TOKEN = 1_024;

        public ClaimProducer {
            adminToken = Checks.required(adminToken, "adminToken");
            if (adminToken.length() > MAX_TOKEN) {
                throw new RejectedException(ErrorCode.TOKEN_INVALID, "The token is too long.");
            }
        }

        /// The token is a secret: it never reaches a log.
        @Override
        public String toString() {
            return "ClaimProducer[id=" + id + "]";
        }
    }
}
