package io.sluice.sfu.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import io.sluice.rtp.Bytes;
import io.sluice.rtp.buffer.PacketCell;
import io.sluice.rtp.buffer.PacketSlab;
import io.sluice.rtp.srtp.SrtpError;
import io.sluice.rtp.srtp.SrtpFactory;
import io.sluice.rtp.srtp.SrtpKeys;
import io.sluice.rtp.srtp.SrtpProvider;
import io.sluice.rtp.srtp.SrtpReceiver;
import io.sluice.rtp.srtp.SrtpSender;
import io.sluice.sfu.api.DtlsSetup;
import io.sluice.sfu.api.IceCredentials;
import io.sluice.sfu.api.IceMode;
import io.sluice.sfu.api.RoomEvent.TransportState;
import io.sluice.sfu.net.NetworkPath;
import io.sluice.sfu.observe.Count;
import io.sluice.sfu.observe.DropReason;
import io.sluice.sfu.sim.Fixtures;
import io.sluice.sfu.testclient.FakeHost;
import io.sluice.sfu.transport.dtls.DtlsIdentity;
import io.sluice.sfu.transport.dtls.DtlsTransport;
import io.sluice.sfu.transport.ice.PeerStun;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Field;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// One connection in virtual time; its peer's handshake is real.
@ParameterizedClass(name = "{0}")
@EnumSource(IceMode.class)
final class WebRtcTransportTest {
    private static final IceCredentials PEER =
            new IceCredentials("peer", "the-password-of-the-peer");
    private static final long SECOND = 1_000_000_000L;

    /// The first word of an empty one (RFC 3550 §6.4.2).
    private static final long RECEIVER_REPORT = 0x80c90001L;

