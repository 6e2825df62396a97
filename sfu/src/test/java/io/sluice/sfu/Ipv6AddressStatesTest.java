package io.sluice.sfu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class Ipv6AddressStatesTest {
    private static Set<InetAddress> passing(String... lines) {
        return Ipv6AddressStates.parse(List.of(lines)).passing();
    }

    @Test
    void anAddressThatLastsIsNotAmongThem() {
        assertEquals(
                Set.of(),
                passing(
                        "20010db8000000000000000000000001 02 40 00 80     eth0",
                        "fe8000000000000000fc00fffe000001 04 40 20 80     eth0"));
    }

    @Test
    void temporaryDeprecatedAndTentativeAddressesAre() {
        assertEquals(
                Set.of(
                        InetAddress.ofLiteral("2001:db8::1"),
                        InetAddress.ofLiteral("2001:db8::2"),
                        InetAddress.ofLiteral("2001:db8::3")),
                passing(
                        "20010db8000000000000000000000001 02 40 00 01     eth0",
                        "20010db8000000000000000000000002 02 40 00 a0     eth0",
                        "20010db8000000000000000000000003 02 40 00 c0     eth0",
                        "20010db8000000000000000000000004 02 40 00 80     eth0"));
    }

    @Test
    void whatIsNotSuchALineIsPassedOver() {
        assertEquals(
                Set.of(),
                passing("", "a b c d e f", "20010db8 02 40 00 01 eth0", "zz 1 2 3 zz eth0"));
    }
}
