package io.sluice.egress.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.rtmp.RtmpTarget;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Over real sockets of this machine, against a server made of our own codec.
@Timeout(60)
final class RtmpDestinationTest {
    private static final AddressRules LOOPBACK =
            AddressRules.allowing(List.of("127.0.0.0/8", "::1"));

    @TempDir Path directory;
    private LoopbackServer server;

    @BeforeEach
    void listen() throws IOException {
        server = new LoopbackServer(null);
    }

    @AfterEach
    void hangUp() throws IOException {
        server.close();
    }

    private Destination destination(String host, boolean tls, AddressRules rules) {
        return destination(host, tls, OutputNetwork.trustingTheJdk(rules));
    }

    private static Destination destination(LoopbackServer to) {
        RtmpTarget target = new RtmpTarget(false, "127.0.0.1", to.port(), "live", "key-b2c3");
        return new Destination(
                new RtmpCaller(target, List.of(), OutputNetwork.trustingTheJdk(LOOPBACK)),
                () -> {});
    }

    private Destination destination(String host, boolean tls, OutputNetwork network) {
        RtmpTarget target = new RtmpTarget(tls, host, server.port(), "live", "key-a1b2");
        return new Destination(new RtmpCaller(target, List.of(), network), () -> {});
    }

    /// Feeds a program of invented frames in real time until the destination is as wanted.
    private static void until(Destination destination, Predicate<DestinationStatus> wanted)
            throws InterruptedException {
        long start = System.nanoTime();
        for (int i = 0; !wanted.test(destination.status()); i++) {
            destination.onFrame(TestProgram.picture(i * 5L, i % 10 == 0));
            long due = start + i * 5L * TestProgram.MILLI;
            LockSupport.parkNanos(due - System.nanoTime());
        }
    }

    @Test
    void framesArriveAndTheStateFollows() throws Exception {
        Destination destination = destination("127.0.0.1", false, LOOPBACK);
        try {
            until(destination, status -> status.state() == DestinationState.SENDING);
            assertEquals(List.of("live/key-a1b2"), server.published());
            assertTrue(server.pictures() > 300, server.pictures() + " pictures");
            destination.confirm();
            assertEquals(DestinationState.CONFIRMED, destination.status().state());
            assertEquals(0, destination.status().droppedFrames());
            assertTrue(destination.status().sentBytes() > 6_000);
        } finally {
            destination.close();
        }
        assertEquals(DestinationState.STOPPED, destination.status().state());
        server.awaitEnd();
    }

    /// Frames of a few bytes: 32 kbit/s in all.
    @Test
    void aStillPictureIsSendingAfterSomeSeconds() throws Exception {
        try (Destination destination = destination("127.0.0.1", false, LOOPBACK)) {
            until(destination, status -> status.state() == DestinationState.SENDING);
            assertTrue(destination.status().sentBytes() < 25_000, destination.status().toString());
        }
    }

    /// The system takes all of it, the server none.
    @Test
    void aServerThatReadsNothingIsNeverSending() throws Exception {
        server.readNoMedia();
        try (Destination destination = destination("127.0.0.1", false, LOOPBACK)) {
            until(
                    destination,
                    status -> {
                        assertFalse(status.state().isLive(), status.toString());
                        return status.sentBytes() > 28_000;
                    });
            assertEquals(DestinationState.CONNECTING, destination.status().state());
        }
    }

    /// In step with the good one: each frame has arrived there before the next is fed.
    @Test
    void aServerThatReadsNothingTouchesNoOther() throws Exception {
        server.readNoMedia();
        byte[] large = new byte[100_000];
        try (LoopbackServer other = new LoopbackServer(null);
                Destination bad = destination("127.0.0.1", false, LOOPBACK);
                Destination good = destination(other)) {
            while (other.pictures() == 0) {
                EncodedFrame first = TestProgram.picture(0, true);
                good.onFrame(first);
                bad.onFrame(first);
                LockSupport.parkNanos(TestProgram.MILLI);
            }
            long millis = 0;
            while (bad.status().droppedFrames() == 0) {
                millis += 33;
                long time = millis * TestProgram.MILLI;
                boolean key = millis % 990 == 0;
                var frame = EncodedFrame.video(time, time, key, large, TestProgram.SETTINGS);
                bad.onFrame(frame);
                good.onFrame(frame);
                while (other.lastMillis() < millis) {
                    LockSupport.parkNanos(100_000);
                }
            }
            assertEquals(0, good.status().droppedFrames());
            assertEquals(0, good.status().retry());
            assertEquals(1, other.connections());
            assertTrue(other.timesNeverWentBack());
            assertTrue(millis > 4000, "more than the bad one's queue holds: " + millis);
        }
    }

