package io.sluice.sfu.loop;

import io.sluice.sfu.api.IceCandidate;
import io.sluice.sfu.api.JoinedMedia;
import io.sluice.sfu.api.MediaOffer;
import io.sluice.sfu.api.MediaRights;
import io.sluice.sfu.api.MediaTap;
import io.sluice.sfu.api.RoomEvent;
import io.sluice.sfu.api.RoomHandle;
import io.sluice.sfu.api.RoomListener;
import io.sluice.sfu.api.SlotAssignment;
import io.sluice.sfu.api.SlotSection;
import io.sluice.sfu.api.SlotView;
import io.sluice.sfu.api.TrackDescription;
import io.sluice.sfu.api.TrackSource;
import io.sluice.sfu.relay.RelayLink;
import io.sluice.sfu.room.OtherPart;
import io.sluice.sfu.room.PartMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// A room that may have parts on several loops: it begins on one, and who comes when that is busy
/// is served by another. Each participant stays where it came in.
///
/// Its own lock is held while something is handed to a loop's mailbox, never while one waits.
public final class SpreadRoom implements RoomHandle {
    /// What a room asks of the media plane.
    public interface Loops {
        /// The loop that shall serve a newcomer to a room.
        ///
        /// @param home the loop the room began on
        MediaLoop choose(MediaLoop home);

        /// Opens a part of the room on a loop.
        ///
        /// @param number of the part, never used before in this room
        RoomProxy open(MediaLoop loop, int number, String name, RoomListener listener);

        /// The relay from one loop to another.
        RelayLink link(MediaLoop from, MediaLoop to);
    }

    /// The room on one loop.
    private static final class Part {
        final MediaLoop loop;
        final RoomProxy room;

        /// The other parts as this one reaches them; guarded by the room.
        final Map<Part, Neighbour> others = new HashMap<>();

        /// Guarded by the room.
        int people;

        Part(MediaLoop loop, RoomProxy room) {
            this.loop = loop;
            this.room = room;
        }
    }

    /// One part as another reaches it.
    private static final class Neighbour implements OtherPart {
        private final RelayLink link;
        private final RoomProxy to;

        /// Who speaks, as the part that is reached knows it; set before either part knows.
        private @Nullable Neighbour speaker;

        Neighbour(RelayLink link, RoomProxy to) {
            this.link = link;
            this.to = to;
        }

        @Override
        public RelayLink link() {
            return link;
        }

        @Override
        public void tell(PartMessage message) {
            Neighbour from = Objects.requireNonNull(speaker);
            to.post((room, now) -> room.onMessage(from, message, now));
        }
    }

    private final String name;
    private final Loops loops;
    private final RoomListener listener;
    private final Part home;
    private final List<Part> parts = new ArrayList<>(); // guarded by this
    private final Map<String, Part> seats = new HashMap<>(); // guarded by this
    private int numbers; // guarded by this
    private boolean failed; // guarded by this

    /// @param name for diagnosis
    /// @param first the loop the room begins on
    public SpreadRoom(String name, Loops loops, MediaLoop first, RoomListener listener) {
        this.name = name;
        this.loops = loops;
        this.listener = listener;
        home = open(first);
    }

    @Override
    public synchronized CompletableFuture<JoinedMedia> join(
            String participantId,
            MediaRights rights,
            MediaOffer offer,
            List<TrackDescription> tracks,
            List<SlotView> view) {
        Part known = seats.get(participantId);
        Part part = known == null ? partFor(offer) : known;
        CompletableFuture<JoinedMedia> answer =
                part.room.join(participantId, rights, offer, tracks, view);
        if (known == null) {
            seats.put(participantId, part);
            part.people++;
            return answer.whenComplete((_, refusal) -> {
                if (refusal != null) {
                    vacate(participantId, part);
                }
            });
        }
        return answer;
    }

    @Override
    public CompletableFuture<JoinedMedia> renegotiate(
            String participantId, MediaOffer offer, List<TrackDescription> tracks) {
        return partOf(participantId).renegotiate(participantId, offer, tracks);
    }

