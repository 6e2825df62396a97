package io.sluice.signaling.session;

import io.sluice.sfu.api.MediaAnswer;
import io.sluice.sfu.api.MediaRights;
import io.sluice.sfu.api.PublicationInfo;
import io.sluice.sfu.api.TrackSource;
import io.sluice.signaling.message.ParticipantState;
import io.sluice.signaling.message.PublicationState;
import io.sluice.signaling.message.Rights;
import io.sluice.signaling.message.ServerMessage.ByeReason;
import io.sluice.signaling.message.SlotState;
import io.sluice.signaling.sdp.AnswerWriter;
import io.sluice.signaling.sdp.ParsedOffer;
import io.sluice.signaling.session.AccessPolicy.Admission;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
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
    private final Seat seat;
    private final @Nullable HttpSession http;
    private final Map<Integer, SlotState> slots = new TreeMap<>();
    private volatile long lastRequest; // written by the session, which is one at a time

    /// @param held what a host has muted and holds; shared by all who come with this identity
    /// @param answerSession the session id of all SDP answers to this participant
    Participant(
            String id,
            Admission admission,
            Set<TrackSource> held,
            ParsedOffer offer,
            @Nullable Session session,
            @Nullable HttpSession http,
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
        seat = new Seat(session);
        this.http = http;
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

    /// Whether others see this participant, and somebody is there who can act.
    boolean mayBeHost() {
        return !hidden && http == null;
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

    /// Whether this participant publishes the source, muted.
    boolean isMuted(TrackSource source) {
        PublicationInfo publication = publications.get(source);
        return publication != null && publication.muted();
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

    /// The answer to the offer in force, in SDP.
    String answer(MediaAnswer media) {
        return AnswerWriter.write(offer, media, answerSession, ++answers);
    }

    /// What the slots of this participant carry, as it was told last.
    List<SlotState> slots() {
        return List.copyOf(slots.values());
    }

    /// These slots carry something else; the others stay.
    void show(List<SlotState> changed) {
        changed.forEach(slot -> slots.put(slot.slot(), slot));
    }

    /// These are all the slots there are.
    void showOnly(List<SlotState> all) {
        slots.clear();
        show(all);
    }

    /// The highest id of a request that is done; 0 before the first.
    long lastRequest() {
        return lastRequest;
    }

    void onRequestDone(long id) {
        lastRequest = Math.max(lastRequest, id);
    }

    @Nullable Long hand() {
        return hand;
    }

    /// @param at when it went up, or null when it goes down
    void setHand(@Nullable Long at) {
        hand = at;
    }

    Seat seat() {
        return seat;
    }

    @Nullable Session session() {
        return seat.session();
    }

    /// What a participant who came by WHIP or WHEP has in place of a signaling connection; null for
    /// everybody else.
    @Nullable HttpSession http() {
        return http;
    }

    /// Cuts every tie to the outside.
    ///
    /// @param reason what the client is told, or null when it is about to close by itself
    void end(@Nullable ByeReason reason) {
        seat.end(reason);
        if (http != null) {
            http.onDeparted();
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
                seat.connection(),
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
