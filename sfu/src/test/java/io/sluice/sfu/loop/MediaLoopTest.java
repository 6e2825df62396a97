package io.sluice.sfu.loop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.rtp.buffer.PacketCell;
import io.sluice.rtp.buffer.PacketSlab;
import io.sluice.sfu.api.DtlsFingerprint;
import io.sluice.sfu.api.DtlsSetup;
import io.sluice.sfu.api.IceCandidate;
import io.sluice.sfu.api.IceCredentials;
import io.sluice.sfu.api.IceMode;
import io.sluice.sfu.api.RoomEvent.TransportState;
import io.sluice.sfu.net.UdpSocket;
import io.sluice.sfu.net.UdpSocketProvider;
import io.sluice.sfu.observe.Count;
import io.sluice.sfu.observe.Counters;
import io.sluice.sfu.testclient.TestPeer;
import io.sluice.sfu.time.Timed;
import io.sluice.sfu.transport.MediaTransport;
import io.sluice.sfu.transport.TransportListener;
import io.sluice.sfu.transport.TransportWarmUp;
import io.sluice.sfu.transport.dtls.DtlsIdentity;
import io.sluice.sfu.transport.dtls.DtlsTransport;
import io.sluice.sfu.transport.ice.PeerStun;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A loop with real sockets, and peers with theirs.
@ParameterizedClass(name = "{0}")
@EnumSource(IceMode.class)
final class MediaLoopTest {
    private static final long BUDGET_BYTES = 4 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final byte[] RTCP = {(byte) 0x80, (byte) 201, 0, 1, 0, 0, 0, 7};

    private final IceMode mode;
    private final Counters counters = new Counters();
    private final SecureRandom random = new SecureRandom();
    private Arena arena;
    private PacketSlab slab;
    private MediaLoop loop;
    private TestPeer peer;

    /// Keeps what it hears, and can be told to fail.
    private static final class Recorder implements TransportListener {
        final LinkedBlockingQueue<byte[]> rtp = new LinkedBlockingQueue<>();
        final LinkedBlockingQueue<byte[]> rtcp = new LinkedBlockingQueue<>();
        final LinkedBlockingQueue<TransportState> states = new LinkedBlockingQueue<>();
        final CompletableFuture<Throwable> failure = new CompletableFuture<>();
        @Nullable RuntimeException bug;

        @Override
        public boolean onRtp(PacketCell cell, long nowNanos) {
            if (bug != null) {
                throw bug;
            }
            rtp.add(bytes(cell.segment(), cell.offset(), cell.length()));
            return false;
        }

        @Override
        public void onRtcp(MemorySegment segment, long offset, int length, long nowNanos) {
            rtcp.add(bytes(segment, offset, length));
        }

        @Override
        public void onStateChanged(TransportState state, long nowNanos) {
            states.add(state);
        }

        @Override
        public void onFailure(Throwable thrown, long nowNanos) {
            failure.complete(thrown);
        }

        private static byte[] bytes(MemorySegment segment, long offset, int length) {
            return segment.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
        }
    }

    /// As at the start of a server: a cold JVM takes seconds on a busy machine.
    @BeforeAll
    static void warmUp() {
        SecureRandom random = new SecureRandom();
        DtlsIdentity identity = DtlsIdentity.create(random, Instant.now());
        TransportWarmUp.run(identity, IceMode.FULL, random);
    }

    MediaLoopTest(IceMode mode) {
        this.mode = mode;
    }

    @BeforeEach
    void start() throws Exception {
        arena = Arena.ofShared();
        slab = new PacketSlab(arena, BUDGET_BYTES);
        UdpSocket socket =
                UdpSocketProvider.choose()
                        .bind(List.of(InetAddress.ofLiteral("127.0.0.1")), 0, slab, counters);
        InetSocketAddress bound = socket.localAddresses().getFirst();
        IceCandidate candidate =
                new IceCandidate("1", "udp", 1, "127.0.0.1", bound.getPort(), "host");
        loop =
                new MediaLoop(
                        0,
                        socket,
                        slab,
                        LoopClock.start(),
                        DtlsIdentity.create(random, Instant.now()),
                        new LoopIce(mode, List.of(candidate), List.of()),
                        new UfragDirectory(),
                        random,
                        counters);
        loop.start();
        peer = new TestPeer();
    }

