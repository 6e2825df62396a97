package io.sluice.signaling.session;

import io.sluice.signaling.message.ErrorCode;
import io.sluice.signaling.message.RejectedException;
import io.sluice.signaling.message.ServerMessage.IceServer;
import io.sluice.signaling.message.Text;
import io.sluice.signaling.sdp.OfferReader;
import io.sluice.signaling.sdp.ParsedOffer;
import io.sluice.signaling.session.AccessPolicy.Admission;
import io.sluice.signaling.session.HttpSession.Kind;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Takes in those who come by WHIP (RFC 9725) and WHEP, and finds their sessions again.
public final class HttpSessions {
    /// Who says no name.
    private static final String NAMELESS = "Guest";

    private final Meetings meetings;
    private final SignalingConfig config;
    private final Environment environment;
    private final ConcurrentMap<String, HttpSession> sessions = new ConcurrentHashMap<>();
    private final AtomicInteger viewers = new AtomicInteger();

    HttpSessions(Meetings meetings, SignalingConfig config, Environment environment) {
        this.meetings = meetings;
        this.config = config;
        this.environment = environment;
    }

    /// An offer as it came.
    ///
    /// @param token what stood behind `Bearer`, or null
    /// @param name the wished display name, or null
    /// @param participant whom a viewer wants to see, or null for whoever speaks
    public record Entry(
            Kind kind,
            RoomName room,
            Peer peer,
            @Nullable String token,
            @Nullable String name,
            @Nullable String participant,
            String offer) {
        /// The token is a secret: it never reaches a log.
        @Override
        public String toString() {
            return "Entry[kind=" + kind + "]";
        }
    }

    /// Lets somebody in; returns when the answer is there.
    ///
    /// @throws RejectedException when it cannot be
    public HttpSession open(Entry entry) {
        String given = entry.name() == null ? NAMELESS : Text.name(entry.name());
        Admission admission =
                meetings.policy()
                        .admit(
                                entry.token(),
                                entry.token() == null || entry.name() != null ? given : null,
                                entry.room(),
                                entry.peer());
        Admission role =
                entry.kind() == Kind.PUBLISHER ? admission.asPublisher() : admission.asViewer();
        return entry.kind() == Kind.PUBLISHER ? publish(entry, role) : watch(entry, role);
    }

    private HttpSession publish(Entry entry, Admission admission) {
        ParsedOffer offer = OfferReader.read(entry.offer(), null);
        if (offer.media().sends().isEmpty()) {
            throw new RejectedException(
                    ErrorCode.UNSUPPORTED_MEDIA, "Nothing in the offer is sent.");
        }
        HttpSession session = session(entry, offer);
        enter(
                session,
                () ->
                        meetings.join(
                                entry.room(),
                                meeting ->
                                        await(
                                                meeting.httpGuests()
                                                        .join(session, admission, offer))));
        return session;
    }

    private HttpSession watch(Entry entry, Admission admission) {
        ParsedOffer offer = OfferReader.readViewer(entry.offer());
        if (offer.media().slots().isEmpty()) {
            throw new RejectedException(
                    ErrorCode.UNSUPPORTED_MEDIA, "Nothing in the offer is received.");
        }
        meetings.checkSpace();
        Meeting meeting =
                meetings.find(entry.room())
                        .orElseThrow(() ->
                                new RejectedException(
                                        ErrorCode.ROOM_CLOSED, "Nobody is in this room."));
        HttpSession session = session(entry, offer);
        enter(session, () -> await(meeting.httpGuests().join(session, admission, offer)));
        return session;
    }

    private HttpSession session(Entry entry, ParsedOffer offer) {
        return new HttpSession(
                this,
                entry.kind(),
                entry.room(),
                entry.participant(),
                offer,
                config.limits(),
                environment);
    }

    /// It is known before the meeting is, which may end while it comes in.
    private void enter(HttpSession session, Runnable joining) {
        sessions.put(session.secret(), session);
        viewers.addAndGet(session.kind() == Kind.VIEWER ? 1 : 0);
        try {
            joining.run();
        } catch (RuntimeException e) {
            forget(session);
            throw e;
        }
    }

    /// The session with this secret, where it has not ended.
    public Optional<HttpSession> find(Kind kind, RoomName room, String secret) {
        return Optional.ofNullable(sessions.get(secret))
                .filter(session -> session.kind() == kind && session.room().equals(room));
    }

    /// The STUN and TURN servers for one client, with credentials of its own.
    public List<IceServer> iceServers() {
        return meetings.iceServers();
    }

    int viewers() {
        return viewers.get();
    }

    void forget(HttpSession session) {
        if (sessions.remove(session.secret(), session) && session.kind() == Kind.VIEWER) {
            viewers.decrementAndGet();
        }
    }

    void await(CompletableFuture<Void> work) {
        Refusals.await(work, config.timing().mediaTimeout());
    }
}
