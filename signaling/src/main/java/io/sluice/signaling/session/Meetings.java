package io.sluice.signaling.session;

import io.sluice.sfu.api.Sfu;
import io.sluice.signaling.message.ErrorCode;
import io.sluice.signaling.message.MessageCodec;
import io.sluice.signaling.message.RejectedException;
import io.sluice.signaling.message.ServerMessage;
import io.sluice.signaling.message.ServerMessage.IceServer;
import io.sluice.signaling.message.Text;
import io.sluice.signaling.program.MeetingProgram;
import io.sluice.signaling.program.ProgramControl;
import io.sluice.signaling.token.AccessTokens;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// All meetings of this server, by name, and all connections to them.
public final class Meetings implements AutoCloseable {
    /// What `welcome` promises; 80 m-lines hold them with room to spare.
    private static final int MAX_SLOTS = 25;

    /// Enough to recognize whom one is going to meet.
    private static final int PREVIEW_NAMES = 5;

    /// A room may close just while somebody comes in, but not again and again.
    private static final int JOIN_ATTEMPTS = 3;

    private static final long MILLIS_PER_SECOND = 1_000;
    private static final long NEVER = Long.MAX_VALUE;

    private final Sfu sfu;
    private final SignalingConfig config;
    private final Environment environment;
    private final ProgramControl programs;
    private final MessageCodec codec = new MessageCodec();
    private final AccessTokens tokens;
    private final AccessPolicy policy;
    private final HttpSessions http;
    private final ConcurrentMap<RoomName, Meeting> meetings = new ConcurrentHashMap<>();

    /// In all meetings: each who joins has to be compared with it.
    private final AtomicInteger people = new AtomicInteger();

    private final Set<Session> sessions = ConcurrentHashMap.newKeySet();
    private final CompletableFuture<Void> drained = new CompletableFuture<>();
    private volatile long closesAtMillis = NEVER;
    private volatile boolean stopping;

    /// @param programs makes the programs of the rooms
    public Meetings(
            Sfu sfu, SignalingConfig config, Environment environment, ProgramControl programs) {
        this.sfu = sfu;
        this.programs = programs;
        this.config = config;
        this.environment = environment;
        tokens = new AccessTokens(config.access().keys(), environment.clock());
        policy = new AccessPolicy(config.access(), tokens);
        http = new HttpSessions(this, config, environment);
    }

    public AccessTokens tokens() {
        return tokens;
    }

    /// Those who come by WHIP and WHEP.
    public HttpSessions http() {
        return http;
    }

    AccessPolicy policy() {
        return policy;
    }

    /// Greets a new connection. A client that cannot stay is told why, and closed.
    ///
    /// @param room as it stands in the address, or null when it was missing
    public Session connect(@Nullable String room, Peer peer, Connection connection) {
        RoomName name = null;
        RejectedException refusal = null;
        try {
            name = RoomName.of(room == null ? "" : room);
            if (stopping) {
                throw new RejectedException(ErrorCode.SHUTTING_DOWN, "The server stops.");
            }
            if (sessions.size() >= config.limits().connections()) {
                throw new RejectedException(
                        ErrorCode.SERVER_FULL, "The server has no room for more connections.");
            }
        } catch (RejectedException e) {
            refusal = e;
        }
        Session session = new Session(this, name, peer, connection, config, codec, environment);
        sessions.add(session);
        if (name == null || refusal != null) {
            session.turnAway(
                    refusal == null
                            ? new RejectedException(ErrorCode.BAD_ROOM, "There is no room.")
                            : refusal);
        } else {
            session.welcome(welcome(name, peer));
            tellClosing(session);
        }
        return session;
    }

    private ServerMessage.Welcome welcome(RoomName name, Peer peer) {
        boolean open = policy.isOpenTo(peer);
        Meeting meeting = meetings.get(name);
        int participants = 0;
        List<String> names = List.of();
        if (open && meeting != null) {
            RoomSummary summary = meeting.summary();
            participants = summary.participants();
            names = summary.names().stream().limit(PREVIEW_NAMES).toList();
        }
        return new ServerMessage.Welcome(
                ServerMessage.PROTOCOL,
                config.server(),
                policy.mayAdmit(peer) ? iceServers() : List.of(),
                new ServerMessage.Limits(
                        MessageCodec.MAX_BYTES, MAX_SLOTS, Text.MAX_CHAT, Text.MAX_NAME),
                new ServerMessage.RoomPreview(name.value(), participants, names, open));
    }

