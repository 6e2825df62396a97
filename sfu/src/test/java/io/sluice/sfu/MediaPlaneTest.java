package io.sluice.sfu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.rtp.codec.Codec;
import io.sluice.sfu.api.CodecParameters;
import io.sluice.sfu.api.DtlsSetup;
import io.sluice.sfu.api.EncodingParameters;
import io.sluice.sfu.api.JoinedMedia;
import io.sluice.sfu.api.MediaException;
import io.sluice.sfu.api.MediaException.Reason;
import io.sluice.sfu.api.MediaKind;
import io.sluice.sfu.api.MediaOffer;
import io.sluice.sfu.api.MediaRights;
import io.sluice.sfu.api.RoomEvent;
import io.sluice.sfu.api.RoomEvent.TransportState;
import io.sluice.sfu.api.RoomHandle;
import io.sluice.sfu.api.RtcpFeedback;
import io.sluice.sfu.api.SendSection;
import io.sluice.sfu.api.SlotSection;
import io.sluice.sfu.api.SlotStream;
import io.sluice.sfu.api.TrackDescription;
import io.sluice.sfu.api.TrackSource;
import io.sluice.sfu.observe.Count;
import io.sluice.sfu.observe.DropReason;
import io.sluice.sfu.testclient.TestPeer;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
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
    private static final int AUDIO_TYPE = 111;
    private static final int VIDEO_TYPE = 96;
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
        try (Guest anna = new Guest("anna", 1000, ALL);
                Guest ben = new Guest("ben", 2000, ALL)) {
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
        try (Guest anna = new Guest("anna", 1000, ALL);
                Guest ben = new Guest("ben", 2000, ALL)) {
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
        try (Guest anna = new Guest("anna", 1000, microphone);
                Guest ben = new Guest("ben", 2000, ALL)) {
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
        try (Guest anna = new Guest("anna", 1000, ALL);
                Guest ben = new Guest("ben", 2000, deaf);
                Guest cora = new Guest("cora", 3000, ALL)) {
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
        try (Guest anna = new Guest("anna", 1000, ALL);
                Guest ben = new Guest("ben", 2000, ALL)) {
            assertNotNull(ben.peer.localAddress());
            anna.peer.hangUp();
            within(() -> {
                @Nullable RoomEvent event = poll();
                return event instanceof RoomEvent.TransportChanged changed
                        && changed.participantId().equals("anna")
                        && changed.state() == TransportState.CLOSED;
            });
            // The event comes before the last of the leaving is done.
            within(() -> plane.snapshot().count(Count.PARTICIPANTS) == 1);
        }
    }

    @Test
    void aRoomTakesNoMoreThanItsLimit() throws Exception {
        plane.close();
        plane = MediaPlane.start(config(1));
        room = plane.openRoom("small", events::add);
        try (Guest anna = new Guest("anna", 1000, ALL)) {
            assertNotNull(anna.joined);
            assertEquals(Reason.ROOM_FULL, refusal(() -> new Guest("ben", 2000, ALL).close()));
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
        assertEquals(Reason.ROOM_CLOSED, refusal(() -> new Guest("anna", 1000, ALL).close()));
    }

    private static MediaConfig config(int participants) {
        return new MediaConfig(
                List.of(InetAddress.ofLiteral("127.0.0.1")),
                0,
                0,
                1,
                List.of(),
                16 << 20,
                1,
                participants,
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

    /// Somebody with a microphone, a camera and two slots.
    private final class Guest implements AutoCloseable {
        final TestPeer peer = new TestPeer();
        final JoinedMedia joined;
        private final int ssrc;
        private int sequence;

        Guest(String id, int ssrc, MediaRights rights) throws Exception {
            this.ssrc = ssrc;
            try {
                joined = get(room.join(id, rights, offer(), tracks(), List.of()));
                peer.connect(
                        joined.answer().candidates().getFirst(),
                        joined.answer().ice(),
                        joined.answer().fingerprint(),
                        true);
                get(peer.connected());
            } catch (ExecutionException refused) {
                peer.close();
                throw refused;
            }
            assertEquals(4, joined.answer().slotStreams().size());
            assertEquals(
                    4,
                    joined.answer().slotStreams().stream()
                            .map(SlotStream::ssrc)
                            .distinct()
                            .count());
        }

        private MediaOffer offer() {
            CodecParameters opus = codec(Codec.OPUS, AUDIO_TYPE);
            CodecParameters vp8 = codec(Codec.VP8, VIDEO_TYPE);
            return new MediaOffer(
                    peer.credentials(),
                    peer.fingerprint(),
                    DtlsSetup.ACTPASS,
                    List.of(
                            send("0", MediaKind.AUDIO, opus, ssrc),
                            send("1", MediaKind.VIDEO, vp8, ssrc + 1)),
                    List.of(
                            new SlotSection(0, "2", MediaKind.AUDIO, List.of(opus), List.of()),
                            new SlotSection(0, "3", MediaKind.VIDEO, List.of(vp8), List.of()),
                            new SlotSection(1, "4", MediaKind.AUDIO, List.of(opus), List.of()),
                            new SlotSection(1, "5", MediaKind.VIDEO, List.of(vp8), List.of())));
        }

        private CodecParameters codec(Codec codec, int payloadType) {
            return new CodecParameters(
                    codec,
                    payloadType,
                    CodecParameters.NONE,
                    CodecParameters.NONE,
                    Set.of(RtcpFeedback.NACK, RtcpFeedback.PLI));
        }

        private SendSection send(String mid, MediaKind kind, CodecParameters codec, int number) {
            return new SendSection(
                    mid,
                    kind,
                    List.of(codec),
                    List.of(),
                    List.of(new EncodingParameters("", number, EncodingParameters.UNKNOWN)));
        }

        private List<TrackDescription> tracks() {
            return List.of(
                    new TrackDescription("0", TrackSource.MICROPHONE, false),
                    new TrackDescription("1", TrackSource.CAMERA, false));
        }

        /// One packet of sound and one keyframe.
        void send() {
            sequence++;
            byte[] sound = {(byte) 0xf8, 1, 2, 3, 4, 5, 6, 7};
            byte[] picture = {
                0x10, 0, 0, 0, (byte) 0x9d, 1, 0x2a, 0x40, 1, (byte) 0xc0, 0, 1, 2, 3
            };
            peer.sendRtp(packet(AUDIO_TYPE, ssrc, 960, sound), sequence);
            peer.sendRtp(packet(VIDEO_TYPE | 0x80, ssrc + 1, 3000, picture), sequence);
        }

        private byte[] packet(int type, int from, int step, byte[] payload) {
            return ByteBuffer.allocate(12 + payload.length)
                    .put((byte) 0x80)
                    .put((byte) type)
                    .putShort((short) sequence)
                    .putInt(sequence * step)
                    .putInt(from)
                    .put(payload)
                    .array();
        }

        /// Notes the payload types of what arrived.
        void collect(Set<Integer> types) {
            try {
                byte[] packet = peer.receiveRtp(Duration.ofMillis(20));
                while (packet != null) {
                    types.add(packet[1] & 0x7f);
                    packet = peer.receiveRtp(Duration.ZERO);
                }
            } catch (InterruptedException interrupted) {
                throw new AssertionError(interrupted);
            }
        }

        @Override
        public void close() throws IOException {
            peer.close();
        }
    }
}
