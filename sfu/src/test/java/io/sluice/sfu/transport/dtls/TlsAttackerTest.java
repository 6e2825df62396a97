package io.sluice.sfu.transport.dtls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.rub.nds.modifiablevariable.util.Modifiable;
import de.rub.nds.tlsattacker.core.protocol.message.CertificateMessage;
import de.rub.nds.tlsattacker.core.protocol.message.CertificateVerifyMessage;
import de.rub.nds.tlsattacker.core.protocol.message.ECDHClientKeyExchangeMessage;
import de.rub.nds.tlsattacker.core.protocol.message.FinishedMessage;
import de.rub.nds.tlsattacker.core.protocol.message.extension.ExtendedMasterSecretExtensionMessage;
import de.rub.nds.tlsattacker.core.protocol.message.extension.SrtpExtensionMessage;
import io.sluice.rtp.srtp.SrtpProfile;
import io.sluice.sfu.api.DtlsFingerprint;
import java.lang.management.ManagementFactory;
import java.security.Security;
import java.util.List;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A handshake that is right completes however the network mistreats it; one that is wrong gets no
/// keys, costs little, and does not disturb the next.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class TlsAttackerTest {
    private static final byte[] FLIP = {1};

    /// What one hostile peer may cost the heap, test and attacker included.
    private static final long HARMLESS_BYTES = 8_000_000;

    private static DtlsFingerprint fingerprint;
    private AttackedServer server;

    @BeforeAll
    static void prepare() throws Exception {
        // TLS-Attacker takes its algorithms from there.
        Security.addProvider(new BouncyCastleProvider());
        fingerprint = Attacker.fingerprint();
    }

    @AfterAll
    static void cleanUp() {
        Security.removeProvider(BouncyCastleProvider.PROVIDER_NAME);
    }

    @BeforeEach
    void open() throws Exception {
        server = new AttackedServer(fingerprint);
    }

    @AfterEach
    void close() {
        server.close();
        assertEquals(List.of(), server.failures);
    }

    private void completes(Attacker attacker) throws InterruptedException {
        boolean answered = attacker.run();
        AttackedServer.Association association = server.associations().getLast();
        assertTrue(answered, () -> "no answer: " + association);
        assertEquals(SrtpProfile.AEAD_AES_128_GCM, association.profile());
        assertNull(association.end);
    }

    @Test
    void anotherStackShakesHands() throws Exception {
        completes(new Attacker(server));
    }

    @ParameterizedTest(name = "{0} bytes each")
    @ValueSource(ints = {200, 60, 9})
    void messagesInPiecesAreUnderstood(int bytes) throws Exception {
        completes(new Attacker(server).fragmented(bytes));
    }

    @ParameterizedTest(name = "seed {0}, {1} times, pieces of {2} bytes")
    @CsvSource({"1, 1, 1200", "2, 1, 1200", "3, 1, 60", "4, 1, 60", "5, 3, 1200", "6, 3, 60"})
    void orderAndRepetitionDoNotMatter(long seed, int times, int bytes) throws Exception {
        server.disturb(seed, times);
        completes(new Attacker(server).fragmented(bytes));
    }

    /// What a peer may get wrong.
    enum Mistake {
        SIGNATURE,
        FINISHED,
        POINT_NOT_ON_THE_CURVE,
        NO_CERTIFICATE,
        NO_PROOF,
        NO_FINISHED,
        NO_SRTP,
        NO_EXTENDED_SECRET
    }

    private static Attacker make(Mistake mistake, Attacker a) {
        return switch (mistake) {
            case SIGNATURE ->
                    a.bend(
                            CertificateVerifyMessage.class,
                            m -> m.setSignature(Modifiable.xor(FLIP, 12)));
            case FINISHED ->
                    a.bend(FinishedMessage.class, m -> m.setVerifyData(Modifiable.xor(FLIP, 0)));
            case POINT_NOT_ON_THE_CURVE ->
                    a.bend(
                            ECDHClientKeyExchangeMessage.class,
                            m -> m.setPublicKey(Modifiable.xor(FLIP, 5)));
            case NO_CERTIFICATE ->
                    a.leaveOut(CertificateMessage.class).leaveOut(CertificateVerifyMessage.class);
            case NO_PROOF -> a.leaveOut(CertificateVerifyMessage.class);
            case NO_FINISHED -> a.leaveOut(FinishedMessage.class);
            case NO_SRTP -> a.hello(SrtpExtensionMessage.class);
            case NO_EXTENDED_SECRET -> a.hello(ExtendedMasterSecretExtensionMessage.class);
        };
    }

    @ParameterizedTest
    @EnumSource
    void whoMakesAMistakeGetsNoKeys(Mistake mistake) throws Exception {
        make(mistake, new Attacker(server).impatient()).run();
        while (server.associations().isEmpty()) {
            Thread.onSpinWait();
        }
        AttackedServer.Association attacked = server.associations().getLast();
        while (attacked.taken.get() == 0) {
            Thread.onSpinWait();
        }
        assertNull(attacked.keys);
        completes(new Attacker(server));
    }

    /// Invariant: damaged datagrams never throw up the loop, and the next peer is served.
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2})
    void damagedDatagramsDoNoHarm(long seed) throws Exception {
        server.damage(seed, 0.01);
        new Attacker(server).impatient().fragmented(100).run();
        server.close();
        assertEquals(List.of(), server.failures);
        server = new AttackedServer(fingerprint);
        completes(new Attacker(server));
    }

    /// CVE-2026-59646: each datagram of 26 bytes made the server reserve what it announced, and
    /// many small pieces cost quadratic time. Beyond 400 pieces and 32 kB nothing reaches the
    /// parser.
    @ParameterizedTest(name = "{0} pieces of {2} messages of {1} bytes")
    @CsvSource({"16, 16777215, 16", "3000, 16000, 1", "3000, 2500, 13"})
    void aFloodOfPiecesIsCutOffAndTheNextPeerIsServed(int pieces, int announced, int messages)
            throws Exception {
        completes(new Attacker(server));
        long before = usedHeap();
        Attacker flood = new Attacker(server).flood(pieces, announced, messages);
        Thread flooding = Thread.ofPlatform().start(flood::run);
        while (server.associations().size() < 2) {
            Thread.onSpinWait();
        }
        AttackedServer.Association attacked = server.associations().getLast();
        completes(new Attacker(server));
        flooding.join();
        while (attacked.refused.get() == 0) {
            Thread.onSpinWait(); // sent is not yet looked at
        }
        assertNull(attacked.keys);
        assertTrue(attacked.taken.get() <= DtlsGuard.MAX_FRAGMENTS, "taken " + attacked.taken);
        long cost = usedHeap() - before;
        assertTrue(cost < HARMLESS_BYTES, "cost " + cost + " bytes");
        completes(new Attacker(server));
    }

    private static long usedHeap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
