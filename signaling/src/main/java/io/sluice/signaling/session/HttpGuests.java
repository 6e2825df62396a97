package io.sluice.signaling.session;

import io.sluice.sfu.api.IceCandidate;
import io.sluice.sfu.api.IceCredentials;
import io.sluice.sfu.api.MediaAnswer;
import io.sluice.sfu.api.RoomEvent.TransportState;
import io.sluice.sfu.api.RoomHandle;
import io.sluice.signaling.message.ErrorCode;
import io.sluice.signaling.message.RejectedException;
import io.sluice.signaling.message.ServerMessage.LeaveReason;
import io.sluice.signaling.sdp.ParsedOffer;
import io.sluice.signaling.sdp.SdpFragment;
import io.sluice.signaling.session.AccessPolicy.Admission;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Those in a meeting who have no signaling connection: publishers by WHIP and viewers by WHEP.
/// They are here as long as their media connection.
final class HttpGuests {
    private final Meeting meeting;
    private final Admissions admissions;
    private final RoomHandle room;
    private final Roster roster;
    private final MeetingTasks tasks;
    private final Timers timers;
    private final Viewers viewers;
    private Timers.@Nullable Pending ending;

    HttpGuests(
            Meeting meeting,
            Admissions admissions,
            RoomHandle room,
            Roster roster,
            MeetingTasks tasks,
            Timers timers) {
        this.meeting = meeting;
        this.admissions = admissions;
        this.room = room;
        this.roster = roster;
        this.tasks = tasks;
        this.timers = timers;
        viewers = new Viewers(room, roster);
    }

    /// Takes somebody in and gives the session its answer.
    CompletableFuture<Void> join(HttpSession http, Admission admission, ParsedOffer offer) {
        return admissions.letIn(() -> {
            checkIdentity(admission.identity());
            Participant participant = admissions.newParticipant(null, http, admission, offer);
            return admissions.enter(
                    participant,
                    TrackRules.joining(participant, offer, http.tracks(Map.of())),
                    viewers.first(http, offer),
                    new Admissions.Entrance() {
                        @Override
                        public boolean isGone() {
                            return http.isClosed();
                        }

                        @Override
                        public void checkIdentity() {
                            HttpGuests.this.checkIdentity(admission.identity());
                        }

                        @Override
                        public void onEntered(MediaAnswer answer) {
                            http.bind(HttpGuests.this, participant.answer(answer));
                        }
                    });
        });
    }

    /// An encoder that starts again takes the place of its former session, but not that of a person
    /// who came with the same token.
    private void checkIdentity(@Nullable String identity) {
        if (identity != null
                && roster.ofIdentity(identity).filter(it -> it.http() == null).isPresent()) {
            throw new RejectedException(
                    ErrorCode.IDENTITY_IN_USE, "Somebody with this identity is in the room.");
        }
    }

    /// Takes a restart of ICE and gives the session our side of it.
    CompletableFuture<Void> restart(
            HttpSession http, IceCredentials credentials, List<IceCandidate> candidates) {
        return tasks.run(() -> {
            Participant participant = roster.of(http).orElseThrow(HttpSession::gone);
            ParsedOffer offer = participant.offer().withIce(credentials, candidates);
            var tracks =
                    TrackRules.offering(
                            participant, offer, http.tracks(participant.publications()));
            return tasks.ask(
                    room.renegotiate(participant.id(), offer.media(), tracks),
                    media -> {
                        participant.setOffer(offer);
                        http.onRestarted(credentials, SdpFragment.write(offer, media.answer()));
                    });
        });
    }

    /// Takes what the client found after its offer.
    CompletableFuture<Void> addCandidates(
            HttpSession http, String ufrag, List<IceCandidate> candidates) {
        return tasks.run(() -> {
            Participant participant = roster.of(http).orElseThrow(HttpSession::gone);
            return tasks.ask(room.addCandidates(participant.id(), ufrag, candidates), _ -> {});
        });
    }

    CompletableFuture<Void> leave(HttpSession http) {
        return tasks.run(() -> {
            Participant participant = roster.of(http).orElseThrow(HttpSession::gone);
            meeting.depart(participant, LeaveReason.LEFT, null);
            return MeetingTasks.done();
        });
    }

    void onTransport(Participant participant, TransportState state) {
        boolean over = state == TransportState.INTERRUPTED || state == TransportState.CLOSED;
        if (participant.http() != null && over) {
            meeting.depart(participant, LeaveReason.TIMEOUT, null);
        }
    }

    /// Somebody came, left or has another name.
    void onRosterChanged() {
        viewers.follow();
        if (roster.hasMembers()) {
            waitNoMore();
        }
    }

    /// Viewers are alone.
    ///
    /// @param end runs when nobody came in time
    void waitForMembers(Runnable end) {
        if (ending == null) {
            Runnable over =
                    () -> {
                        ending = null;
                        end.run();
                    };
            ending = timers.after(Viewers.GRACE, () -> tasks.execute(over));
        }
    }

    void waitNoMore() {
        if (ending != null) {
            ending.cancel();
            ending = null;
        }
    }
}