    @Test
    void aLostServerIsTriedAgainAndFoundAgain() throws Exception {
        try (Destination destination = destination("127.0.0.1", false, LOOPBACK)) {
            until(destination, _ -> server.pictures() > 10);
            server.dropConnections();
            until(destination, status -> status.state() == DestinationState.RETRYING);
            assertEquals(1, destination.status().retry());
            int before = server.pictures();
            until(destination, _ -> server.pictures() > before + 10);
            assertEquals(2, server.published().size());
            assertTrue(server.startedWithKeyframes());
            assertTrue(server.timesNeverWentBack());
            assertEquals(List.of(0L, 0L), server.firstMillis(), "each begins anew");
        }
    }

    @Test
    void aRefusedKeyIsRejectedInTheServersWords() throws Exception {
        server.refuse("wrong key: key-a1b2");
        try (Destination destination = destination("127.0.0.1", false, LOOPBACK)) {
            until(destination, status -> status.state() == DestinationState.REJECTED);
            assertEquals("wrong key: ••••", destination.status().reason().words());
            assertTrue(destination.status().nextMillis() > 50_000);
            assertFalse(destination.status().state().isLive());
        }
    }

    /// As nginx does with a key that its `on_publish` refuses.
    @Test
    void aServerThatHangsUpInsteadOfAnAnswerRejectsUs() throws Exception {
        server.hangUp();
        try (Destination destination = destination("127.0.0.1", false, LOOPBACK)) {
            until(destination, status -> status.state() == DestinationState.REJECTED);
            assertEquals(
                    "the server hangs up when it is asked to take the stream",
                    destination.status().reason().words());
            assertEquals(2, server.published().size());
        }
    }

    @Test
    void aPrivateAddressIsNeverConnectedTo() throws Exception {
        try (Destination destination = destination("localhost", false, AddressRules.publicOnly())) {
            until(destination, status -> status.state() == DestinationState.FAILED);
            assertEquals("the address is not a public one", destination.status().reason().words());
            assertEquals(0, server.connections());
        }
    }

    @Test
    void aPortWithoutAServerIsTriedAgain() throws Exception {
        server.close();
        try (Destination destination = destination("127.0.0.1", false, LOOPBACK)) {
            until(destination, status -> status.retry() == 2);
            assertEquals("the connection is refused", destination.status().reason().words());
        }
    }

    @Test
    void aCertificateThatNobodyKnowsIsRefused() throws Exception {
        server.close();
        TestTls tls = TestTls.create(directory, "localhost");
        server = new LoopbackServer(tls.server());
        try (Destination destination = destination("localhost", true, LOOPBACK)) {
            until(destination, status -> status.state() == DestinationState.FAILED);
            assertEquals(
                    "the certificate is not trusted for localhost",
                    destination.status().reason().words());
            assertEquals(List.of(), server.published());
        }
    }

    @Test
    void aTrustedCertificateIsTakenForItsOwnNameOnly() throws Exception {
        server.close();
        TestTls tls = TestTls.create(directory, "localhost");
        server = new LoopbackServer(tls.server());
        SSLSocketFactory trusting = tls.client();
        OutputNetwork network = new OutputNetwork(LOOPBACK, trusting);
        try (Destination right = destination("localhost", true, network);
                Destination wrong = destination("127.0.0.1", true, network)) {
            until(right, _ -> server.pictures() > 10);
            until(wrong, status -> status.state() == DestinationState.FAILED);
            assertEquals(
                    "the certificate is not trusted for 127.0.0.1",
                    wrong.status().reason().words());
            assertEquals(1, server.published().size());
        }
    }
}
