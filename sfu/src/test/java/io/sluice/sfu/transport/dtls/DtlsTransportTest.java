package io.sluice.sfu.transport.dtls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.rtp.srtp.SrtpFactory;
import io.sluice.rtp.srtp.SrtpKeys;
import io.sluice.rtp.srtp.SrtpProfile;
import io.sluice.sfu.api.DtlsFingerprint;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.bouncycastle.tls.HandshakeType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Both sides of a handshake, with the test's thread as their loop.
final class DtlsTransportTest {
    private static final long PATIENCE_SECONDS = 25;

    private final SecureRandom secrets = new SecureRandom();
    private final LinkedBlockingQueue<Runnable> loop = new LinkedBlockingQueue<>();
    private final DtlsIdentity ours = DtlsIdentity.create(secrets, Instant.now());
    private final DtlsIdentity theirs = DtlsIdentity.create(secrets, Instant.now());
    private final Side server = new Side();
    private final Side client = new Side();
    private Random network = new Random(1);
    private double loss;

    private final class Side implements DtlsTransport.Listener {
        @Nullable DtlsTransport transport;
        @Nullable Side other;
        @Nullable SrtpKeys keys;
        DtlsTransport.@Nullable End end;

        @Override
        public void sendDtls(byte[] datagram) {
            if (network.nextDouble() < loss || other == null || other.transport == null) {
                return;
            }
            // on the heap and native memory alike: Bouncy Castle gets a copy
            other.transport.onDatagram(MemorySegment.ofArray(datagram), 0, datagram.length);
        }

        @Override
        public void onKeys(SrtpKeys exported) {
            keys = exported;
        }

        @Override
        public void onEnd(DtlsTransport.End reason) {
            end = reason;
        }
    }

    private void open(DtlsFingerprint expectedByServer, DtlsFingerprint expectedByClient) {
        server.other = client;
        client.other = server;
        server.transport = new DtlsTransport(ours, expectedByServer, true, loop::add, server);
        client.transport = new DtlsTransport(theirs, expectedByClient, false, loop::add, client);
        client.transport.start();
    }

    private void runUntil(BooleanSupplier done) throws InterruptedException {
        while (!done.getAsBoolean()) {
            Runnable task = loop.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertNotNull(task, "nothing happens any more");
            task.run();
        }
    }

    private void connect() throws InterruptedException {
        open(theirs.fingerprint(), ours.fingerprint());
        runUntil(() -> server.keys != null && client.keys != null);
    }

    @Test
    void bothSidesHaveTheKeysOfThePreferredProfile() throws Exception {
        connect();
        assertNotNull(server.keys);
        assertNotNull(client.keys);
        assertEquals(SrtpProfile.AEAD_AES_128_GCM, server.keys.profile());

        MemorySegment packet = Arena.ofAuto().allocate(200);
        byte[] plain = {(byte) 0x80, (byte) 201, 0, 1, 0, 0, 0, 7};
        MemorySegment.copy(MemorySegment.ofArray(plain), 0, packet, 0, plain.length);
        int sealed = SrtpFactory.sender(client.keys).protectRtcp(packet, 0, plain.length);
        int opened = SrtpFactory.receiver(server.keys).unprotectRtcp(packet, 0, sealed);
        assertEquals(plain.length, opened);
        assertArrayEquals(plain, packet.asSlice(0, opened).toArray(ValueLayout.JAVA_BYTE));
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void lostDatagramsAreSentAgain(long seed) throws Exception {
        network = new Random(seed);
        loss = 0.1;
        connect();
    }

    @Test
    void theServerRefusesAnotherCertificate() throws Exception {
        open(ours.fingerprint(), ours.fingerprint());
        runUntil(() -> server.end != null);

        assertEquals(DtlsTransport.End.WRONG_FINGERPRINT, server.end);
        assertNull(server.keys);
    }

    @Test
    void theClientRefusesAnotherCertificate() throws Exception {
        open(theirs.fingerprint(), theirs.fingerprint());
        runUntil(() -> client.end != null);

        assertEquals(DtlsTransport.End.WRONG_FINGERPRINT, client.end);
        assertNull(client.keys);
    }

    @Test
    void aWeakHashNamesNoCertificate() throws Exception {
        DtlsFingerprint weak = new DtlsFingerprint("sha-1", theirs.fingerprint().value());
        open(weak, ours.fingerprint());
        runUntil(() -> server.end != null);

        assertEquals(DtlsTransport.End.WRONG_FINGERPRINT, server.end);
    }

    @Test
    void aGoodbyeLongAfterTheHandshakeIsHeard() throws Exception {
        connect();
        assertNotNull(client.transport);
        client.transport.close();
        runUntil(() -> server.end != null);

        assertEquals(DtlsTransport.End.CLOSED_BY_PEER, server.end);
        assertNull(client.end, "who closes is not told");
    }

    /// Without the guard 16 datagrams of 26 bytes claim 285 MB.
    @Test
    void anAbusiveFlightClaimsNoMemory() throws Exception {
        open(theirs.fingerprint(), ours.fingerprint());
        runUntil(() -> server.keys != null && client.keys != null);
        Side victim = new Side();
        DtlsTransport attacked =
                new DtlsTransport(ours, theirs.fingerprint(), true, loop::add, victim);
        long before = usedHeap();
        for (int sequence = 0; sequence < 16; sequence++) {
            byte[] abuse =
                    DtlsGuardTest.fragment(HandshakeType.client_hello, 0xffffff, sequence, 0, 1);
            attacked.onDatagram(MemorySegment.ofArray(abuse), 0, abuse.length);
        }
        for (int i = 0; i < 10_000; i++) {
            byte[] abuse = DtlsGuardTest.fragment(HandshakeType.client_hello, 16_000, i % 20, i, 1);
            attacked.onDatagram(MemorySegment.ofArray(abuse), 0, abuse.length);
        }
        attacked.close();
        runUntil(() -> true);
        long claimed = usedHeap() - before;
        assertTrue(claimed < 16_000_000, () -> "claimed " + claimed + " bytes");
    }

    private static long usedHeap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
