package io.sluice.sfu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.sfu.api.MediaException;
import io.sluice.sfu.api.MediaException.Reason;
import io.sluice.sfu.api.MediaRights;
import io.sluice.sfu.api.RoomEvent;
import io.sluice.sfu.api.RoomEvent.TransportState;
import io.sluice.sfu.api.RoomHandle;
import io.sluice.sfu.api.TrackSource;
import io.sluice.sfu.congestion.NetworkBudgets;
import io.sluice.sfu.observe.Count;
import io.sluice.sfu.observe.DropReason;
import java.net.InetAddress;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The whole media plane on loopback sockets, with peers that do ICE, DTLS and SRTP themselves.
class MediaPlaneTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int AUDIO_TYPE = Guest.AUDIO_TYPE;
    private static final int VIDEO_TYPE = Guest.VIDEO_TYPE;
    private static final MediaRights ALL = new MediaRights(EnumSet.allOf(TrackSource.class), true);

    private final LinkedBlockingQueue<RoomEvent> events = new LinkedBlockingQueue<>();
    private MediaPlane plane;
    private RoomHandle room;

    @BeforeEach
    void start() throws Exception {
        plane = MediaPlane.start(config(3));
        room = plane.openRoom("test", events::add);
    }

    @AfterEach
    void stop() {
        plane.close();
    }

    @Test
    void twoParticipantsHearAndSeeEachOther() throws Exception {
        try (Guest anna = new Guest(room, "anna", 1000, ALL);
                Guest ben = new Guest(room, "ben", 2000, ALL)) {
            Set<Integer> annaGets = new HashSet<>();
            Set<Integer> benGets = new HashSet<>();
            within(() -> {
                anna.send();
                ben.send();
                anna.collect(annaGets);
                ben.collect(benGets);
                return annaGets.size() == 2 && benGets.size() == 2;
            });

            assertEquals(Set.of(AUDIO_TYPE, VIDEO_TYPE), annaGets);
            assertEquals(Set.of(AUDIO_TYPE, VIDEO_TYPE), benGets);
            assertEquals(2, plane.snapshot().count(Count.PARTICIPANTS));
            assertEquals(1, plane.snapshot().count(Count.ROOMS));
        }
    }

    @Test
    void aMutedMicrophoneIsNotForwardedWhateverItsSenderDoes() throws Exception {
        try (Guest anna = new Guest(room, "anna", 1000, ALL);
                Guest ben = new Guest(room, "ben", 2000, ALL)) {
            get(room.setMuted("anna", TrackSource.MICROPHONE, true));
            Set<Integer> benGets = new HashSet<>();
            within(() -> {
                anna.send();
                ben.collect(benGets);
                return plane.snapshot().dropped(DropReason.MUTED) >= 5
                        && benGets.contains(VIDEO_TYPE);
            });
            assertEquals(Set.of(VIDEO_TYPE), benGets);

            get(room.setMuted("anna", TrackSource.MICROPHONE, false));
            within(() -> {
                anna.send();
                ben.collect(benGets);
                return benGets.contains(AUDIO_TYPE);
            });
        }
    }

    @Test
    void aSourceOutsideTheRightsIsNotForwarded() throws Exception {
        MediaRights microphone = new MediaRights(Set.of(TrackSource.MICROPHONE), true);
        try (Guest anna = new Guest(room, "anna", 1000, microphone);
                Guest ben = new Guest(room, "ben", 2000, ALL)) {
            Set<Integer> benGets = new HashSet<>();
            within(() -> {
                anna.send();
                ben.collect(benGets);
                return plane.snapshot().dropped(DropReason.NOT_ALLOWED) >= 5
                        && benGets.contains(AUDIO_TYPE);
            });
            assertEquals(Set.of(AUDIO_TYPE), benGets);
        }
    }

    @Test
    void whoMayNotSubscribeGetsNothing() throws Exception {
        MediaRights deaf = new MediaRights(EnumSet.allOf(TrackSource.class), false);
        try (Guest anna = new Guest(room, "anna", 1000, ALL);
                Guest ben = new Guest(room, "ben", 2000, deaf);
                Guest cora = new Guest(room, "cora", 3000, ALL)) {
            Set<Integer> benGets = new HashSet<>();
            Set<Integer> coraGets = new HashSet<>();
            within(() -> {
                anna.send();
                ben.collect(benGets);
                cora.collect(coraGets);
                return coraGets.size() == 2;
            });
            ben.collect(benGets);
            assertEquals(Set.of(), benGets);
        }
    }

    @Test
    void whoHangsUpIsGoneAtOnce() throws Exception {
        try (Guest anna = new Guest(room, "anna", 1000, ALL);
                Guest ben = new Guest(room, "ben", 2000, ALL)) {
            assertNotNull(ben.joined);
            anna.peer.hangUp();
            within(() -> {
                @Nullable RoomEvent event = poll();
                return event instanceof RoomEvent.TransportChanged changed
                        && changed.participantId().equals("anna")
                        && changed.state() == TransportState.CLOSED;
            });
            within(() -> plane.snapshot().count(Count.TRANSPORTS_CONNECTED) == 1);
            assertEquals(2, plane.snapshot().count(Count.PARTICIPANTS), "its place is kept");
        }
    }

    @Test
    void aRoomTakesNoMoreThanItsLimit() throws Exception {
        plane.close();
        plane = MediaPlane.start(config(1));
        room = plane.openRoom("small", events::add);
        try (Guest anna = new Guest(room, "anna", 1000, ALL)) {
            assertNotNull(anna.joined);
            assertEquals(
                    Reason.ROOM_FULL, refusal(() -> new Guest(room, "ben", 2000, ALL).close()));
        }
    }

    @Test
    void thereAreNoMoreRoomsThanTheLimit() throws Exception {
        MediaException refused =
                assertThrows(MediaException.class, () -> plane.openRoom("another", events::add));
        assertEquals(Reason.OVERLOADED, refused.reason());

        get(room.close());
        assertNotNull(plane.openRoom("another", events::add));
    }

    @Test
    void aClosedRoomRefuses() throws Exception {
        get(room.close());
        assertEquals(Reason.ROOM_CLOSED, refusal(() -> new Guest(room, "anna", 1000, ALL).close()));
    }

    /// Anna is on the loop the room began on, Ben on the other one.
    @Test
    void aRoomMayBeSpreadOverLoops() throws Exception {
        plane.close();
        plane = MediaPlane.start(config(3, 2, 0));
        room = plane.openRoom("spread", events::add);
        try (Guest anna = new Guest(room, "anna", 1000, ALL);
                Guest ben = new Guest(room, "ben", 2000, ALL)) {
            Set<Integer> annaGets = new HashSet<>();
            Set<Integer> benGets = new HashSet<>();
            within(() -> {
                anna.send();
                ben.send();
                anna.collect(annaGets);
                ben.collect(benGets);
                return annaGets.size() == 2
                        && benGets.size() == 2
                        && plane.snapshot().count(Count.PACKETS_RELAYED) >= 10;
            });
            assertEquals(2, plane.snapshot().count(Count.PARTICIPANTS));
            assertEquals(1, plane.snapshot().count(Count.ROOMS));

            get(room.setMuted("ben", TrackSource.MICROPHONE, true));
            long muted = plane.snapshot().dropped(DropReason.MUTED);
            within(() -> {
                ben.send();
                return plane.snapshot().dropped(DropReason.MUTED) >= muted + 10;
            });
            get(room.leave("ben"));
        }
        try (Guest cora = new Guest(room, "cora", 3000, ALL)) {
            assertNotNull(cora.joined, "a part that was closed is opened again");
        }
        get(room.close());
        within(() -> plane.snapshot().count(Count.PARTICIPANTS) == 0);
        assertNotNull(plane.openRoom("another", events::add), "its place is free again");
    }

    private static MediaConfig config(int participants) {
        return config(participants, 1, MediaConfig.DEFAULT_SPREAD_PERCENT);
    }

    private static MediaConfig config(int participants, int loops, int spreadPercent) {
        return new MediaConfig(
                List.of(InetAddress.ofLiteral("127.0.0.1")),
                0,
                0,
                loops,
                List.of(),
                16 << 20,
                1,
                participants,
                spreadPercent,
                true,
                NetworkBudgets.NONE,
                MediaConfig.Ice.LITE);
    }

    private @Nullable RoomEvent poll() {
        try {
            return events.poll(20, TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private interface Attempt {
        void run() throws Exception;
    }

    private static Reason refusal(Attempt attempt) {
        ExecutionException failed = assertThrows(ExecutionException.class, attempt::run);
        return assertInstanceOf(MediaException.class, failed.getCause()).reason();
    }

    /// Tries again until it is so.
    private static void within(BooleanSupplier done) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!done.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, "not in time");
        }
    }
}
