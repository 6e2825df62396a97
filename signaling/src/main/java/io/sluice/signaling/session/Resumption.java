package io.sluice.signaling.session;

import io.sluice.sfu.api.JoinedMedia;
import io.sluice.sfu.api.RoomEvent.TransportState;
import io.sluice.sfu.api.RoomHandle;
import io.sluice.signaling.message.ClientMessage.Resume;
import io.sluice.signaling.message.ErrorCode;
import io.sluice.signaling.message.ParticipantState.Connection;
import io.sluice.signaling.message.RejectedException;
import io.sluice.signaling.message.RoomSnapshot;
import io.sluice.signaling.message.ServerMessage;
import io.sluice.signaling.message.SlotState;
import io.sluice.signaling.message.ViewSpec;
import io.sluice.signaling.sdp.ParsedOffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Gives participants their connection back: another WebSocket for the same media, or, with an
/// offer, another media connection for the same participant.
final class Resumption {
    private final RoomHandle room;
    private final Roster roster;
    private final MeetingTasks tasks;
    private final ResumeSecrets secrets;
    private final Consumer<Participant> greeting;
    private final Function<Participant, RoomSnapshot> snapshots;
    private final long seconds;

    /// @param greeting tells a participant what is not in the events
    /// @param snapshots the room as a participant sees it
    /// @param seconds how long a seat is kept
    Resumption(
            RoomHandle room,
            Roster roster,
            MeetingTasks tasks,
            ResumeSecrets secrets,
            Consumer<Participant> greeting,
            Function<Participant, RoomSnapshot> snapshots,
            long seconds) {
        this.room = room;
        this.roster = roster;
        this.tasks = tasks;
        this.secrets = secrets;
        this.greeting = greeting;
        this.snapshots = snapshots;
        this.seconds = seconds;
    }

    static RejectedException failed() {
        return new RejectedException(ErrorCode.RESUME_FAILED, "There is nothing to resume: join.");
    }

    /// What a new participant needs to come back.
    ServerMessage.Resume ticket(Participant participant) {
        return new ServerMessage.Resume(secrets.issue(participant, null), seconds);
    }

    /// A session that resumed goes on talking: its client has the new secret.
    void confirm(Session session) {
        tasks.execute(() -> roster.ofSession(session).ifPresent(secrets::confirm));
    }

    /// The participant will not come back.
    void revoke(Participant participant) {
        secrets.revoke(participant);
    }

    /// Finds the connection that a resume would take over.
    ///
    /// @param onHeld given it, when there is one
    CompletableFuture<Void> holder(Session by, String secret, Consumer<Session> onHeld) {
        return tasks.run(() -> {
            Session held = owner(by, secret).session();
            if (held != null) {
                onHeld.accept(held);
            }
            return MeetingTasks.done();
        });
    }

    /// Takes a participant up again and answers the session with `resumed`. What the former
    /// connection had asked for is done by now.
    CompletableFuture<Void> resume(Session session, Resume request, @Nullable ParsedOffer offer) {
        return tasks.run(() -> {
            Participant participant = owner(session, request.secret());
            if (offer != null) {
                return reload(session, participant, request, offer);
            }
            if (session.isClosed()) {
                throw failed();
            }
            attach(session, participant, request, null);
            return MeetingTasks.done();
        });
    }

    private CompletableFuture<Void> reload(
            Session session, Participant participant, Resume request, ParsedOffer offer) {
        participant.declared().clear();
        var tracks =
                TrackRules.joining(
                        participant,
                        offer,
                        request.tracks() == null ? List.of() : request.tracks());
        ViewSpec view = request.view();
        var views = ViewRules.known(view == null ? List.of() : view.slots(), roster);
        secrets.revoke(participant);
        return tasks.askEither(
                room.rejoin(participant.id(), offer.media(), tracks, views),
                (media, error) -> {
                    if (!roster.holds(participant)) {
                        throw failed();
                    }
                    if (media == null || session.isClosed()) {
                        // What came to nothing shall not cost the seat.
                        secrets.restore(participant, request.secret());
                        throw error == null ? failed() : Refusals.of(error);
                    }
                    participant.setOffer(offer);
                    participant.seat().media(TransportState.CONNECTING);
                    attach(session, participant, request, media);
                });
    }

    private void attach(
            Session session, Participant participant, Resume request, @Nullable JoinedMedia media) {
        boolean changed = participant.seat().connection() != Connection.CONNECTED;
        participant.seat().take(session);
        session.bind(participant);
        EventLog events = participant.events();
        List<String> missed = media == null ? events.after(request.lastEvent()) : null;
        String answer = null;
        if (media != null) {
            answer = participant.answer(media.answer());
            changed |= participant.replacePublications(media.publications());
            participant.showOnly(media.slots().stream().map(SlotState::of).toList());
        }
        roster.reply(
                participant,
                new ServerMessage.Resumed(
                        request.id(),
                        participant.id(),
                        new ServerMessage.Resume(
                                secrets.issue(participant, request.secret()), seconds),
                        participant.lastRequest(),
                        events.last(),
                        answer,
                        missed == null ? snapshots.apply(participant) : null,
                        missed == null ? participant.slots() : null));
        if (missed != null) {
            missed.forEach(session::send);
        } else if (media == null) {
            roster.tell(participant, new ServerMessage.Media(participant.seat().media()));
        }
        greeting.accept(participant);
        if (changed) {
            roster.tellUpdated(participant);
        }
    }

    /// A joined client may only give itself another media connection.
    private Participant owner(Session by, String secret) {
        Participant participant = secrets.owner(secret);
        Participant joined = roster.ofSession(by).orElse(participant);
        if (participant == null || participant != joined) {
            throw failed();
        }
        return participant;
    }
}
