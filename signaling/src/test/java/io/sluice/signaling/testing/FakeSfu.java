package io.sluice.signaling.testing;

import io.sluice.sfu.api.DtlsFingerprint;
import io.sluice.sfu.api.DtlsSetup;
import io.sluice.sfu.api.IceCandidate;
import io.sluice.sfu.api.IceCredentials;
import io.sluice.sfu.api.JoinedMedia;
import io.sluice.sfu.api.MediaAnswer;
import io.sluice.sfu.api.MediaException;
import io.sluice.sfu.api.MediaKind;
import io.sluice.sfu.api.MediaOffer;
import io.sluice.sfu.api.MediaRights;
import io.sluice.sfu.api.MediaTap;
import io.sluice.sfu.api.PublicationInfo;
import io.sluice.sfu.api.RoomEvent;
import io.sluice.sfu.api.RoomHandle;
import io.sluice.sfu.api.RoomListener;
import io.sluice.sfu.api.Sfu;
import io.sluice.sfu.api.SlotAssignment;
import io.sluice.sfu.api.SlotSection;
import io.sluice.sfu.api.SlotStream;
import io.sluice.sfu.api.SlotView;
import io.sluice.sfu.api.TrackDescription;
import io.sluice.sfu.api.TrackSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A media plane without media: it answers at once and remembers what it was asked.
public final class FakeSfu implements Sfu {
    public final List<FakeRoom> rooms = new CopyOnWriteArrayList<>();

    @Override
    public RoomHandle openRoom(String name, RoomListener listener) {
        FakeRoom room = new FakeRoom(name, listener);
        rooms.add(room);
        return room;
    }

    /// The newest room.
    public FakeRoom room() {
        return rooms.getLast();
    }

    @Override
    public void close() {}

    public static MediaAnswer answer(MediaOffer offer) {
        List<SlotStream> streams =
                offer.slots().stream()
                        .map(slot ->
                                new SlotStream(
                                        slot.slot(),
                                        slot.kind(),
                                        slot.mid(),
                                        ssrc(slot),
                                        ssrc(slot) + 1))
                        .toList();
        return new MediaAnswer(
                new IceCredentials("ufragOfServer", "passwordOfTheServer0123"),
                true,
                new DtlsFingerprint("sha-256", "AB" + ":CD".repeat(31)),
                DtlsSetup.PASSIVE,
                List.of(
                        new IceCandidate("1", "udp", 2130706431L, "192.0.2.1", 7882, "host"),
                        new IceCandidate(
                                "2", "tcp", 2105458943L, "192.0.2.1", 7881, "host", "passive")),
                streams);
    }

    private static long ssrc(SlotSection slot) {
        return 1000 + 10L * slot.slot() + (slot.kind() == MediaKind.VIDEO ? 2 : 0);
    }

    /// One room of it.
    public static final class FakeRoom implements RoomHandle {
        public final String name;
        public final List<String> calls = new CopyOnWriteArrayList<>();
        public final Map<String, MediaRights> rights = new ConcurrentHashMap<>();
        public volatile boolean closed;

        /// Fails the next request with this.
        public volatile MediaException.@Nullable Reason refuse;

        /// Throws at the next request, as a programming error would.
        public volatile boolean broken;

        /// Keeps the answers to joins until released.
        public volatile boolean slow;

        private final List<Runnable> kept = new CopyOnWriteArrayList<>();
        private final RoomListener listener;
        private int publications;
        private final Map<String, Map<TrackSource, PublicationInfo>> published = new HashMap<>();

        FakeRoom(String name, RoomListener listener) {
            this.name = name;
            this.listener = listener;
        }

        public void emit(RoomEvent event) {
            listener.onEvent(event);
        }

        /// Whether an answer waits to be released.
        public boolean keeps() {
            return !kept.isEmpty();
        }

        /// How many answers do.
        public int kept() {
            return kept.size();
        }

        public void release() {
            slow = false;
            kept.forEach(Runnable::run);
            kept.clear();
        }

