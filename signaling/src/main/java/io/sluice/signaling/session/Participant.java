package io.sluice.signaling.session;

import io.sluice.sfu.api.MediaRights;
import io.sluice.sfu.api.PublicationInfo;
import io.sluice.sfu.api.TrackSource;
import io.sluice.signaling.message.ParticipantState;
import io.sluice.signaling.message.ParticipantState.Connection;
import io.sluice.signaling.message.PublicationState;
import io.sluice.signaling.message.Rights;
import io.sluice.signaling.message.ServerMessage.ByeReason;
import io.sluice.signaling.sdp.ParsedOffer;
import io.sluice.signaling.session.AccessPolicy.Admission;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Somebody in a meeting: identity, rights and tracks. It outlives the connection it came by. All
/// of it belongs to the meeting's tasks.
final class Participant {
    private final String id;
    private final String identity;
    private final boolean guest;
    private final boolean nameFixed;
    private final boolean hidden;
    private final long joinedAt;
    private final long answerSession;

    private final EventLog events = new EventLog();
    private final Map<TrackSource, PublicationInfo> publications = new EnumMap<>(TrackSource.class);
    private final Set<TrackSource> held;
    private final Set<TrackSource> declared = EnumSet.noneOf(TrackSource.class);
    private String name;
    private Rights rights;
    private volatile ParsedOffer offer; // read by the session before a further one
    private long answers;
    private @Nullable Long hand;
    private @Nullable Session session;
    private Timers.@Nullable Pending departure;

    /// @param held what a host has muted and holds; shared by all who come with this identity
    /// @param answerSession the session id of all SDP answers to this participant
    Participant(
            String id,
            Admission admission,
            Set<TrackSource> held,
            ParsedOffer offer,
            Session session,
            long answerSession,
            long nowMillis) {
        this.id = id;
        String given = admission.identity();
        guest = given == null;
        identity = given == null ? "guest-" + id : given;
        name = admission.name();
        nameFixed = admission.nameFixed();
        hidden = admission.hidden();
        rights = admission.rights();
        joinedAt = nowMillis;
        this.held = held;
        this.offer = offer;
        this.session = session;
        this.answerSession = answerSession;
    }

    String id() {
        return id;
    }

    String identity() {
        return identity;
    }

    /// Whether no token vouches for the identity.
    boolean isGuest() {
        return guest;
    }

    /// Whether the others are not told of this participant.
    boolean isHidden() {
        return hidden;
    }

    boolean isNameFixed() {
        return nameFixed;
    }

    String name() {
        return name;
    }

    void rename(String newName) {
        name = newName;
    }

    Rights rights() {
        return rights;
    }

    void setRights(Rights newRights) {
        rights = newRights;
    }

    MediaRights mediaRights() {
        return new MediaRights(new HashSet<>(rights.publish()), rights.subscribe());
    }

    boolean mayPublish(TrackSource source) {
        return rights.publish().contains(source);
    }

    Set<TrackSource> held() {
        return held;
    }

    /// The sources this participant has told of, with or without the right.
    Set<TrackSource> declared() {
        return declared;
    }

    /// The publications by source; those without the right to publish are not among them.
    Map<TrackSource, PublicationInfo> publications() {
        return publications;
    }

    /// Notes what the media plane knows of a publication.
    ///
    /// @return whether the others see a difference
    boolean put(PublicationInfo publication) {
        if (!mayPublish(publication.source())) {
            return false;
        }
        return !publication.equals(publications.put(publication.source(), publication));
    }

    /// Takes the whole list of what is published now.
    ///
    /// @return whether the others see a difference
    boolean replacePublications(List<PublicationInfo> all) {
        Map<TrackSource, PublicationInfo> before = new EnumMap<>(TrackSource.class);
        before.putAll(publications);
        publications.clear();
        all.forEach(this::put);
        return !before.equals(publications);
    }

    /// What this participant is told.
    EventLog events() {
        return events;
    }

    ParsedOffer offer() {
        return offer;
    }

    void setOffer(ParsedOffer newOffer) {
        offer = newOffer;
    }

    long answerSession() {
        return answerSession;
    }

    long nextAnswerVersion() {
        return ++answers;
    }

    @Nullable Long hand() {
        return hand;
    }

    /// @param at when it went up, or null when it goes down
    void setHand(@Nullable Long at) {
        hand = at;
    }

    @Nullable Session session() {
        return session;
    }

    /// The connection is gone; the participant stays until the timer fires.
    void detach(Timers.Pending timer) {
        session = null;
        departure = timer;
    }

    /// Cuts every tie to the outside.
    ///
    /// @param reason what the client is told, or null when it is about to close by itself
    void end(@Nullable ByeReason reason) {
        if (departure != null) {
            departure.cancel();
        }
        Session current = session;
        session = null;
        if (current != null && reason != null) {
            current.end(reason);
        }
    }

    ParticipantState state() {
        return new ParticipantState(
                id,
                name,
                identity,
                joinedAt,
                hand,
                rights,
                session == null ? Connection.RECONNECTING : Connection.CONNECTED,
                publications.values().stream().map(this::state).toList());
    }

    private PublicationState state(PublicationInfo publication) {
        return new PublicationState(
                publication.id(),
                publication.source(),
                publication.source().kind(),
                publication.muted(),
                held.contains(publication.source()));
    }
}
