package io.sluice.sfu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.sfu.api.IceCandidate;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class HostAddressesTest {
    private static final InetSocketAddress IPV6 =
            new InetSocketAddress(InetAddress.ofLiteral("2001:db8::1"), 5000);
    private static final InetSocketAddress IPV4 =
            new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 5000);

    @Test
    void boundAddressesAreToldIpv4First() {
        List<IceCandidate> candidates = HostAddresses.candidates(List.of(IPV6, IPV4), List.of());

        assertEquals("192.0.2.1", candidates.getFirst().address());
        assertTrue(candidates.getFirst().priority() > candidates.getLast().priority());
        assertEquals(2, candidates.size());
    }

    @Test
    void announcedAddressesTakeTheirPlaceWithTheBoundPort() {
        List<IceCandidate> candidates =
                HostAddresses.candidates(
                        List.of(IPV4), List.of(InetAddress.ofLiteral("198.51.100.7")));

        assertEquals(
                List.of("198.51.100.7:5000"),
                candidates.stream().map(at -> at.address() + ":" + at.port()).toList());
    }

    @Test
    void thisMachineHasAnAddress() throws Exception {
        assertFalse(HostAddresses.ofThisMachine().isEmpty());
    }
}