        @Override
        public CompletableFuture<JoinedMedia> join(
                String participantId,
                MediaRights rights,
                MediaOffer offer,
                List<TrackDescription> tracks,
                List<SlotView> view) {
            this.rights.put(participantId, rights);
            calls.add("join " + tracks + " " + view);
            return media(participantId, offer, tracks);
        }

        @Override
        public CompletableFuture<JoinedMedia> renegotiate(
                String participantId, MediaOffer offer, List<TrackDescription> tracks) {
            calls.add("renegotiate " + tracks);
            return media(participantId, offer, tracks);
        }

        @Override
        public CompletableFuture<JoinedMedia> rejoin(
                String participantId,
                MediaOffer offer,
                List<TrackDescription> tracks,
                List<SlotView> view) {
            calls.add("rejoin " + tracks + " " + view);
            return media(participantId, offer, tracks);
        }

        private synchronized CompletableFuture<JoinedMedia> media(
                String id, MediaOffer offer, List<TrackDescription> tracks) {
            Map<TrackSource, PublicationInfo> all =
                    published.computeIfAbsent(id, _ -> new HashMap<>());
            List<PublicationInfo> list = new ArrayList<>();
            for (TrackDescription track : tracks) {
                PublicationInfo known = all.get(track.source());
                String trackId = known == null ? "t-" + ++publications : known.id();
                PublicationInfo info = new PublicationInfo(trackId, track.source(), track.muted());
                all.put(track.source(), info);
                list.add(info);
            }
            SlotAssignment empty =
                    new SlotAssignment(0, null, null, null, SlotAssignment.VideoState.OFF);
            CompletableFuture<JoinedMedia> reply =
                    reply(() -> new JoinedMedia(answer(offer), list, List.of(empty)));
            if (!slow) {
                return reply;
            }
            CompletableFuture<JoinedMedia> later = new CompletableFuture<>();
            kept.add(() -> later.complete(reply.join()));
            return later;
        }

        @Override
        public CompletableFuture<List<SlotAssignment>> tap(
                String participantId, List<SlotSection> slots, List<SlotView> view, MediaTap tap) {
            calls.add("tap " + participantId + " " + slots.size() + " " + view);
            return CompletableFuture.completedFuture(List.of());
        }

        @Override
        public CompletableFuture<Void> requestKeyframe(String participantId, long ssrc) {
            calls.add("keyframe " + participantId + " " + ssrc);
            return done();
        }

        @Override
        public CompletableFuture<Void> addCandidates(
                String participantId, String ufrag, List<IceCandidate> candidates) {
            calls.add("addCandidates " + participantId + " " + ufrag + " " + candidates);
            return done();
        }

        @Override
        public CompletableFuture<Void> unpublish(String participantId, Set<TrackSource> sources) {
            calls.add("unpublish " + sources.size());
            return done();
        }

        @Override
        public CompletableFuture<Void> setView(String participantId, List<SlotView> view) {
            calls.add("view " + view);
            return done();
        }

        @Override
        public CompletableFuture<Void> setMuted(
                String participantId, TrackSource source, boolean muted) {
            calls.add("muted " + source + " " + muted);
            return done();
        }

        @Override
        public CompletableFuture<Void> setRights(String participantId, MediaRights rights) {
            calls.add("rights");
            return done();
        }

        @Override
        public CompletableFuture<Void> leave(String participantId) {
            calls.add("leave " + participantId);
            return done();
        }

        @Override
        public CompletableFuture<Void> close() {
            closed = true;
            return done();
        }

        private CompletableFuture<Void> done() {
            return reply(() -> null);
        }

        private <T> CompletableFuture<T> reply(Supplier<T> value) {
            if (broken) {
                throw new IllegalStateException("broken on purpose");
            }
            MediaException.Reason reason = refuse;
            if (reason != null) {
                refuse = null;
                return CompletableFuture.failedFuture(new MediaException(reason, "refused"));
            }
            return CompletableFuture.completedFuture(value.get());
        }
    }
}