    /// The STUN and TURN servers for one client, with credentials of its own.
    public List<IceServer> iceServers() {
        return config.turnServers().stream()
                .map(server -> server.at(environment.clock().instant(), environment.newId("")))
                .toList();
    }

    void disconnected(Session session) {
        sessions.remove(session);
    }

    /// The meeting of this name, where there is one.
    Optional<Meeting> find(RoomName name) {
        return Optional.ofNullable(meetings.get(name));
    }

    /// The program of the room of this name, where there is such a room.
    public Optional<MeetingProgram> program(RoomName name) {
        return find(name).map(meeting -> meeting.programs().program());
    }

    /// @throws RejectedException when there is no room for one more
    void checkSpace() {
        if (participants() + http.viewers() >= config.limits().participants()) {
            throw new RejectedException(
                    ErrorCode.SERVER_FULL, "The server has no room for more participants.");
        }
    }

    /// Has somebody join the meeting of this name, which opens when it is the first.
    void join(RoomName name, Consumer<Meeting> joining) {
        checkSpace();
        for (int attempt = 1; ; attempt++) {
            Meeting meeting = meetings.computeIfAbsent(name, this::open);
            try {
                joining.accept(meeting);
                return;
            } catch (RejectedException e) {
                boolean closedMeanwhile =
                        e.code() == ErrorCode.ROOM_CLOSED && meetings.get(name) != meeting;
                if (!closedMeanwhile || attempt == JOIN_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private Meeting open(RoomName name) {
        if (stopping || closesAtMillis != NEVER) {
            throw new RejectedException(ErrorCode.SHUTTING_DOWN, "The server stops.");
        }
        if (meetings.size() >= config.limits().rooms()) {
            throw new RejectedException(
                    ErrorCode.SERVER_FULL, "The server has no room for more meetings.");
        }
        return new Meeting(
                name,
                config,
                environment,
                codec,
                policy.electsHosts(),
                listener -> sfu.openRoom(name.value(), listener),
                programs,
                people,
                this::forget);
    }

    private void forget(Meeting closed) {
        meetings.remove(closed.name(), closed);
        if (closesAtMillis != NEVER && meetings.isEmpty()) {
            drained.complete(null);
        }
    }

    /// The rooms with people in them, the oldest first.
    public List<RoomSummary> list() {
        return meetings.values().stream()
                .map(Meeting::summary)
                .sorted(Comparator.comparingLong(RoomSummary::startedAt))
                .toList();
    }

    public int rooms() {
        return meetings.size();
    }

    public int participants() {
        return people.get();
    }

    public int connections() {
        return sessions.size();
    }

    /// Opens no more meetings and tells everybody that the server stops. Those there are go on.
    ///
    /// @return done when the time is over, or the last meeting
    public CompletableFuture<Void> drain(Duration time) {
        closesAtMillis = environment.clock().millis() + time.toMillis();
        sessions.forEach(this::tellClosing);
        var _ = environment.timers().after(time, () -> drained.complete(null));
        if (meetings.isEmpty()) {
            drained.complete(null);
        }
        return drained.copy();
    }

    private void tellClosing(Session session) {
        long at = closesAtMillis;
        if (at != NEVER) {
            long left = Math.max(0, at - environment.clock().millis());
            session.send(
                    codec.write(new ServerMessage.Closing(Math.ceilDiv(left, MILLIS_PER_SECOND))));
        }
    }

    /// Takes nobody in any more and says goodbye to all.
    @Override
    public void close() {
        stopping = true;
        meetings.values().forEach(Meeting::shutDown);
        sessions.forEach(session -> session.end(ServerMessage.ByeReason.SHUTDOWN));
    }
}
