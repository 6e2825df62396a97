package io.sluice.signaling.session;

import io.sluice.sfu.api.MediaAnswer;
import io.sluice.sfu.api.TrackDescription;
import io.sluice.signaling.message.ClientMessage.Join;
import io.sluice.signaling.message.ErrorCode;
import io.sluice.signaling.message.ParticipantState.Connection;
import io.sluice.signaling.message.RejectedException;
import io.sluice.signaling.message.RoomSnapshot;
import io.sluice.signaling.message.ServerMessage;
import io.sluice.signaling.message.ViewSpec;
import io.sluice.signaling.sdp.ParsedOffer;
import io.sluice.signaling.session.AccessPolicy.Admission;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Those who come into a meeting by a signaling connection.
final class SessionGuests {
    private final Admissions admissions;
    private final Roster roster;
    private final Resumption resumption;
    private final Function<Participant, RoomSnapshot> snapshots;
    private final Consumer<Participant> greeting;

    /// @param snapshots the room as a participant sees it
    /// @param greeting what somebody is told beside that
    SessionGuests(
            Admissions admissions,
            Roster roster,
            Resumption resumption,
            Function<Participant, RoomSnapshot> snapshots,
            Consumer<Participant> greeting) {
        this.admissions = admissions;
        this.roster = roster;
        this.resumption = resumption;
        this.snapshots = snapshots;
        this.greeting = greeting;
    }

    /// Takes somebody in and answers the session with `joined`.
    CompletableFuture<Void> join(
            Session session, Admission admission, ParsedOffer offer, Join request) {
        return admissions.letIn(() -> admit(session, admission, offer, request));
    }

    private CompletableFuture<Void> admit(
            Session session, Admission admission, ParsedOffer offer, Join request) {
        checkIdentity(admission.identity(), request);
        Participant participant = admissions.newParticipant(session, null, admission, offer);
        List<TrackDescription> tracks = TrackRules.joining(participant, offer, request.tracks());
        ViewSpec view = request.view();
        var views = ViewRules.known(view == null ? List.of() : view.slots(), roster);
        return admissions.enter(
                participant,
                tracks,
                views,
                new Admissions.Entrance() {
                    @Override
                    public boolean isGone() {
                        return session.isClosed();
                    }

                    @Override
                    public void checkIdentity() {
                        SessionGuests.this.checkIdentity(participant.identity(), request);
                    }

                    @Override
                    public void onEntered(MediaAnswer answer) {
                        session.bind(participant);
                        roster.reply(participant, joined(participant, request, answer));
                        greeting.accept(participant);
                    }
                });
    }

    private ServerMessage.Joined joined(Participant participant, Join request, MediaAnswer answer) {
        return new ServerMessage.Joined(
                request.id(),
                participant.id(),
                resumption.ticket(participant),
                participant.events().last(),
                participant.answer(answer),
                snapshots.apply(participant),
                participant.slots());
    }

    /// Who is here and hears us is asked before somebody takes its place.
    private void checkIdentity(@Nullable String identity, Join request) {
        if (identity == null || request.replaces()) {
            return;
        }
        roster.ofIdentity(identity)
                .filter(older -> older.seat().connection() == Connection.CONNECTED)
                .ifPresent(_ -> {
                    throw new RejectedException(
                            ErrorCode.IDENTITY_IN_USE, "You are in the room already, elsewhere.");
                });
    }
}
