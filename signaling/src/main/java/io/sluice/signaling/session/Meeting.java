package io.sluice.signaling.session;

import io.sluice.sfu.api.RoomEvent;
import io.sluice.sfu.api.RoomEvent.TransportState;
import io.sluice.sfu.api.RoomHandle;
import io.sluice.sfu.api.RoomListener;
import io.sluice.sfu.api.TrackDescription;
import io.sluice.signaling.message.ClientMessage.Offer;
import io.sluice.signaling.message.ErrorCode;
import io.sluice.signaling.message.MessageCodec;
import io.sluice.signaling.message.RoomSnapshot;
import io.sluice.signaling.message.ServerMessage;
import io.sluice.signaling.message.ServerMessage.ByeReason;
import io.sluice.signaling.message.ServerMessage.LeaveReason;
import io.sluice.signaling.message.SlotState;
import io.sluice.signaling.program.ProgramControl;
import io.sluice.signaling.sdp.ParsedOffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One room with people in it: who they are, what they may do, what they say. Everything happens in
/// tasks that run one after the other; the media plane is asked from there and answers there, so
/// both see the same order.
final class Meeting {
    private static final Logger log = LoggerFactory.getLogger(Meeting.class);

    private final RoomName name;
    private final SignalingConfig config;
    private final Environment environment;
    private final boolean electsHosts;
    private final AtomicInteger people;
    private final Consumer<Meeting> onClosed;
    private final MeetingTasks tasks;
    private final Roster roster;
    private final MediaEvents mediaEvents;
    private final ChatLog chat = new ChatLog();
    private final Resumption resumption;
    private final long startedAt;
    private final RoomHandle room;
    private final Requests requests;
    private final Admissions admissions;
    private final SessionGuests sessionGuests;
    private final HttpGuests httpGuests;
    private final ProgramDesk programs;
    private boolean closed;
    private volatile RoomSummary summary;

    /// @param opener opens the room in the media plane
    /// @param control makes the program of the room
    /// @param people in all meetings, of whom this one counts its own
    /// @param onClosed told once, when nobody is left
    Meeting(
            RoomName name,
            SignalingConfig config,
            Environment environment,
            MessageCodec codec,
            boolean electsHosts,
            Function<RoomListener, RoomHandle> opener,
            ProgramControl control,
            AtomicInteger people,
            Consumer<Meeting> onClosed) {
        this.name = name;
        this.config = config;
        this.environment = environment;
        this.electsHosts = electsHosts;
        this.people = people;
        this.onClosed = onClosed;
        tasks =
                new MeetingTasks(
                        environment.executor(), config.timing().mediaTimeout(), this::fail);
        roster = new Roster(codec);
        mediaEvents = new MediaEvents(roster, this::onTransport, this::fail, this::onPassed);
        startedAt = environment.clock().millis();
        summary = new RoomSummary(name.value(), startedAt, 0, List.of());
        room = opener.apply(event -> tasks.execute(() -> mediaEvents.onEvent(event)));
        admissions =
                new Admissions(
                        this,
                        room,
                        roster,
                        mediaEvents,
                        tasks,
                        environment,
                        config.limits().participantsPerRoom());
        httpGuests = new HttpGuests(this, admissions, room, roster, tasks, environment.timers());
        requests = new Requests(room, roster, chat, tasks, environment.clock(), this::summarize);
        programs = new ProgramDesk(name, room, control, roster, requests, tasks, codec);
        resumption =
                new Resumption(
                        room,
                        roster,
                        tasks,
                        new ResumeSecrets(environment.random()),
                        this::tellPresent,
                        this::snapshotFor,
                        config.timing().resumeGrace().toSeconds());
        sessionGuests =
                new SessionGuests(
                        admissions, roster, resumption, this::snapshotFor, programs::greet);
    }

    /// The program of the room.
    ProgramDesk programs() {
        return programs;
    }

    private void onPassed(RoomEvent event) {
        programs.onRoomEvent(event);
    }

    /// Tells somebody who comes back what is not in the events.
    private void tellPresent(Participant participant) {
        mediaEvents.tellSpeakers(participant);
        programs.greet(participant);
    }

    /// What participants ask for that changes nothing about who is here.
    Requests requests() {
        return requests;
    }

    /// How participants come back.
    Resumption resumption() {
        return resumption;
    }

    /// Those who have no signaling connection.
    HttpGuests httpGuests() {
        return httpGuests;
    }

    RoomName name() {
        return name;
    }

    /// The room as it was a moment ago, for any thread.
    RoomSummary summary() {
        return summary;
    }

    /// Those who come by a signaling connection.
    SessionGuests sessionGuests() {
        return sessionGuests;
    }

    boolean isClosed() {
        return closed;
    }

    /// Somebody new is in the meeting, in the place of an older self.
    void seat(Participant participant) {
        Optional<Participant> replaced = roster.ofIdentity(participant.identity());
        roster.add(participant);
        replaced.ifPresent(old -> depart(old, LeaveReason.REPLACED, ByeReason.REPLACED));
        if (electsHosts && participant.mayBeHost() && !roster.hasAdmin()) {
            participant.setRights(participant.rights().withRoomAdmin(true));
        }
    }

    /// Tells the others who has come.
    void announce(Participant participant) {
        if (!participant.isHidden()) {
            roster.tellOthers(
                    participant, new ServerMessage.ParticipantJoined(participant.state()));
        }
        summarize();
    }

