package io.sluice.signaling.session;

import io.sluice.sfu.api.JoinedMedia;
import io.sluice.sfu.api.MediaAnswer;
import io.sluice.sfu.api.RoomHandle;
import io.sluice.sfu.api.SlotView;
import io.sluice.sfu.api.TrackDescription;
import io.sluice.sfu.api.TrackSource;
import io.sluice.signaling.message.ErrorCode;
import io.sluice.signaling.message.RejectedException;
import io.sluice.signaling.message.SlotState;
import io.sluice.signaling.sdp.ParsedOffer;
import io.sluice.signaling.session.AccessPolicy.Admission;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Takes people into a meeting, whichever way they come: checks that there is room, asks the media
/// plane, and lets them in unless they have gone meanwhile. It belongs to the meeting's tasks.
final class Admissions {
    private final Meeting meeting;
    private final RoomHandle room;
    private final Roster roster;
    private final MediaEvents mediaEvents;
    private final MeetingTasks tasks;
    private final Environment environment;
    private final int maxParticipants;
    private final Map<String, Set<TrackSource>> holds = new HashMap<>();
    private int underWay;

    /// What differs by the way somebody comes in.
    interface Entrance {
        /// Whether nobody waits for the answer any more.
        boolean isGone();

        /// Refuses who comes with the identity of somebody who keeps it.
        void checkIdentity();

        void onEntered(MediaAnswer answer);
    }

    Admissions(
            Meeting meeting,
            RoomHandle room,
            Roster roster,
            MediaEvents mediaEvents,
            MeetingTasks tasks,
            Environment environment,
            int maxParticipants) {
        this.meeting = meeting;
        this.room = room;
        this.roster = roster;
        this.mediaEvents = mediaEvents;
        this.tasks = tasks;
        this.environment = environment;
        this.maxParticipants = maxParticipants;
    }

    /// Whether somebody is just coming in.
    boolean underWay() {
        return underWay > 0;
    }

    /// Has somebody come in, as a task of the meeting.
    CompletableFuture<Void> letIn(MeetingTasks.Work admission) {
        return tasks.run(() -> {
            try {
                if (meeting.isClosed()) {
                    throw new RejectedException(ErrorCode.ROOM_CLOSED, "The room is closed.");
                }
                return admission.run();
            } catch (RejectedException e) {
                meeting.closeIfEmpty();
                throw e;
            }
        });
    }

    /// Somebody for whom there is room.
    Participant newParticipant(
            @Nullable Session session,
            @Nullable HttpSession http,
            Admission admission,
            ParsedOffer offer) {
        String identity = admission.identity();
        int leaving = identity != null && roster.ofIdentity(identity).isPresent() ? 1 : 0;
        if (roster.size() + underWay - leaving >= maxParticipants) {
            throw new RejectedException(ErrorCode.ROOM_FULL, "The room is full.");
        }
        Set<TrackSource> held =
                identity == null
                        ? EnumSet.noneOf(TrackSource.class)
                        : holds.computeIfAbsent(identity, _ -> EnumSet.noneOf(TrackSource.class));
        return new Participant(
                environment.newId("p-"),
                admission,
                held,
                offer,
                session,
                http,
                environment.random().nextLong(1, 1L << 53),
                environment.clock().millis());
    }

    /// Asks the media plane for a connection, and has the participant in the meeting with it.
    CompletableFuture<Void> enter(
            Participant participant,
            List<TrackDescription> tracks,
            List<SlotView> views,
            Entrance entrance) {
        underWay++;
        mediaEvents.hold();
        return tasks.askEither(
                room.join(
                        participant.id(),
                        participant.mediaRights(),
                        participant.offer().media(),
                        tracks,
                        views),
                (media, error) -> {
                    underWay--;
                    entered(participant, entrance, media, error);
                });
    }

    private void entered(
            Participant participant,
            Entrance entrance,
            @Nullable JoinedMedia media,
            @Nullable Throwable error) {
        try {
            if (media == null || meeting.isClosed() || entrance.isGone()) {
                if (!meeting.isClosed()) {
                    var _ = room.leave(participant.id());
                    meeting.closeIfEmpty();
                }
                throw error == null
                        ? new RejectedException(ErrorCode.ROOM_CLOSED, "The room is closed.")
                        : Refusals.of(error);
            }
            letGoUnlessFree(participant, entrance);
            meeting.seat(participant);
            media.publications().forEach(participant::put);
            participant.showOnly(media.slots().stream().map(SlotState::of).toList());
            entrance.onEntered(media.answer());
            meeting.announce(participant);
        } finally {
            mediaEvents.release();
        }
    }

    /// Two may have come at the same time.
    private void letGoUnlessFree(Participant participant, Entrance entrance) {
        try {
            entrance.checkIdentity();
        } catch (RejectedException e) {
            var _ = room.leave(participant.id());
            throw e;
        }
    }
}
