package io.sluice.sfu.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.rtp.buffer.PacketSlab;
import io.sluice.sfu.observe.Counters;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

final class UdpSocketProviderTest {
    @Test
    void theJdksSocketsAreAlwaysThereAndCanBeAskedFor() throws IOException {
        assertTrue(UdpSocketProvider.NIO.isAvailable());
        assertEquals(UdpSocketProvider.NIO, UdpSocketProvider.choose("nio"));
        assertEquals(UdpSocketProvider.NIO, UdpSocketProvider.choose("NIO"));

        List<InetAddress> loopback = List.of(InetAddress.ofLiteral("127.0.0.1"));
        try (Arena arena = Arena.ofConfined();
                UdpSocket socket =
                        UdpSocketProvider.choose("nio")
                                .bind(loopback, 0, new PacketSlab(arena, 0), new Counters())) {
            assertEquals("NIO sockets", socket.description());
        }
    }

    @Test
    void theKernelsOwnCallsComeFirstWhereTheyAre() {
        assumeTrue(UdpSocketProvider.NATIVE.isAvailable());

        assertEquals(UdpSocketProvider.NATIVE, UdpSocketProvider.choose(""));
        assertEquals(UdpSocketProvider.NATIVE, UdpSocketProvider.choose("none such"));
    }
}
