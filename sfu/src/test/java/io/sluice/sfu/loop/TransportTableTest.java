package io.sluice.sfu.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.sfu.api.DtlsSetup;
import io.sluice.sfu.api.IceCredentials;
import io.sluice.sfu.net.NetworkPath;
import io.sluice.sfu.sim.Fixtures;
import io.sluice.sfu.testclient.FakeHost;
import io.sluice.sfu.transport.WebRtcTransport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TransportTableTest {
    private static final IceCredentials PEER =
            new IceCredentials("peer", "the-password-of-the-peer");

    private static final int MAX_UNCONNECTED = 300;

    private final FakeHost host = new FakeHost();
    private final TransportTable table = new TransportTable(MAX_UNCONNECTED);

    private WebRtcTransport transport() {
        return new WebRtcTransport(
                host,
                PEER,
                List.of(),
                host.identity().fingerprint(),
                DtlsSetup.ACTPASS,
                new FakeHost.Listener(),
                0);
    }

    private static NetworkPath path(int host, int port) {
        return NetworkPath.of(
                0, new InetSocketAddress(InetAddress.ofLiteral("192.0.2." + host), port));
    }

    @Test
    void findsAConnectionByItsAddressAndItsName() {
        WebRtcTransport transport = transport();
        table.addUfrag("abcd", transport);
        assertTrue(table.addPath(path(1, 1), transport, 0));

        assertSame(transport, table.of("abcd"));
        assertSame(transport, table.at(path(1, 1)));
        assertNull(table.at(path(1, 2)));

        table.remove(transport);
        assertNull(table.of("abcd"));
        assertNull(table.at(path(1, 1)));
        assertEquals(0, table.size());
    }

    @Test
    void oneAddressMayHaveTwoHundredConnectionsThatAreNotUp() {
        List<WebRtcTransport> waiting = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            WebRtcTransport transport = transport();
            waiting.add(transport);
            assertTrue(table.addPath(path(1, 1000 + i), transport, 0));
        }
        WebRtcTransport next = transport();
        assertFalse(table.addPath(path(1, 9999), next, 0));
        assertTrue(table.addPath(path(2, 9999), transport(), 0));

        table.onConnected(waiting.get(0));
        assertTrue(table.addPath(path(1, 9999), next, 0));
        assertFalse(table.addPath(path(1, 9998), transport(), 0));
        table.remove(waiting.get(1));
        assertTrue(table.addPath(path(1, 9998), transport(), 0));
    }

    @Test
    void aLoopHasABoundedNumberOfConnectionsThatAreNotUp() {
        for (int i = 0; i < MAX_UNCONNECTED - 1; i++) {
            table.addUfrag("u" + i, transport());
        }
        assertFalse(table.full());
        WebRtcTransport last = transport();
        table.addUfrag("last", last);
        assertTrue(table.full());
        table.onConnected(last);
        assertFalse(table.full());
    }

    @Test
    void anAddressInUseIsNotGivenAway() {
        WebRtcTransport owner = transport();
        NetworkPath path = path(1, 1);
        host.check(owner, PEER, path, 0);
        assertTrue(table.addPath(path, owner, 0));
        assertEquals(0, owner.lastHeardNanos(path));

        WebRtcTransport thief = transport();
        assertFalse(table.addPath(path, thief, 1_999_999_999L));
        assertSame(owner, table.at(path));

        assertTrue(table.addPath(path, thief, 2_000_000_000L));
        assertSame(thief, table.at(path));
    }

    /// Under the path of a batch, which is another object than the one that was added.
    @Test
    void findingAllocatesNothing() {
        WebRtcTransport[] transports = new WebRtcTransport[100];
        NetworkPath[] arrived = new NetworkPath[transports.length];
        for (int i = 0; i < transports.length; i++) {
            transports[i] = transport();
            assertTrue(table.addPath(path(1, 1000 + i), transports[i], 0));
            arrived[i] = path(1, 1000 + i);
        }
        NetworkPath unknown = path(2, 1);
        int[] next = {0};
        double bytes =
                Fixtures.allocatedPerCall(() -> {
                    int i = next[0]++ % transports.length;
                    if (table.at(arrived[i]) != transports[i] || table.at(unknown) != null) {
                        throw new AssertionError("a wrong connection");
                    }
                });
        assertTrue(bytes < Fixtures.NOTHING, bytes + " bytes");
    }
}
