package io.sluice.sfu.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class NewcomersTest {
    private final Newcomers newcomers = new Newcomers();
    private final List<SocketChannel> channels = new ArrayList<>();

    private Newcomer from(String address) throws IOException {
        SocketChannel channel = SocketChannel.open();
        channels.add(channel);
        return new Newcomer(
                channel, 0, new InetSocketAddress(InetAddress.ofLiteral(address), 1234), 0);
    }

    @AfterEach
    void close() {
        channels.forEach(TcpHandover::close);
    }

    @Test
    void anOriginHasABoundedNumberAndGetsItsPlacesBack() throws IOException {
        List<Newcomer> first = new ArrayList<>();
        for (int i = 0; i < Newcomers.MAX_PER_ORIGIN; i++) {
            Newcomer newcomer = from("192.0.2.1");
            first.add(newcomer);
            assertNull(newcomers.add(newcomer));
        }
        Newcomer surplus = from("192.0.2.1");
        assertSame(surplus, newcomers.add(surplus));
        assertNull(newcomers.add(from("192.0.2.2")));

        newcomers.remove(first.getFirst());
        newcomers.remove(first.getFirst());
        assertNull(newcomers.add(surplus));
        assertSame(first.get(1), newcomers.oldest());
    }

    /// Everybody has a network of IPv6 addresses of his own, but one of IPv4.
    @Test
    void anIpv6NetworkIsOneOrigin() {
        assertEquals(origin("2001:db8::1"), origin("2001:db8::ffff:2"));
        assertNotEquals(origin("2001:db8::1"), origin("2001:db8:0:1::1"));
        assertNotEquals(origin("192.0.2.1"), origin("192.0.2.2"));
    }

    private static Newcomer.Origin origin(String address) {
        return Newcomer.Origin.of(InetAddress.ofLiteral(address));
    }
}
