package io.sluice.sfu.transport.ice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.sfu.api.IceCandidate;
import io.sluice.sfu.api.IceCredentials;
import io.sluice.sfu.net.NetworkPath;
import io.sluice.sfu.observe.DropReason;
import io.sluice.sfu.time.Timed;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.ice4j.message.Message;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What full mode has of its own; the rules of both modes are in [IceTransportTest]. ice4j paces
/// its checks in real time, all else is virtual.
final class IceFullTest {
    private static final IceCredentials PEER =
            new IceCredentials("peer", "the-password-of-the-peer");

    private static final InetSocketAddress LOCAL =
            new InetSocketAddress(InetAddress.ofLiteral("192.0.2.200"), 10_000);

    private static final int PATIENCE_SECONDS = 10;

    private final Random random = new Random(1);
    private final Semaphore wakeUps = new Semaphore(0);
    private final IceRecorder out = new IceRecorder();
    private final List<IceTransport> opened = new ArrayList<>();
    private final NetworkPath home = path("192.0.2.1", 4001);
    private final NetworkPath mobile = path("192.0.2.2", 4002);

    private static NetworkPath path(String host, int port) {
        return NetworkPath.of(0, new InetSocketAddress(InetAddress.ofLiteral(host), port));
    }

    private static IceCandidate candidate(String host, int port) {
        return new IceCandidate("1", "udp", 2_130_706_431L, host, port, "host");
    }

    private IceTransport open(IceCandidate... candidates) {
        IceTransport ice =
                IceSession.full(
                        PEER, List.of(candidates), List.of(LOCAL), random, wakeUps::release, 0);
        opened.add(ice);
        return ice;
    }

    @AfterEach
    void close() {
        opened.forEach(IceTransport::close);
    }

    private static long millis(long millis) {
        return millis * 1_000_000;
    }

    private PeerStun peerOf(IceTransport ice) {
        return new PeerStun(PEER, ice.localCredentials(), random);
    }

    private void receive(IceTransport ice, byte[] datagram, NetworkPath from, long atMillis) {
        ice.onStun(
                MemorySegment.ofArray(datagram), 0, datagram.length, from, millis(atMillis), out);
    }

