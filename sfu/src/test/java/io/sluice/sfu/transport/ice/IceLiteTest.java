package io.sluice.sfu.transport.ice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.sfu.api.IceCredentials;
import io.sluice.sfu.net.NetworkPath;
import io.sluice.sfu.time.Timed;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What lite mode has of its own; the rules of both modes are in [IceTransportTest].
final class IceLiteTest {
    private static final IceCredentials PEER =
            new IceCredentials("peer", "the-password-of-the-peer");

    private final Random random = new Random(1);
    private final IceTransport ice = IceSession.lite(PEER, random);
    private final PeerStun peer = new PeerStun(PEER, ice.localCredentials(), random);
    private final IceRecorder out = new IceRecorder();
    private final NetworkPath home =
            NetworkPath.of(0, new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 4001));

    private void receive(byte[] datagram, long atNanos) {
        ice.onStun(MemorySegment.ofArray(datagram), 0, datagram.length, home, atNanos, out);
    }

    /// A lite agent never takes the other role, however large its tie-breaker.
    @Test
    void aPeerThatWantsToBeControlledIsTold() {
        receive(peer.check(false, 0), 0);

        assertEquals(487, PeerStun.errorCode(out.sent.getFirst().datagram()));
        assertNull(ice.selected());
    }

    @Test
    void asksNobodyWhoHasNotAsked() {
        ice.onDeadline(1_000_000_000, out);

        assertTrue(out.sent.isEmpty());
        assertEquals(Timed.NEVER, ice.deadlineNanos());
    }

    @Test
    void wantsNothingOnceTheAddressHasAnswered() {
        receive(peer.check(true), 0);
        byte[] answer = peer.answer(out.requestsTo(home).getLast().datagram(), home.remote());
        assertNotNull(answer);
        receive(answer, 5);

        assertEquals(Timed.NEVER, ice.deadlineNanos());
    }
}