    @Override
    public CompletableFuture<JoinedMedia> rejoin(
            String participantId,
            MediaOffer offer,
            List<TrackDescription> tracks,
            List<SlotView> view) {
        return partOf(participantId).rejoin(participantId, offer, tracks, view);
    }

    /// A hidden participant is served where the room began.
    @Override
    public synchronized CompletableFuture<List<SlotAssignment>> tap(
            String participantId, List<SlotSection> slots, List<SlotView> view, MediaTap tap) {
        return home.room.tap(participantId, slots, view, tap);
    }

    @Override
    public CompletableFuture<Void> requestKeyframe(String participantId, long ssrc) {
        return partOf(participantId).requestKeyframe(participantId, ssrc);
    }

    @Override
    public CompletableFuture<Void> addCandidates(
            String participantId, String ufrag, List<IceCandidate> candidates) {
        return partOf(participantId).addCandidates(participantId, ufrag, candidates);
    }

    @Override
    public CompletableFuture<Void> unpublish(String participantId, Set<TrackSource> sources) {
        return partOf(participantId).unpublish(participantId, sources);
    }

    @Override
    public CompletableFuture<Void> setView(String participantId, List<SlotView> view) {
        return partOf(participantId).setView(participantId, view);
    }

    @Override
    public CompletableFuture<Void> setMuted(
            String participantId, TrackSource source, boolean muted) {
        return partOf(participantId).setMuted(participantId, source, muted);
    }

    @Override
    public CompletableFuture<Void> setRights(String participantId, MediaRights rights) {
        return partOf(participantId).setRights(participantId, rights);
    }

    @Override
    public synchronized CompletableFuture<Void> leave(String participantId) {
        Part part = seats.getOrDefault(participantId, home);
        CompletableFuture<Void> left = part.room.leave(participantId);
        vacate(participantId, part);
        return left;
    }

    @Override
    public synchronized CompletableFuture<Void> close() {
        return CompletableFuture.allOf(
                parts.stream().map(part -> part.room.close()).toArray(CompletableFuture<?>[]::new));
    }

    private synchronized RoomProxy partOf(String participantId) {
        return seats.getOrDefault(participantId, home).room;
    }

    /// Who only sends stays where the packets are needed first.
    private Part partFor(MediaOffer offer) {
        if (offer.slots().isEmpty()) {
            return home;
        }
        MediaLoop loop = loops.choose(home.loop);
        for (Part part : parts) {
            if (part.loop.equals(loop)) {
                return part;
            }
        }
        return open(loop);
    }

    private Part open(MediaLoop loop) {
        Part opened = new Part(loop, loops.open(loop, numbers++, name, this::onEvent));
        for (Part part : parts) {
            introduce(part, opened);
        }
        parts.add(opened);
        return opened;
    }

    /// Lets two parts know each other. Both must be known before one of them speaks.
    private void introduce(Part one, Part other) {
        Neighbour otherForOne = new Neighbour(loops.link(one.loop, other.loop), other.room);
        Neighbour oneForOther = new Neighbour(loops.link(other.loop, one.loop), one.room);
        otherForOne.speaker = oneForOther;
        oneForOther.speaker = otherForOne;
        one.others.put(other, otherForOne);
        other.others.put(one, oneForOther);
        other.room.post((room, _) -> room.addPart(oneForOther));
        one.room.post((room, _) -> room.addPart(otherForOne));
    }

    /// A part without anybody is closed, so that nothing is relayed to it.
    private synchronized void vacate(String participantId, Part part) {
        if (!seats.remove(participantId, part)) {
            return;
        }
        part.people--;
        if (part == home || part.people > 0 || !parts.remove(part)) {
            return;
        }
        for (Part other : parts) {
            Neighbour gone = other.others.remove(part);
            if (gone != null) {
                other.room.post((room, now) -> room.removePart(gone, now));
            }
        }
        CompletableFuture<Void> _ = part.room.close();
    }

    private void onEvent(RoomEvent event) {
        if (event instanceof RoomEvent.RoomFailed) {
            onFailed();
        }
        listener.onEvent(event);
    }

    private synchronized void onFailed() {
        if (!failed) {
            failed = true;
            CompletableFuture<Void> _ = close();
        }
    }
}