    /// The next check of the agent to this address; ice4j's own thread sends it when it pleases.
    private IceRecorder.Sent agentCheck(IceTransport ice, NetworkPath to, long atMillis)
            throws InterruptedException {
        int before = out.requestsTo(to).size();
        while (out.requestsTo(to).size() == before) {
            assertTrue(wakeUps.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS), "no check came");
            ice.onDeadline(millis(atMillis), out);
        }
        return out.requestsTo(to).getLast();
    }

    private void answer(IceTransport ice, IceRecorder.Sent request, long atMillis) {
        byte[] answer = peerOf(ice).answer(request.datagram(), LOCAL);
        assertNotNull(answer);
        receive(ice, answer, request.path(), atMillis);
    }

    @Test
    void checksTheCandidatesOfTheOffer() throws Exception {
        IceTransport ice = open(candidate("192.0.2.1", 4001));
        IceRecorder.Sent request = agentCheck(ice, home, 0);
        assertEquals(List.of(), out.admitted);

        answer(ice, request, 20);
        assertEquals(List.of(home), out.admitted);
        assertTrue(ice.spend(home, 10_000), "who has answered is not limited");
        assertNull(ice.selected(), "the peer nominates");

        receive(ice, peerOf(ice).check(true), home, 30);
        assertEquals(home, ice.selected());
    }

    /// A browser offers before it knows where it is.
    @Test
    void checksWhatIsFoundAfterTheOffer() throws Exception {
        IceTransport ice = open();
        ice.addCandidates("another", List.of(candidate("192.0.2.2", 4002)));
        ice.addCandidates(PEER.ufrag(), List.of(candidate("192.0.2.1", 4001)));
        answer(ice, agentCheck(ice, home, 0), 20);

        assertEquals(List.of(), out.requestsTo(mobile));
        receive(ice, peerOf(ice).check(true), home, 30);
        assertEquals(home, ice.selected());
    }

    @Test
    void whatIsFoundAfterARestartBelongsToIt() throws Exception {
        IceTransport ice = open();
        IceCredentials theirs = new IceCredentials("again", "the-new-password-of-the-peer");
        IceCredentials second = ice.restart(theirs, List.of(), millis(10), out);
        ice.addCandidates(theirs.ufrag(), List.of(candidate("192.0.2.2", 4002)));

        IceRecorder.Sent request = agentCheck(ice, mobile, 20);
        assertNotNull(new PeerStun(theirs, second, random).answer(request.datagram(), LOCAL));
    }

    @Test
    void anAnswerWithAWrongPasswordProvesNothing() throws Exception {
        IceTransport ice = open(candidate("192.0.2.1", 4001));
        IceRecorder.Sent request = agentCheck(ice, home, 0);
        byte[] bytes = request.datagram();
        StunFrame frame = StunFrame.read(MemorySegment.ofArray(bytes), 0, bytes.length);
        assertNotNull(frame);
        StunCodec.Check check = StunCodec.readCheck(frame);
        assertNotNull(check);
        IceCredentials thief = new IceCredentials(PEER.ufrag(), "guessed");
        receive(ice, StunCodec.success(check, LOCAL, thief), home, 10);

        assertEquals(List.of(), out.admitted);
        assertEquals(List.of(DropReason.STUN_UNAUTHENTICATED), out.dropped);
    }

    @Test
    void anAnswerFromElsewhereProvesNothing() throws Exception {
        IceTransport ice = open(candidate("192.0.2.1", 4001));
        byte[] answer = peerOf(ice).answer(agentCheck(ice, home, 0).datagram(), LOCAL);
        assertNotNull(answer);
        receive(ice, answer, mobile, 10);

        assertEquals(List.of(), out.admitted);
        assertEquals(List.of(DropReason.STUN_UNEXPECTED), out.dropped);
    }

    @Test
    void neitherThisMachineNorOneLinkIsAsked() throws Exception {
        IceTransport ice =
                open(
                        candidate("127.0.0.1", 4003),
                        candidate("169.254.1.1", 4004),
                        candidate("192.0.2.1", 4001));
        agentCheck(ice, home, 0);
        ice.onDeadline(millis(1), out);

        assertTrue(out.sent.stream().allMatch(sent -> sent.path().equals(home)));
    }

    /// An offer may name strangers. They are sent so much, and no more, whatever the offers.
    @Test
    void whoIsOnlyNamedInOffersIsSentLittle() throws Exception {
        IceCandidate[] strangers = new IceCandidate[32];
        for (int i = 0; i < strangers.length; i++) {
            strangers[i] = candidate("198.51.100.9", 5000 + i);
        }
        IceTransport ice = open(strangers);
        agentCheck(ice, path("198.51.100.9", 5000), 0);
        for (int restart = 0; restart < 40; restart++) {
            IceCredentials again = new IceCredentials("again" + restart, PEER.password());
            ice.restart(again, List.of(strangers), millis(restart), out);
            for (int i = 0; i < 100; i++) {
                ice.addCandidates(again.ufrag(), List.of(candidate("198.51.100.9", 6000 + i)));
            }
            assertTrue(wakeUps.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS));
            for (int at = 0; at < 20_000; at += 500) {
                ice.onDeadline(millis(at), out);
            }
        }
        long bytes = out.sent.stream().mapToLong(sent -> sent.datagram().length).sum();
        assertTrue(bytes <= IceSession.MAX_UNASKED_BYTES, bytes + " bytes");
    }

    @Test
    void movingWorksAfterTheAgentHasEnded() throws Exception {
        IceTransport ice = open(candidate("192.0.2.1", 4001));
        answer(ice, agentCheck(ice, home, 0), 10);
        receive(ice, peerOf(ice).check(true), home, 20);
        assertEquals(home, ice.selected());
        ice.onDeadline(millis(31_000), out);
        out.sent.clear();
        assertEquals(Timed.NEVER, ice.deadlineNanos(), "no agent any more");

        receive(ice, peerOf(ice).check(false), mobile, 32_000);
        assertTrue(peerOf(ice).isSuccess(out.sent.getFirst().datagram()));
        receive(ice, peerOf(ice).check(true), mobile, 32_100);
        assertEquals(mobile, ice.selected());
    }

    @Test
    void theAgentEndsSoonAfterItsWork() throws Exception {
        IceTransport ice = open(candidate("192.0.2.1", 4001));
        answer(ice, agentCheck(ice, home, 0), 10);
        receive(ice, peerOf(ice).check(true), home, 20);
        assertTrue(ice.deadlineNanos() <= millis(1_020), "a second after nomination");
        assertEquals(home, ice.selected());
    }

    @Test
    void aRestartChecksAnewAndTheOldWayStaysUntilTheNewIsUsed() throws Exception {
        IceTransport ice = open(candidate("192.0.2.1", 4001));
        PeerStun before = peerOf(ice);
        IceCredentials first = ice.localCredentials();
        receive(ice, before.check(true), home, 0);
        IceCredentials theirs = new IceCredentials("again", "the-new-password-of-the-peer");
        IceCredentials second =
                ice.restart(theirs, List.of(candidate("192.0.2.2", 4002)), millis(10), out);
        assertNotEquals(first, second);

        IceRecorder.Sent request = agentCheck(ice, mobile, 20);
        PeerStun after = new PeerStun(theirs, second, random);
        byte[] answer = after.answer(request.datagram(), LOCAL);
        assertNotNull(answer);
        receive(ice, answer, mobile, 30);
        assertEquals(home, ice.selected());
        assertEquals(List.of(), out.retired);

        receive(ice, before.check(false), home, 35);
        assertTrue(before.isSuccess(out.sent.getLast().datagram()));
        receive(ice, after.check(true), mobile, 40);
        assertEquals(mobile, ice.selected());
        assertEquals(List.of(first.ufrag()), out.retired);
    }

    /// The greater tie-breaker controls (RFC 8445 §7.3.1.1).
    @Test
    void twoControlledSidesSettleWhoControls() {
        IceTransport weak = open();
        receive(weak, peerOf(weak).check(false, -1), home, 0);
        assertEquals(487, PeerStun.errorCode(out.sent.getFirst().datagram()));

        out.sent.clear();
        IceTransport strong = open();
        receive(strong, peerOf(strong).check(false, 0), home, 0);
        assertTrue(peerOf(strong).isSuccess(out.sent.getFirst().datagram()));
        out.sent.clear();
        receive(strong, peerOf(strong).check(true, 0), home, 10);
        assertEquals(487, PeerStun.errorCode(out.sent.getFirst().datagram()));
    }

    @Test
    void whoIsToldToControlNominatesTheWayThatAnswers() throws Exception {
        IceTransport ice = open(candidate("192.0.2.1", 4001));
        IceRecorder.Sent request = agentCheck(ice, home, 0);
        receive(ice, peerOf(ice).roleConflict(request.datagram()), home, 10);

        for (int checks = 0; checks < 4 && ice.selected() == null; checks++) {
            answer(ice, agentCheck(ice, home, 20 + checks), 20 + checks);
        }
        assertEquals(home, ice.selected());
    }

    @Test
    void everyCheckIsSigned() throws Exception {
        IceTransport ice = open(candidate("192.0.2.1", 4001));
        byte[] request = agentCheck(ice, home, 0).datagram();
        StunFrame frame = StunFrame.read(MemorySegment.ofArray(request), 0, request.length);

        assertNotNull(frame);
        assertTrue(frame.isAuthentic(PEER));
        assertEquals(PEER.ufrag() + ":" + ice.localCredentials().ufrag(), frame.username());
        assertEquals(Message.BINDING_REQUEST, frame.messageType());
    }

    /// Whatever java.util.logging is set to.
    @Test
    void noPasswordIsLogged() throws Exception {
        List<String> lines = new ArrayList<>();
        Handler handler =
                new Handler() {
                    @Override
                    public void publish(LogRecord line) {
                        lines.add(line.getLoggerName() + " " + line.getMessage());
                    }

                    @Override
                    public void flush() {}

                    @Override
                    public void close() {}
                };
        handler.setLevel(Level.ALL);
        Logger root = Logger.getLogger("");
        Level before = root.getLevel();
        root.addHandler(handler);
        root.setLevel(Level.ALL);
        try {
            IceTransport ice = open(candidate("192.0.2.1", 4001));
            answer(ice, agentCheck(ice, home, 0), 10);
            receive(ice, peerOf(ice).check(true), home, 20);
            ice.close();
            String password = ice.localCredentials().password();
            assertFalse(lines.stream().anyMatch(line -> line.contains(password)));
            assertFalse(lines.stream().anyMatch(line -> line.contains(PEER.password())));
            assertEquals(List.of(), lines.stream().filter(line -> line.contains("ice4j")).toList());
        } finally {
            root.removeHandler(handler);
            root.setLevel(before);
        }
    }
}
