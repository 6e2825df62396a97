package io.sluice.sfu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.sfu.api.IceCandidate;
import io.sluice.sfu.api.IceCredentials;
import io.sluice.sfu.api.MediaRights;
import io.sluice.sfu.api.RoomHandle;
import io.sluice.sfu.api.TrackSource;
import io.sluice.sfu.congestion.NetworkBudgets;
import io.sluice.sfu.observe.Count;
import io.sluice.sfu.observe.DropReason;
import io.sluice.sfu.transport.ice.PeerStun;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The media plane over TCP and over IPv6, and from one to the other.
final class MediaPlaneNetworksTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final MediaRights ALL = new MediaRights(EnumSet.allOf(TrackSource.class), true);
    private static final Set<Integer> BOTH = Set.of(Guest.AUDIO_TYPE, Guest.VIDEO_TYPE);

    private MediaPlane plane;
    private RoomHandle room;

    @BeforeEach
    void start() throws IOException {
        start("127.0.0.1", 0);
    }

    private void restart(String address, int tcpPort) throws IOException {
        plane.close();
        start(address, tcpPort);
    }

    private void start(String address, int tcpPort) throws IOException {
        plane =
                MediaPlane.start(
                        new MediaConfig(
                                List.of(InetAddress.ofLiteral(address)),
                                0,
                                tcpPort,
                                2,
                                List.of(),
                                16 << 20,
                                10,
                                10,
                                MediaConfig.DEFAULT_SPREAD_PERCENT,
                                true,
                                NetworkBudgets.NONE,
                                MediaConfig.Ice.LITE));
        room = plane.openRoom("test", _ -> {});
    }

    @AfterEach
    void stop() {
        plane.close();
    }

    private static void within(BooleanSupplier done) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!done.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, "not in time");
        }
    }

    private static boolean hasIpv6() throws IOException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .anyMatch(InetAddress.ofLiteral("::1")::equals);
    }

    /// Each hears and sees the other, from now on.
    private static void meet(Guest anna, Guest ben) {
        Set<Integer> annaGets = new HashSet<>();
        Set<Integer> benGets = new HashSet<>();
        anna.collect(annaGets);
        ben.collect(benGets);
        annaGets.clear();
        benGets.clear();
        within(() -> {
            anna.send();
            ben.send();
            anna.collect(annaGets);
            ben.collect(benGets);
            return annaGets.equals(BOTH) && benGets.equals(BOTH);
        });
    }

    @ParameterizedTest(name = "{0} with {1} and {2}")
    @CsvSource({"127.0.0.1, tcp, tcp", "127.0.0.1, tcp, udp", "::1, udp, udp", "::1, tcp, udp"})
    void twoParticipantsMeetOver(String address, String annas, String bens) throws Exception {
        Assumptions.assumeTrue(address.equals("127.0.0.1") || hasIpv6(), "no IPv6 here");
        restart(address, 0);
        try (Guest anna = new Guest(room, "anna", 1000, ALL, annas);
                Guest ben = new Guest(room, "ben", 2000, ALL, bens)) {
            meet(anna, ben);
            long connections = List.of(annas, bens).stream().filter("tcp"::equals).count();
            assertEquals(connections, plane.snapshot().count(Count.TCP_CONNECTIONS));
        }
    }

    @Test
    void aParticipantMovesFromUdpToTcpAndBack() throws Exception {
        try (Guest anna = new Guest(room, "anna", 1000, ALL);
                Guest ben = new Guest(room, "ben", 2000, ALL)) {
            meet(anna, ben);

            // A check that was on its way may change the path back for a moment.
            anna.peer.moveTo(anna.candidate("tcp"));
            within(() -> plane.snapshot().count(Count.PATH_CHANGES) >= 1);
            meet(anna, ben);

            long before = plane.snapshot().count(Count.PATH_CHANGES);
            anna.peer.moveTo(anna.candidate("udp"));
            within(() -> plane.snapshot().count(Count.PATH_CHANGES) > before);
            meet(anna, ben);
            within(() -> plane.snapshot().count(Count.TCP_CONNECTIONS) == 0);
        }
    }

    /// Nobody waits for TCP to say so: the peer goes on with a new connection at once.
    @Test
    void aBrokenConnectionIsReplacedByAnother() throws Exception {
        try (Guest anna = new Guest(room, "anna", 1000, ALL, "tcp");
                Guest ben = new Guest(room, "ben", 2000, ALL)) {
            meet(anna, ben);
            anna.peer.moveTo(anna.candidate("tcp"));
            meet(anna, ben);
            within(() -> plane.snapshot().count(Count.TCP_CONNECTIONS) == 1);
        }
    }

    @Test
    void whoHangsUpOverTcpIsHeardAtOnce() throws Exception {
        try (Guest anna = new Guest(room, "anna", 1000, ALL, "tcp");
                Guest ben = new Guest(room, "ben", 2000, ALL)) {
            meet(anna, ben);
            anna.peer.hangUp();
            within(() -> plane.snapshot().count(Count.TRANSPORTS_CONNECTED) == 1);
            within(() -> plane.snapshot().count(Count.TCP_CONNECTIONS) == 0);
        }
    }

    @Test
    void aPeerHasAtMostFourConnections() throws Exception {
        List<Socket> sockets = new ArrayList<>();
        try (Guest anna = new Guest(room, "anna", 1000, ALL)) {
            byte[] check =
                    new PeerStun(
                                    anna.peer.credentials(),
                                    anna.joined.answer().ice(),
                                    new SecureRandom())
                            .check(false);
            for (int i = 0; i < 7; i++) {
                sockets.add(connect(anna.candidate("tcp"), check));
            }
            within(() -> plane.snapshot().dropped(DropReason.TCP_REFUSED) == 3);
            assertEquals(4, plane.snapshot().count(Count.TCP_CONNECTIONS));
            assertEquals(0, plane.snapshot().count(Count.PATH_CHANGES), "none was nominated");
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    /// Knowing the name alone is not enough.
    @Test
    void whoNamesAConnectionWithoutItsPasswordIsRefused() throws Exception {
        try (Guest anna = new Guest(room, "anna", 1000, ALL)) {
            IceCredentials guessed =
                    new IceCredentials(
                            anna.joined.answer().ice().ufrag(), "a-guess-of-22-characters");
            byte[] check =
                    new PeerStun(anna.peer.credentials(), guessed, new SecureRandom()).check(true);
            try (Socket socket = connect(anna.candidate("tcp"), check)) {
                assertTrue(socket.getInputStream().readAllBytes().length > 0, "it is told why");
            }
            within(() -> plane.snapshot().dropped(DropReason.TCP_UNIDENTIFIED) == 1);
            within(() -> plane.snapshot().count(Count.TCP_CONNECTIONS) == 0);
        }
    }

    private static Socket connect(IceCandidate candidate, byte[] packet) throws IOException {
        Socket socket = new Socket(InetAddress.ofLiteral(candidate.address()), candidate.port());
        ByteBuffer frame = ByteBuffer.allocate(2 + packet.length);
        frame.putShort((short) packet.length).put(packet);
        socket.getOutputStream().write(frame.array());
        return socket;
    }

    @Test
    void withoutATcpPortThereIsNoCandidateForIt() throws Exception {
        restart("127.0.0.1", MediaConfig.NO_TCP);
        try (Guest anna = new Guest(room, "anna", 1000, ALL)) {
            assertTrue(
                    anna.joined.answer().candidates().stream()
                            .allMatch(candidate -> candidate.transport().equals("udp")));
        }
    }
}
