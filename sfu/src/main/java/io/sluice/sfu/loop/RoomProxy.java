package io.sluice.sfu.loop;

import io.sluice.sfu.api.IceCandidate;
import io.sluice.sfu.api.JoinedMedia;
import io.sluice.sfu.api.MediaException;
import io.sluice.sfu.api.MediaOffer;
import io.sluice.sfu.api.MediaRights;
import io.sluice.sfu.api.MediaTap;
import io.sluice.sfu.api.RoomHandle;
import io.sluice.sfu.api.SlotAssignment;
import io.sluice.sfu.api.SlotSection;
import io.sluice.sfu.api.SlotView;
import io.sluice.sfu.api.TrackDescription;
import io.sluice.sfu.api.TrackSource;
import io.sluice.sfu.room.Room;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// A room, or the part of one that is on one loop, seen from other threads: each call is posted to
/// that loop.
public final class RoomProxy implements RoomHandle {
    /// Makes the room, on its loop.
    @FunctionalInterface
    public interface Factory {
        Room create(long nowNanos);
    }

    @FunctionalInterface
    private interface Task<T extends @Nullable Object> {
        T run(Room room, long nowNanos);
    }

    private final MediaLoop loop;
    private @Nullable Room room; // the loop's

    /// @param factory called on the loop, before anything else
    public RoomProxy(MediaLoop loop, Factory factory) {
        this.loop = loop;
        loop.post(() -> room = factory.create(loop.nowNanos()));
    }

    @Override
    public CompletableFuture<JoinedMedia> join(
            String participantId,
            MediaRights rights,
            MediaOffer offer,
            List<TrackDescription> tracks,
            List<SlotView> view) {
        List<TrackDescription> ownTracks = List.copyOf(tracks);
        List<SlotView> ownView = List.copyOf(view);
        return ask((to, now) -> to.join(participantId, rights, offer, ownTracks, ownView, now));
    }

    @Override
    public CompletableFuture<JoinedMedia> renegotiate(
            String participantId, MediaOffer offer, List<TrackDescription> tracks) {
        List<TrackDescription> ownTracks = List.copyOf(tracks);
        return ask((to, now) -> to.renegotiate(participantId, offer, ownTracks, now));
    }

    @Override
    public CompletableFuture<JoinedMedia> rejoin(
            String participantId,
            MediaOffer offer,
            List<TrackDescription> tracks,
            List<SlotView> view) {
        List<TrackDescription> ownTracks = List.copyOf(tracks);
        List<SlotView> ownView = List.copyOf(view);
        return ask((to, now) -> to.rejoin(participantId, offer, ownTracks, ownView, now));
    }

    @Override
    public CompletableFuture<List<SlotAssignment>> tap(
            String participantId, List<SlotSection> slots, List<SlotView> view, MediaTap tap) {
        List<SlotSection> ownSlots = List.copyOf(slots);
        List<SlotView> ownView = List.copyOf(view);
        return ask((to, now) -> to.tap(participantId, ownSlots, ownView, tap, now));
    }

    @Override
    public CompletableFuture<Void> requestKeyframe(String participantId, long ssrc) {
        return tell((to, now) -> to.requestKeyframe(participantId, ssrc, now));
    }

    @Override
    public CompletableFuture<Void> addCandidates(
            String participantId, String ufrag, List<IceCandidate> candidates) {
        List<IceCandidate> ownCandidates = List.copyOf(candidates);
        return tell((to, _) -> to.addCandidates(participantId, ufrag, ownCandidates));
    }

    @Override
    public CompletableFuture<Void> unpublish(String participantId, Set<TrackSource> sources) {
        Set<TrackSource> ownSources = Set.copyOf(sources);
        return tell((to, now) -> to.unpublish(participantId, ownSources, now));
    }

    @Override
    public CompletableFuture<Void> setView(String participantId, List<SlotView> view) {
        List<SlotView> ownView = List.copyOf(view);
        return tell((to, now) -> to.setView(participantId, ownView, now));
    }

    @Override
    public CompletableFuture<Void> setMuted(
            String participantId, TrackSource source, boolean muted) {
        return tell((to, now) -> to.setMuted(participantId, source, muted, now));
    }

    @Override
    public CompletableFuture<Void> setRights(String participantId, MediaRights rights) {
        return tell((to, now) -> to.setRights(participantId, rights, now));
    }

    @Override
    public CompletableFuture<Void> leave(String participantId) {
        return tell((to, now) -> to.leave(participantId, now));
    }

    @Override
    public CompletableFuture<Void> close() {
        return tell(Room::close);
    }

    /// What the room is to do, on its loop.
    @FunctionalInterface
    interface Order {
        void run(Room room, long nowNanos);
    }

    /// Nobody waits for what comes of it.
    void post(Order order) {
        post(new CompletableFuture<Void>(), order);
    }

    private CompletableFuture<Void> tell(Order order) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        post(
                done,
                (to, now) -> {
                    order.run(to, now);
                    done.complete(null);
                });
        return done;
    }

    private <T> CompletableFuture<T> ask(Task<T> task) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        post(answer, (to, now) -> answer.complete(task.run(to, now)));
        return answer;
    }

    private void post(CompletableFuture<?> answer, Order order) {
        if (!loop.post(() -> run(answer, order))) {
            answer.completeExceptionally(closed());
        }
    }

    private void run(CompletableFuture<?> answer, Order order) {
        Room to = room;
        if (to == null) {
            answer.completeExceptionally(closed());
            return;
        }
        try {
            order.run(to, loop.nowNanos());
        } catch (MediaException refused) {
            answer.completeExceptionally(refused);
        } catch (RuntimeException | Error bug) {
            to.onBug(bug, loop.nowNanos());
            answer.completeExceptionally(closed());
        }
    }

    private static MediaException closed() {
        return new MediaException(MediaException.Reason.ROOM_CLOSED, "the room is closed");
    }
}
