package io.sluice.egress.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AddressRulesTest {
    private static boolean allowed(AddressRules rules, String address) {
        return rules.allows(InetAddress.ofLiteral(address));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "10.1.2.3",
                "100.64.0.1",
                "127.0.0.1",
                "127.255.255.254",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.168.0.1",
                "198.18.0.1",
                "224.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::ffff:10.0.0.1",
                "::127.0.0.1",
                "fe80::1",
                "fec0::1",
                "fc00::1",
                "fd12::1",
                "ff02::1",
                "64:ff9b::a00:1",
                "2002:a00:1::1",
                "2001:0:a00:1::1",
                "100::1"
            })
    void addressesThatAreNotTheInternetAreRefused(String address) {
        assertFalse(allowed(AddressRules.publicOnly(), address));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "100.63.255.255",
                "100.128.0.1",
                "172.15.0.1",
                "172.32.0.1",
                "192.167.1.1",
                "198.20.0.1",
                "223.255.255.255",
                "2606:4700::1",
                "2a00:1450::1",
                "64:ff9b::101:101",
                "2002:101:101::1"
            })
    void publicAddressesAreAllowed(String address) {
        assertTrue(allowed(AddressRules.publicOnly(), address));
    }

    @Test
    void theOperatorMayNameNetworks() {
        AddressRules rules =
                AddressRules.allowing(List.of("192.168.4.0/22", "10.9.8.7", "fd00::/8"));
        assertTrue(allowed(rules, "192.168.7.255"));
        assertFalse(allowed(rules, "192.168.8.0"));
        assertTrue(allowed(rules, "10.9.8.7"));
        assertFalse(allowed(rules, "10.9.8.6"));
        assertTrue(allowed(rules, "fd12::1"));
        assertFalse(allowed(rules, "fe80::1"));
        assertTrue(allowed(rules, "1.1.1.1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "localhost", "10.0.0.0/33", "10.0.0.0/x", "/8", "::/129", "1.2.3.4/-1"})
    void whatIsNoNetworkIsRefused(String network) {
        assertThrows(IllegalArgumentException.class, () -> AddressRules.allowing(List.of(network)));
    }

    @Test
    void aLiteralIsResolvedWithoutDns() throws UnknownHostException {
        assertEquals(
                InetAddress.ofLiteral("1.1.1.1"),
                AddressRules.publicOnly().resolve("1.1.1.1").orElseThrow());
        assertTrue(AddressRules.publicOnly().resolve("127.0.0.1").isEmpty());
        assertTrue(AddressRules.publicOnly().resolve("localhost").isEmpty());
    }
}
