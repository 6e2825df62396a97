package io.sluice.signaling.session;

import io.sluice.sfu.api.IceCredentials;
import io.sluice.sfu.api.MediaKind;
import io.sluice.sfu.api.PublicationInfo;
import io.sluice.sfu.api.TrackSource;
import io.sluice.signaling.message.ErrorCode;
import io.sluice.signaling.message.RejectedException;
import io.sluice.signaling.message.TrackSpec;
import io.sluice.signaling.sdp.ParsedOffer;
import io.sluice.signaling.sdp.SdpFragment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What ties a participant to software that speaks no WebSocket: a WHIP session (RFC 9725 §2), or
/// its counterpart for viewers (WHEP). It is over when the client deletes it, when its media
/// connection closes or falls silent, or when the participant is sent away.
public final class HttpSession {
    /// What the software is here for.
    public enum Kind {
        /// It sends a camera and a microphone (WHIP).
        PUBLISHER,
        /// It receives one slot (WHEP).
        VIEWER
    }

    /// What became of a PATCH.
    public sealed interface Patched {
        /// The candidates were taken.
        record Taken() implements Patched {}

        /// ICE was restarted.
        ///
        /// @param fragment our side of it
        /// @param entityTag names the ICE session that begins with it
        record Restarted(String fragment, String entityTag) implements Patched {}

        /// The client speaks of an ICE session that is over.
        record Stale() implements Patched {}
    }

    private final HttpSessions sessions;
    private final Kind kind;
    private final RoomName room;
    private final @Nullable String wanted;
    private final Environment environment;
    private final String secret;
    private final RateLimit rate;
    private final List<TrackSpec> tracks;
    private volatile IceCredentials remote;
    private volatile String entityTag;
    private volatile @Nullable String fragment;
    private volatile @Nullable String answer;
    private volatile @Nullable HttpGuests guests;
    private volatile boolean closed;
    private @Nullable String shown;

    /// @param wanted whom a viewer wants to see, or null for whoever speaks
    HttpSession(
            HttpSessions sessions,
            Kind kind,
            RoomName room,
            @Nullable String wanted,
            ParsedOffer offer,
            SignalingConfig.Limits limits,
            Environment environment) {
        this.sessions = sessions;
        this.kind = kind;
        this.room = room;
        this.wanted = wanted;
        this.environment = environment;
        secret = environment.newSecret();
        entityTag = newEntityTag();
        remote = offer.media().ice();
        tracks = kind == Kind.PUBLISHER ? tracks(offer) : List.of();
        rate =
                new RateLimit(
                        limits.messageBurst(),
                        limits.messagesPerSecond(),
                        environment.clock().millis());
    }

    /// The first section of each kind that sends; a room has no use for a second camera of one
    /// participant.
    private static List<TrackSpec> tracks(ParsedOffer offer) {
        List<TrackSpec> tracks = new ArrayList<>();
        for (TrackSource source : List.of(TrackSource.MICROPHONE, TrackSource.CAMERA)) {
            firstOf(offer, source.kind())
                    .ifPresent(mid -> tracks.add(new TrackSpec(mid, source, false)));
        }
        return tracks;
    }

    private static Optional<String> firstOf(ParsedOffer offer, MediaKind kind) {
        return offer.media().sends().stream()
                .filter(section -> section.kind() == kind)
                .map(section -> section.mid())
                .findFirst();
    }

    private String newEntityTag() {
        return "\"" + environment.newSecret() + "\"";
    }

    public Kind kind() {
        return kind;
    }

    public RoomName room() {
        return room;
    }

    /// What the address of this session ends with; who knows it may end the session.
    public String secret() {
        return secret;
    }

    /// Names the ICE session (RFC 9725 §4.3.1), quotes included.
    public String entityTag() {
        return entityTag;
    }

    /// The answer to the offer it began with.
    public String answer() {
        String text = answer;
        if (text == null) {
            throw new IllegalStateException("not joined");
        }
        return text;
    }

    /// Takes candidates, or new credentials that restart ICE.
    ///
    /// @param matches whether the client speaks of the ICE session with this tag
    public synchronized Patched patch(SdpFragment patch, Predicate<String> matches) {
        HttpGuests current = guests;
        if (closed || current == null) {
            throw gone();
        }
        if (!rate.tryTake(1, environment.clock().millis())) {
            throw new RejectedException(ErrorCode.TOO_FAST, "Too many requests.");
        }
        if (!matches.test(entityTag)) {
            return new Patched.Stale();
        }
        IceCredentials now = patch.credentials().orElse(remote);
        if (now.equals(remote)) {
            sessions.await(current.addCandidates(this, now.ufrag(), patch.candidates()));
            return new Patched.Taken();
        }
        sessions.await(current.restart(this, now, patch.candidates()));
        String ours = fragment;
        if (ours == null) {
            throw gone();
        }
        return new Patched.Restarted(ours, entityTag);
    }

    /// The client goes. Once more does no harm.
    public void delete() {
        HttpGuests current = guests;
        if (!closed && current != null) {
            sessions.await(current.leave(this));
        }
    }

    /// Whom a viewer named, or null for whoever speaks.
    @Nullable String wanted() {
        return wanted;
    }

    /// Whom a viewer who named somebody sees now. It belongs to the meeting's tasks.
    @Nullable String shown() {
        return shown;
    }

    void setShown(@Nullable String participant) {
        shown = participant;
    }

    /// What a publisher sends.
    ///
    /// @param now muted as these are
    List<TrackSpec> tracks(Map<TrackSource, PublicationInfo> now) {
        return tracks.stream()
                .map(track -> {
                    PublicationInfo known = now.get(track.source());
                    return new TrackSpec(
                            track.mid(), track.source(), known != null && known.muted());
                })
                .toList();
    }

    boolean isClosed() {
        return closed;
    }

    /// The meeting has taken this session in.
    void bind(HttpGuests among, String sdp) {
        guests = among;
        answer = sdp;
    }

    void onRestarted(IceCredentials credentials, String ours) {
        remote = credentials;
        entityTag = newEntityTag();
        fragment = ours;
    }

    /// The participant is not in the meeting any more.
    void onDeparted() {
        closed = true;
        sessions.forget(this);
    }

    static RejectedException gone() {
        return new RejectedException(ErrorCode.NOT_JOINED, "This session is over.");
    }
}
