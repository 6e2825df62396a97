package io.sluice.signaling.session;

import io.sluice.sfu.api.IceCandidate;
import io.sluice.sfu.api.PublicationInfo;
import io.sluice.sfu.api.RoomHandle;
import io.sluice.sfu.api.TrackSource;
import io.sluice.signaling.message.ClientMessage.MuteParticipant;
import io.sluice.signaling.message.ErrorCode;
import io.sluice.signaling.message.RejectedException;
import io.sluice.signaling.message.ServerMessage;
import io.sluice.signaling.message.ViewSpec;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/// What participants ask for while they are in a meeting: each request checks the right to it, does
/// it, and tells the others.
final class Requests {
    private final RoomHandle room;
    private final Roster roster;
    private final ChatLog chat;
    private final MeetingTasks tasks;
    private final InstantSource clock;
    private final Runnable onRenamed;

    Requests(
            RoomHandle room,
            Roster roster,
            ChatLog chat,
            MeetingTasks tasks,
            InstantSource clock,
            Runnable onRenamed) {
        this.room = room;
        this.roster = roster;
        this.chat = chat;
        this.tasks = tasks;
        this.clock = clock;
        this.onRenamed = onRenamed;
    }

    /// Does something for the participant of a session, as a task of the meeting.
    CompletableFuture<Void> of(
            Session session, Function<Participant, CompletableFuture<Void>> work) {
        return tasks.run(() ->
                work.apply(
                        roster.ofSession(session)
                                .orElseThrow(() ->
                                        new RejectedException(
                                                ErrorCode.NOT_JOINED,
                                                "You are not in the room."))));
    }

    CompletableFuture<Void> addCandidates(
            Session session, String ufrag, List<IceCandidate> candidates) {
        return of(
                session,
                participant ->
                        tasks.ask(
                                room.addCandidates(participant.id(), ufrag, candidates), _ -> {}));
    }

    CompletableFuture<Void> view(Session session, List<ViewSpec.Slot> slots) {
        return of(
                session,
                participant -> {
                    var known = ViewRules.known(slots, roster);
                    CompletableFuture<Void> set =
                            tasks.ask(room.setView(participant.id(), known), _ -> {});
                    if (known.size() < slots.size()) {
                        throw new RejectedException(
                                ErrorCode.UNKNOWN_PARTICIPANT,
                                "A slot is for a participant who is not here; the others are set.");
                    }
                    return set;
                });
    }

    CompletableFuture<Void> unpublish(Session session, List<TrackSource> sources) {
        return of(
                session,
                participant ->
                        tasks.ask(
                                room.unpublish(participant.id(), Set.copyOf(sources)),
                                _ -> {
                                    participant.declared().removeAll(sources);
                                    if (participant.publications().keySet().removeAll(sources)) {
                                        roster.tellUpdated(participant);
                                    }
                                }));
    }

    CompletableFuture<Void> mute(Session session, TrackSource source, boolean muted) {
        return of(
                session,
                participant -> {
                    if (!muted && !participant.mayPublish(source)) {
                        throw new RejectedException(
                                ErrorCode.NOT_ALLOWED, "You may not publish this.");
                    }
                    if (!muted && participant.held().contains(source)) {
                        throw new RejectedException(
                                ErrorCode.MUTED_BY_HOST,
                                "The host has muted this. Raise your hand to ask.");
                    }
                    if (!participant.publications().containsKey(source)) {
                        throw new RejectedException(
                                ErrorCode.UNKNOWN_TRACK, "There is no such track of yours.");
                    }
                    return setMuted(participant, source, muted, false);
                });
    }

    CompletableFuture<Void> muteParticipant(Session session, MuteParticipant request) {
        return of(
                session,
                participant -> {
                    requireAdmin(participant);
                    Participant target = roster.visible(request.participant());
                    TrackSource source = request.source();
                    if (request.hold() && !request.muted()) {
                        throw new RejectedException(
                                ErrorCode.MALFORMED, "A hold without mute makes no sense.");
                    }
                    boolean published = target.publications().containsKey(source);
                    if (request.muted() && !request.hold() && !published) {
                        throw new RejectedException(
                                ErrorCode.UNKNOWN_TRACK, "There is no such track to mute.");
                    }
                    boolean changed =
                            request.hold()
                                    ? target.held().add(source)
                                    : target.held().remove(source);
                    if (request.muted() && published) {
                        return setMuted(target, source, true, changed);
                    }
                    if (published && target.http() != null) {
                        // There is nobody behind a WHIP encoder who could be asked.
                        return setMuted(target, source, false, changed);
                    }
                    if (changed) {
                        roster.tellUpdated(target);
                    }
                    if (!request.muted() && (changed || target.isMuted(source))) {
                        roster.tell(target, new ServerMessage.UnmuteAsked(source));
                    }
                    return MeetingTasks.done();
                });
    }

    private CompletableFuture<Void> setMuted(
            Participant target, TrackSource source, boolean muted, boolean tell) {
        return tasks.ask(
                room.setMuted(target.id(), source, muted),
                _ -> {
                    PublicationInfo known = target.publications().get(source);
                    boolean changed =
                            known != null
                                    && target.put(new PublicationInfo(known.id(), source, muted));
                    if (changed || tell) {
                        roster.tellUpdated(target);
                    }
                });
    }

    CompletableFuture<Void> say(Session session, String text) {
        return of(
                session,
                participant -> {
                    if (!participant.rights().chat() || participant.isHidden()) {
                        throw new RejectedException(ErrorCode.NOT_ALLOWED, "You may not chat.");
                    }
                    roster.tellAll(
                            new ServerMessage.Chat(chat.add(participant, text, clock.millis())));
                    return MeetingTasks.done();
                });
    }

    CompletableFuture<Void> hand(Session session, boolean raised) {
        return of(
                session,
                participant -> {
                    if (raised != (participant.hand() != null)) {
                        participant.setHand(raised ? clock.millis() : null);
                        roster.tellUpdated(participant);
                    }
                    return MeetingTasks.done();
                });
    }

    CompletableFuture<Void> rename(Session session, String newName) {
        return of(
                session,
                participant -> {
                    if (participant.isNameFixed()) {
                        throw new RejectedException(
                                ErrorCode.NOT_ALLOWED, "Your name comes from your token.");
                    }
                    if (!participant.name().equals(newName)) {
                        participant.rename(newName);
                        roster.tellUpdated(participant);
                        onRenamed.run();
                    }
                    return MeetingTasks.done();
                });
    }

    static void requireAdmin(Participant participant) {
        if (!participant.rights().roomAdmin()) {
            throw new RejectedException(ErrorCode.NOT_ALLOWED, "Only a host may do this.");
        }
    }
}