    @AfterEach
    void stop() throws Exception {
        peer.close();
        loop.close();
        assertEquals(0, slab.usedBytes(), "all packet memory is back");
        arena.close();
    }

    private <T> T onLoop(Callable<T> task) throws Exception {
        CompletableFuture<T> result = new CompletableFuture<>();
        assertTrue(
                loop.post(() -> {
                    try {
                        result.complete(task.call());
                    } catch (Exception failure) {
                        result.completeExceptionally(failure);
                    }
                }));
        return result.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private MediaTransport connect(Recorder recorder, DtlsSetup setup) throws Exception {
        return connect(recorder, setup, peer.fingerprint());
    }

    private MediaTransport connect(Recorder recorder, DtlsSetup setup, DtlsFingerprint fingerprint)
            throws Exception {
        MediaTransport transport =
                onLoop(() ->
                        loop.open(
                                peer.credentials(),
                                List.of(),
                                fingerprint,
                                setup,
                                recorder,
                                loop.nowNanos()));
        peer.connect(
                loop.candidates().getFirst(),
                transport.localCredentials(),
                loop.fingerprint(),
                setup != DtlsSetup.PASSIVE);
        return transport;
    }

    private static void await(CompletableFuture<?> future) throws Exception {
        future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static <T> T take(LinkedBlockingQueue<T> queue) throws Exception {
        T taken = queue.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        assertNotNull(taken, "nothing came");
        return taken;
    }

    private static byte[] rtp(int sequenceNumber, String payload) {
        return ByteBuffer.allocate(12 + payload.length())
                .put((byte) 0x80)
                .put((byte) 96)
                .putShort((short) sequenceNumber)
                .putInt(1234)
                .putInt(5678)
                .put(payload.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .array();
    }

    /// ICE, DTLS in both roles, and SRTP and SRTCP both ways.
    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"ACTPASS", "PASSIVE"})
    void aPeerConnectsAndMediaFlowsBothWays(String setup) throws Exception {
        Recorder recorder = new Recorder();
        MediaTransport transport = connect(recorder, DtlsSetup.valueOf(setup));
        await(peer.connected());
        assertEquals(TransportState.CONNECTED, take(recorder.states));

        byte[] sent = rtp(1, "hello from the peer");
        peer.sendRtp(sent, 1);
        assertArrayEquals(sent, take(recorder.rtp));
        peer.sendRtcp(RTCP);
        assertArrayEquals(RTCP, take(recorder.rtcp));

        byte[] back = rtp(2, "hello from the server");
        assertTrue(onLoop(() -> send(transport, back, 2)));
        assertArrayEquals(back, peer.receiveRtp(PATIENCE));
        assertTrue(onLoop(() -> sendRtcp(transport)));
        assertArrayEquals(RTCP, peer.receiveRtcp(PATIENCE));
    }

    private static boolean send(MediaTransport transport, byte[] packet, long index) {
        PacketCell cell = transport.transmitCell();
        assertNotNull(cell);
        MemorySegment source = MemorySegment.ofArray(packet);
        MemorySegment.copy(source, 0, cell.segment(), 0, 12);
        MemorySegment payload = Arena.ofAuto().allocate(packet.length);
        MemorySegment.copy(source, 0, payload, 0, packet.length);
        return transport.sendRtp(cell, 12, payload, 12, packet.length - 12, index);
    }

    private static boolean sendRtcp(MediaTransport transport) {
        PacketCell cell = transport.transmitCell();
        assertNotNull(cell);
        MemorySegment.copy(MemorySegment.ofArray(RTCP), 0, cell.segment(), 0, RTCP.length);
        return transport.sendRtcp(cell, RTCP.length);
    }

    /// Behind a NAT, our first packet opens the way for the peer's.
    @Test
    void inFullModeTheServerAsksFirst() throws Exception {
        try (DatagramChannel behindNat = DatagramChannel.open()) {
            behindNat.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
            InetSocketAddress bound = (InetSocketAddress) behindNat.getLocalAddress();
            IceCandidate candidate =
                    new IceCandidate("1", "udp", 1, "127.0.0.1", bound.getPort(), "host");
            IceCredentials ours =
                    onLoop(() ->
                            loop.open(
                                            peer.credentials(),
                                            List.of(candidate),
                                            peer.fingerprint(),
                                            DtlsSetup.ACTPASS,
                                            new Recorder(),
                                            loop.nowNanos())
                                    .localCredentials());
            if (mode == IceMode.LITE) {
                return;
            }
            ByteBuffer received = ByteBuffer.allocate(1500);
            behindNat.socket().setSoTimeout((int) PATIENCE.toMillis());
            DatagramPacket packet = new DatagramPacket(received.array(), received.capacity());
            behindNat.socket().receive(packet);
            byte[] check = Arrays.copyOf(packet.getData(), packet.getLength());
            PeerStun stun = new PeerStun(peer.credentials(), ours, random);
            assertNotNull(stun.answer(check, bound), "an authentic check");
        }
    }

    @Test
    void aPeerWithAnotherCertificateThanItsOfferNamesIsClosed() throws Exception {
        Recorder recorder = new Recorder();
        try (TestPeer other = new TestPeer()) {
            connect(recorder, DtlsSetup.ACTPASS, other.fingerprint());
            assertEquals(TransportState.CLOSED, take(recorder.states));
        }
        assertEquals(1, counters.count(Count.HANDSHAKES_FAILED));
        assertEquals(0, counters.count(Count.HANDSHAKES_COMPLETED));
    }

    @Test
    void aPeerThatHangsUpIsClosedAtOnce() throws Exception {
        Recorder recorder = new Recorder();
        connect(recorder, DtlsSetup.ACTPASS);
        await(peer.connected());
        assertEquals(TransportState.CONNECTED, take(recorder.states));

        peer.hangUp();
        assertEquals(TransportState.CLOSED, take(recorder.states));
        assertEquals(0, counters.count(Count.TRANSPORTS));
        assertEquals(0, counters.count(Count.TRANSPORTS_CONNECTED));
    }

    @Test
    void closingAConnectionSaysGoodbyeToThePeer() throws Exception {
        Recorder recorder = new Recorder();
        MediaTransport transport = connect(recorder, DtlsSetup.ACTPASS);
        await(peer.connected());
        assertEquals(TransportState.CONNECTED, take(recorder.states));

        onLoop(() -> {
            transport.close(loop.nowNanos());
            return true;
        });
        assertEquals(
                DtlsTransport.End.CLOSED_BY_PEER,
                peer.ended().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
    }

    @Test
    void anIceRestartKeepsDtlsAndSrtp() throws Exception {
        Recorder recorder = new Recorder();
        MediaTransport transport = connect(recorder, DtlsSetup.ACTPASS);
        await(peer.connected());
        assertEquals(TransportState.CONNECTED, take(recorder.states));

        IceCredentials theirs = peer.restartIce();
        IceCredentials before = transport.localCredentials();
        IceCredentials ours = onLoop(() -> transport.restartIce(theirs, List.of()));
        assertTrue(!ours.equals(before));
        peer.restartedIce(ours);

        peer.sendRtp(rtp(9, "still here"), 9);
        assertArrayEquals(rtp(9, "still here"), take(recorder.rtp));
        assertEquals(1, counters.count(Count.HANDSHAKES_COMPLETED));
    }

    @Test
    void aBugInOneListenerClosesItsConnectionAlone() throws Exception {
        Recorder faulty = new Recorder();
        connect(faulty, DtlsSetup.ACTPASS);
        await(peer.connected());
        take(faulty.states);
        faulty.bug = new IllegalStateException("a bug");
        peer.sendRtp(rtp(1, "x"), 1);
        assertEquals(faulty.bug, faulty.failure.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));

        peer.close();
        peer = new TestPeer();
        Recorder next = new Recorder();
        connect(next, DtlsSetup.ACTPASS);
        assertEquals(TransportState.CONNECTED, take(next.states));
        assertEquals(1, counters.count(Count.TRANSPORTS));
        assertEquals(1, counters.count(Count.FAILURES));
    }

    @Test
    void deadlinesOfTheLoopAreKept() throws Exception {
        CompletableFuture<Long> called = new CompletableFuture<>();
        onLoop(() -> {
            long due = loop.nowNanos() + 20_000_000;
            loop.deadlines()
                    .add(
                            new Timed() {
                                @Override
                                public long deadlineNanos() {
                                    return called.isDone() ? NEVER : due;
                                }

                                @Override
                                public void onDeadline(long nowNanos) {
                                    called.complete(nowNanos - due);
                                }
                            });
            return true;
        });
        long late = called.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        assertTrue(late >= 0 && late < PATIENCE.toNanos(), () -> "late by " + late);
    }
}