    private final SecureRandom random = new SecureRandom();
    private final DtlsIdentity identity = DtlsIdentity.create(random, Instant.now());
    private final FakeHost host = new FakeHost();
    private final FakeHost.Listener listener = new FakeHost.Listener();
    private final NetworkPath path =
            NetworkPath.of(0, new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 4000));
    private final WebRtcTransport transport;
    private @Nullable SrtpSender peerSender;

    WebRtcTransportTest(IceMode mode) {
        host.iceMode = mode;
        transport =
                new WebRtcTransport(
                        host,
                        PEER,
                        List.of(),
                        identity.fingerprint(),
                        DtlsSetup.ACTPASS,
                        listener,
                        0);
    }

    @AfterEach
    void close() {
        transport.close(host.nowNanos);
    }

    /// Runs ICE and DTLS until the connection is up.
    private void connect() throws InterruptedException {
        host.check(transport, PEER, path, 0);
        PeerStun stun = new PeerStun(PEER, transport.localCredentials(), random);
        byte[] ourCheck =
                host.sent.reversed().stream()
                        .filter(datagram -> datagram[0] == 0 && datagram[1] == 1)
                        .findFirst()
                        .orElseThrow();
        byte[] answer = stun.answer(ourCheck, path.remote());
        assertNotNull(answer);
        host.give(transport, answer, path);

        DtlsTransport client =
                new DtlsTransport(
                        identity,
                        host.identity().fingerprint(),
                        false,
                        host.tasks::add,
                        new DtlsTransport.Listener() {
                            @Override
                            public void sendDtls(byte[] datagram) {
                                host.give(transport, datagram, path);
                            }

                            @Override
                            public void onKeys(SrtpKeys keys) {
                                peerSender = SrtpFactory.sender(keys);
                            }

                            @Override
                            public void onEnd(DtlsTransport.End end) {}
                        });
        client.start();
        int forwarded = host.sent.size();
        while (peerSender == null || transport.state() != TransportState.CONNECTED) {
            runNextTask();
            for (; forwarded < host.sent.size(); forwarded++) {
                byte[] datagram = host.sent.get(forwarded);
                if (datagram[0] >= 20 && datagram[0] < 64) {
                    client.onDatagram(MemorySegment.ofArray(datagram), 0, datagram.length);
                }
            }
        }
    }

    private byte[] srtp(int sequenceNumber) {
        MemorySegment memory = Arena.ofAuto().allocate(1500);
        fillHeader(memory, sequenceNumber);
        MemorySegment payload = Arena.ofAuto().allocate(1000);
        assertNotNull(peerSender);
        int length = peerSender.protectRtp(memory, 0, 12, payload, 0, 1000, sequenceNumber);
        return memory.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
    }

    private static void fillHeader(MemorySegment memory, int sequenceNumber) {
        memory.set(ValueLayout.JAVA_BYTE, 0, (byte) 0x80);
        memory.set(ValueLayout.JAVA_BYTE, 1, (byte) 96);
        memory.set(ValueLayout.JAVA_BYTE, 2, (byte) (sequenceNumber >> 8));
        memory.set(ValueLayout.JAVA_BYTE, 3, (byte) sequenceNumber);
        Bytes.put32(memory, 8, 7);
    }

    private boolean send(MemorySegment payload, int sequenceNumber) {
        PacketCell cell = transport.transmitCell();
        assertNotNull(cell);
        fillHeader(cell.segment(), sequenceNumber & 0xffff);
        return transport.sendRtp(cell, 12, payload, 0, 1000, sequenceNumber);
    }

    private void runTo(long nanos) {
        while (host.deadlines.deadlineNanos() <= nanos) {
            host.nowNanos = host.deadlines.deadlineNanos();
            host.deadlines.run(host.nowNanos);
        }
        host.nowNanos = nanos;
        assertEquals(List.of(), host.failures);
    }

    @Test
    void comesUpAndIsInterruptedThenClosedInSilence() throws InterruptedException {
        connect();
        assertTrue(transport.writable());
        runTo(6 * SECOND - 1);
        assertEquals(TransportState.CONNECTED, transport.state());
        runTo(6 * SECOND);
        assertEquals(TransportState.SILENT, transport.state());
        runTo(30 * SECOND - 1);
        assertTrue(transport.writable());

        runTo(30 * SECOND);
        assertFalse(transport.writable());
        assertEquals(TransportState.INTERRUPTED, transport.state());
        assertFalse(send(Arena.ofAuto().allocate(1000), 1));
        assertEquals(1, host.counters().dropped(DropReason.NOT_WRITABLE));

        runTo(120 * SECOND);
        assertEquals(
                List.of(
                        TransportState.CONNECTED,
                        TransportState.SILENT,
                        TransportState.INTERRUPTED,
                        TransportState.CLOSED),
                listener.states);
        assertEquals(1, host.closed);
        assertEquals(0, host.slab().usedBytes());
    }

    @Test
    void whoIsHeardAgainIsNoLongerSilent() throws InterruptedException {
        connect();
        runTo(20 * SECOND);
        assertEquals(1, host.counters().count(Count.TRANSPORTS_CONNECTED));
        host.give(transport, new byte[] {0, 1, 0, 0, 0x21, 0x12, (byte) 0xa4, 0x42}, path);
        assertEquals(TransportState.SILENT, transport.state(), "anybody can send noise");

        host.check(transport, PEER, path, 21 * SECOND);
        assertEquals(TransportState.CONNECTED, transport.state());
        assertEquals(1, host.counters().count(Count.TRANSPORTS_CONNECTED));
        runTo(27 * SECOND);
        assertEquals(
                List.of(
                        TransportState.CONNECTED,
                        TransportState.SILENT,
                        TransportState.CONNECTED,
                        TransportState.SILENT),
                listener.states);
    }

    @Test
    void anInterruptedConnectionComesBackWithItsKeys() throws InterruptedException {
        connect();
        runTo(60 * SECOND);
        assertFalse(transport.writable());

        host.check(transport, PEER, path, 61 * SECOND);
        assertTrue(transport.writable());
        host.give(transport, srtp(1), path);
        assertEquals(1, listener.rtp);
        assertEquals(1, host.connected);
    }

    @Test
    void whatNeverConnectsIsClosedAfterThirtySeconds() {
        host.check(transport, PEER, path, SECOND);
        runTo(30 * SECOND - 1);
        assertEquals(TransportState.CONNECTING, transport.state());
        runTo(30 * SECOND);
        assertEquals(List.of(TransportState.CLOSED), listener.states);
    }

    /// A check and a ClientHello under a victim's address: our checks and our flights of DTLS, sent
    /// again and again, together stay within three times that.
    @Test
    void aForgedAddressDrawsAtMostThreeTimesWhatItSent() throws InterruptedException {
        List<byte[]> hello = new CopyOnWriteArrayList<>();
        DtlsTransport client =
                new DtlsTransport(
                        identity,
                        host.identity().fingerprint(),
                        false,
                        host.tasks::add,
                        new DtlsTransport.Listener() {
                            @Override
                            public void sendDtls(byte[] datagram) {
                                hello.add(datagram);
                            }

                            @Override
                            public void onKeys(SrtpKeys keys) {}

                            @Override
                            public void onEnd(DtlsTransport.End end) {}
                        });
        client.start();
        while (hello.isEmpty()) {
            runNextTask();
        }
        client.close();
        host.check(transport, PEER, path, 0);
        host.give(transport, hello.getFirst(), path);
        while (host.counters().dropped(DropReason.UNPROVEN_ADDRESS) == 0) {
            runNextTask();
            runTo(host.nowNanos + SECOND / 10);
            long sent = host.sent.stream().mapToLong(datagram -> datagram.length).sum();
            assertTrue(sent <= 3 * host.receivedBytes, sent + " for " + host.receivedBytes);
        }
        assertTrue(host.sent.stream().anyMatch(datagram -> datagram[0] == 22), "no flight");
    }

    private void runNextTask() throws InterruptedException {
        Runnable task = host.tasks.poll(10, TimeUnit.SECONDS);
        assertNotNull(task, "nothing happens any more");
        task.run();
    }

    @Test
    void everyDropHasItsReason() throws InterruptedException {
        byte[] noise = new byte[40];
        noise[0] = 99;
        host.give(transport, noise, path);
        assertEquals(1, host.counters().dropped(DropReason.UNKNOWN_PROTOCOL));
        byte[] dtls = new byte[40];
        dtls[0] = 22;
        host.give(transport, dtls, path);
        assertEquals(1, host.counters().dropped(DropReason.UNKNOWN_SOURCE));

        host.check(transport, PEER, path, 0);
        byte[] rtp = new byte[40];
        rtp[0] = (byte) 0x80;
        host.give(transport, rtp, path);
        assertEquals(1, host.counters().dropped(DropReason.SRTP_NO_KEYS));

        connect();
        byte[] packet = srtp(5);
        host.give(transport, packet, path);
        host.give(transport, packet, path);
        assertEquals(1, listener.rtp);
        assertEquals(1, host.counters().dropped(DropReason.SRTP_REPLAYED));
        byte[] forged = srtp(6);
        forged[20] ^= 1;
        host.give(transport, forged, path);
        assertEquals(1, host.counters().dropped(DropReason.SRTP_AUTHENTICATION_FAILED));
    }

    @Test
    void theTransportWideSequenceWraps() {
        for (int expected = 0; expected < 65536; expected++) {
            assertEquals(expected, transport.nextTransportSequence());
        }
        assertEquals(0, transport.nextTransportSequence());
    }

    @Test
    void closingClosesItsContexts() throws Exception {
        connect();
        SrtpSender ours = part("sender", SrtpSender.class);
        SrtpReceiver theirs = part("receiver", SrtpReceiver.class);
        assertTrue(encrypt(ours) > 0);
        assertTrue(decrypt(theirs, srtp(1)) > 0);
        transport.close(host.nowNanos);
        assertEquals(SrtpError.MALFORMED, encrypt(ours));
        assertEquals(SrtpError.MALFORMED, decrypt(theirs, srtp(2)));
    }

    @Test
    void anEndInSilenceClosesItsContexts() throws Exception {
        connect();
        SrtpSender ours = part("sender", SrtpSender.class);
        SrtpReceiver theirs = part("receiver", SrtpReceiver.class);
        runTo(120 * SECOND);
        assertEquals(TransportState.CLOSED, transport.state());
        assertEquals(SrtpError.MALFORMED, encrypt(ours));
        assertEquals(SrtpError.MALFORMED, decrypt(theirs, srtp(1)));
    }

    /// What is private, as nothing else tells whether native memory was given back.
    private <T> T part(String field, Class<T> type) throws ReflectiveOperationException {
        Field part = WebRtcTransport.class.getDeclaredField(field);
        part.setAccessible(true);
        return type.cast(part.get(transport));
    }

    private static int encrypt(SrtpSender with) {
        MemorySegment compound = Arena.ofAuto().allocate(100);
        Bytes.put32(compound, 0, RECEIVER_REPORT);
        return with.protectRtcp(compound, 0, 8);
    }

    private static int decrypt(SrtpReceiver with, byte[] packet) {
        MemorySegment memory = Arena.ofAuto().allocate(packet.length);
        memory.copyFrom(MemorySegment.ofArray(packet));
        return with.unprotectRtp(memory, 0, packet.length);
    }

    /// From the socket's batch to the room, under the path of a batch.
    @Test
    void receivingAllocatesNothing() throws InterruptedException {
        assumeTrue(SrtpProvider.OPENSSL.isAvailable());
        connect();
        SrtpSender alone = peerSender;
        assertNotNull(alone);
        MemorySegment payload = Arena.ofAuto().allocate(1000);
        int[] sequence = {0};
        double bytes =
                Fixtures.allocatedPerCall(() -> {
                    int number = ++sequence[0];
                    host.nowNanos += 1_000_000;
                    PacketCell rtp = cell();
                    fillHeader(rtp.segment(), number);
                    int length = alone.protectRtp(rtp.segment(), 0, 12, payload, 0, 1000, number);
                    arrive(rtp, length);
                    PacketCell rtcp = cell();
                    Bytes.put32(rtcp.segment(), 0, RECEIVER_REPORT);
                    Bytes.put32(rtcp.segment(), 4, 7);
                    arrive(rtcp, alone.protectRtcp(rtcp.segment(), 0, 8));
                });
        assertTrue(bytes < Fixtures.NOTHING, bytes + " bytes per packet");
        assertEquals(sequence[0], listener.rtp);
        assertEquals(sequence[0], listener.rtcp);
    }

    private PacketCell cell() {
        PacketCell cell = host.slab().take(PacketSlab.LARGE_BYTES);
        assertNotNull(cell);
        return cell;
    }

    private void arrive(PacketCell cell, int length) {
        cell.setRange(0, length);
        if (!transport.onDatagram(cell, path, host.nowNanos)) {
            host.slab().give(cell);
        }
    }

    /// Without OpenSSL the JDK's GCM makes two small objects per packet; those are not ours.
    @Test
    void sendingAllocatesNothingOfOurs() throws InterruptedException {
        connect();
        host.records = false;
        MemorySegment payload = Arena.ofAuto().allocate(1000);
        SrtpSender alone = peerSender;
        assertNotNull(alone);
        MemorySegment cell = Arena.ofAuto().allocate(1536);
        int packets = 10_000;
        double least = Double.MAX_VALUE;
        for (int round = 0; round < 6; round++) {
            int first = 1 + round * packets;
            long before = allocated();
            for (int i = first; i < first + packets; i++) {
                send(payload, i);
            }
            long between = allocated();
            for (int i = first; i < first + packets; i++) {
                fillHeader(cell, i);
                alone.protectRtp(cell, 0, 12, payload, 0, 1000, i);
            }
            double ours = (between - before - (allocated() - between)) / (double) packets;
            least = Math.min(least, Math.abs(ours)); // the JDK's share changes as it compiles
        }
        double leastOfAll = least;
        assertTrue(leastOfAll < 1, () -> leastOfAll + " bytes per packet");
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean())
                .getCurrentThreadAllocatedBytes();
    }
}
