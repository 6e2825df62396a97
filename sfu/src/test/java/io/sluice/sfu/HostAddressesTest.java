package io.sluice.sfu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.sluice.sfu.api.IceCandidate;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostAddressesTest {
    private static final InetSocketAddress IPV6 =
            new InetSocketAddress(InetAddress.ofLiteral("2001:db8::1"), 5000);
    private static final InetSocketAddress IPV4 =
            new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 5000);

    private static List<String> text(List<IceCandidate> candidates) {
        return candidates.stream()
                .map(at -> at.transport() + " " + at.address() + " " + at.port())
                .toList();
    }

    @Test
    void udpComesBeforeTcpAndIpv4BeforeIpv6() {
        List<IceCandidate> candidates =
                HostAddresses.candidates(List.of(IPV6, IPV4), List.of(IPV6, IPV4), List.of());

        assertEquals(
                List.of(
                        "udp 192.0.2.1 5000",
                        "udp 2001:db8:0:0:0:0:0:1 5000",
                        "tcp 192.0.2.1 5000",
                        "tcp 2001:db8:0:0:0:0:0:1 5000"),
                text(candidates));
        List<Long> priorities = candidates.stream().map(IceCandidate::priority).toList();
        assertEquals(priorities.stream().sorted((a, b) -> Long.compare(b, a)).toList(), priorities);
        assertEquals(4, priorities.stream().distinct().count());
        assertEquals(4, candidates.stream().map(IceCandidate::foundation).distinct().count());
    }

    /// RFC 8445 §5.1.2.1 and RFC 6544 §4.2, in figures.
    @Test
    void prioritiesAreThoseOfTheStandards() {
        List<IceCandidate> candidates =
                HostAddresses.candidates(List.of(IPV4), List.of(IPV4), List.of());

        assertEquals((126L << 24) + (65_535L << 8) + 255, candidates.getFirst().priority());
        assertEquals(
                (90L << 24) + (((4L << 13) + 8_190) << 8) + 255, candidates.getLast().priority());
        assertEquals("passive", candidates.getLast().tcpType());
    }

    @Test
    void announcedAddressesTakeTheirPlaceWithTheBoundPorts() {
        InetSocketAddress tcp = new InetSocketAddress(IPV4.getAddress(), 5001);
        List<IceCandidate> candidates =
                HostAddresses.candidates(
                        List.of(IPV4),
                        List.of(tcp),
                        List.of(
                                InetAddress.ofLiteral("2001:db8::7"),
                                InetAddress.ofLiteral("198.51.100.7")));

        assertEquals(
                List.of(
                        "udp 198.51.100.7 5000",
                        "udp 2001:db8:0:0:0:0:0:7 5000",
                        "tcp 198.51.100.7 5001",
                        "tcp 2001:db8:0:0:0:0:0:7 5001"),
                text(candidates));
    }

    @Test
    void withoutTcpNoneIsAnnounced() {
        List<IceCandidate> candidates =
                HostAddresses.candidates(
                        List.of(IPV4), List.of(), List.of(InetAddress.ofLiteral("198.51.100.7")));

        assertEquals(List.of("udp 198.51.100.7 5000"), text(candidates));
    }

    @Test
    void thisMachineHasAnAddress() throws Exception {
        assertFalse(HostAddresses.ofThisMachine().isEmpty());
    }

    @ParameterizedTest
    @CsvSource({
        "192.168.0.1, true",
        "203.0.113.7, true",
        "2001:db8::1, true",
        "fd00::1, true",
        "169.254.0.1, false",
        "fe80::1, false",
        "fec0::1, false",
        "::1, false",
        "::, false",
    })
    void whoCanBeReached(String address, boolean reachable) {
        assertEquals(reachable, HostAddresses.reachable(InetAddress.ofLiteral(address)));
    }
}