    private RoomSnapshot snapshotFor(Participant participant) {
        return new RoomSnapshot(
                name.value(),
                startedAt,
                roster.statesFor(participant),
                chat.entries(),
                programs.lamps());
    }

    /// Takes a further offer and answers the session with `answer`.
    CompletableFuture<Void> renegotiate(Session session, ParsedOffer offer, Offer request) {
        return requests.of(
                session,
                participant -> {
                    List<TrackDescription> tracks =
                            TrackRules.offering(participant, offer, request.tracks());
                    return tasks.ask(
                            room.renegotiate(participant.id(), offer.media(), tracks),
                            result -> {
                                participant.setOffer(offer);
                                roster.reply(
                                        participant,
                                        new ServerMessage.Answer(
                                                request.id(), participant.answer(result.answer())));
                                if (participant.replacePublications(result.publications())) {
                                    roster.tellUpdated(participant);
                                }
                                if (!result.slots().isEmpty()) {
                                    var slots = result.slots().stream().map(SlotState::of).toList();
                                    participant.showOnly(slots);
                                    roster.tell(participant, new ServerMessage.Slots(slots));
                                }
                            });
                });
    }

    CompletableFuture<Void> remove(Session session, String id) {
        return requests.of(
                session,
                participant -> {
                    Requests.requireAdmin(participant);
                    depart(roster.visible(id), LeaveReason.REMOVED, ByeReason.REMOVED);
                    return MeetingTasks.done();
                });
    }

    CompletableFuture<Void> end(Session session, @Nullable Long id) {
        return requests.of(
                session,
                participant -> {
                    Requests.requireAdmin(participant);
                    if (id != null) {
                        // Before the goodbye, which is the last message.
                        roster.reply(participant, new ServerMessage.Ok(id));
                    }
                    close(ByeReason.ENDED);
                    return MeetingTasks.done();
                });
    }

    CompletableFuture<Void> leave(Session session) {
        return requests.of(
                session,
                participant -> {
                    depart(participant, LeaveReason.LEFT, null);
                    return MeetingTasks.done();
                });
    }

    /// The connection of a session has ended.
    void disconnected(Session session, Ending how) {
        tasks.execute(
                () -> roster.ofSession(session).ifPresent(participant -> vacate(participant, how)));
    }

    private void vacate(Participant participant, Ending how) {
        switch (how) {
            case LEFT -> depart(participant, LeaveReason.LEFT, null);
            case GOING_AWAY -> keep(participant, config.timing().reloadGrace(), LeaveReason.LEFT);
            case BROKEN -> keep(participant, config.timing().resumeGrace(), LeaveReason.TIMEOUT);
        }
    }

    /// Keeps a seat for who may come back.
    ///
    /// @param reason what is told when nobody came
    private void keep(Participant participant, Duration time, LeaveReason reason) {
        participant
                .seat()
                .vacate(absence ->
                        environment
                                .timers()
                                .after(
                                        time,
                                        () ->
                                                tasks.execute(() -> {
                                                    if (absence.lasts()) {
                                                        depart(participant, reason, null);
                                                    }
                                                })));
        roster.tellUpdated(participant);
    }

    /// Ends the meeting for all.
    void shutDown() {
        tasks.execute(() -> close(ByeReason.SHUTDOWN));
    }

    void depart(Participant participant, LeaveReason reason, @Nullable ByeReason bye) {
        if (!roster.remove(participant)) {
            return;
        }
        resumption.revoke(participant);
        participant.end(bye);
        var _ = room.leave(participant.id());
        if (!participant.isHidden()) {
            roster.tellAll(new ServerMessage.ParticipantLeft(participant.id(), reason));
        }
        if (electsHosts && !roster.hasAdmin()) {
            roster.eldest()
                    .ifPresent(host -> {
                        host.setRights(host.rights().withRoomAdmin(true));
                        roster.tellUpdated(host);
                    });
        }
        summarize();
        closeIfEmpty();
    }

    /// Closes when nobody is left; for viewers alone the meeting goes on for a while.
    void closeIfEmpty() {
        if (admissions.underWay() || roster.hasMembers()) {
            return;
        }
        if (roster.isEmpty()) {
            close(ByeReason.ENDED);
        } else {
            httpGuests.waitForMembers(() -> {
                if (!admissions.underWay() && !roster.hasMembers()) {
                    close(ByeReason.ENDED);
                }
            });
        }
    }

    private void onTransport(Participant participant, TransportState state) {
        httpGuests.onTransport(participant, state);
    }

    private void close(ByeReason reason) {
        if (closed) {
            return;
        }
        closed = true;
        httpGuests.waitNoMore();
        programs.close();
        summary(List.of());
        onClosed.accept(this);
        for (Participant participant : roster.all()) {
            roster.remove(participant);
            resumption.revoke(participant);
            participant.end(reason);
        }
        var _ = room.close();
    }

    /// A mistake of ours: this room ends, the others go on.
    private void fail(RuntimeException mistake) {
        if (closed) {
            return;
        }
        log.error("room failed participants={}", roster.size(), mistake);
        roster.announce(
                new ServerMessage.Refused(
                        null, ErrorCode.INTERNAL, "The room failed. Join it again.", null));
        close(ByeReason.ENDED);
    }

    private void summarize() {
        httpGuests.onRosterChanged();
        programs.onRosterChanged();
        if (!closed) {
            summary(roster.visibleNames());
        }
    }

    private void summary(List<String> names) {
        people.addAndGet(names.size() - summary.participants());
        summary = new RoomSummary(name.value(), startedAt, names.size(), names);
    }
}
