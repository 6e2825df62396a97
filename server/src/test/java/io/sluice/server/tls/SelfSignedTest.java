package io.sluice.server.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SelfSignedTest {
    private static final Instant NOW = Instant.parse("2026-05-01T00:00:00Z");

    private static final LocalNames HERE =
            new LocalNames(
                    "here.lan",
                    List.of(InetAddress.ofLiteral("127.0.0.1"), InetAddress.ofLiteral("10.1.2.3")));

    @TempDir Path directory;

    private TlsIdentity obtain(LocalNames names, Instant now)
            throws GeneralSecurityException, IOException {
        return SelfSigned.obtain(directory, names, now);
    }

    @Test
    void namesEveryAddressOfTheMachine() throws Exception {
        var leaf = obtain(HERE, NOW).leaf();

        assertEquals(
                List.of(
                        List.of(2, "localhost"),
                        List.of(2, "here.lan"),
                        List.of(7, "127.0.0.1"),
                        List.of(7, "10.1.2.3")),
                List.copyOf(leaf.getSubjectAlternativeNames()));
        assertEquals("EC", leaf.getPublicKey().getAlgorithm());
        leaf.verify(leaf.getPublicKey());
    }

    @Test
    void isKeptSoThatBrowsersNeedNotAskAgain() throws Exception {
        var first = obtain(HERE, NOW);

        var second = obtain(HERE, NOW.plus(Duration.ofDays(300)));

        assertEquals(first.chain(), second.chain());
        assertEquals(first.key(), second.key());
    }

    @Test
    void ipv6AddressesAreNamedAndTheCertificateIsKeptWithThem() throws Exception {
        var names =
                new LocalNames(
                        "here.lan",
                        List.of(
                                InetAddress.ofLiteral("127.0.0.1"),
                                InetAddress.ofLiteral("2001:db8::10"),
                                InetAddress.ofLiteral("fe80::1")));
        var first = obtain(names, NOW);

        assertEquals(
                List.of("127.0.0.1", "2001:db8:0:0:0:0:0:10"),
                first.leaf().getSubjectAlternativeNames().stream()
                        .filter(name -> name.get(0).equals(7))
                        .map(name -> name.get(1))
                        .toList());
        assertEquals(first.chain(), obtain(names, NOW).chain());
    }

    @Test
    void isRenewedBeforeItRunsOut() throws Exception {
        var first = obtain(HERE, NOW);
        var later = NOW.plus(Duration.ofDays(340));

        var second = obtain(HERE, later);

        assertNotEquals(first.chain(), second.chain());
        second.leaf().checkValidity(java.util.Date.from(later.plus(Duration.ofDays(300))));
    }

    @Test
    void isRenewedForANewAddressButNotForALostOne() throws Exception {
        var first = obtain(HERE, NOW);
        var fewer = new LocalNames("here.lan", List.of(InetAddress.ofLiteral("127.0.0.1")));
        var other = new LocalNames("here.lan", List.of(InetAddress.ofLiteral("10.9.9.9")));

        assertEquals(first.chain(), obtain(fewer, NOW).chain());
        assertNotEquals(first.chain(), obtain(other, NOW).chain());
    }

    @Test
    void aBrokenFileIsReplaced() throws Exception {
        var first = obtain(HERE, NOW);
        Files.writeString(directory.resolve("key.pem"), "nothing");

        assertNotEquals(first.chain(), obtain(HERE, NOW).chain());
    }

    @Test
    void theKeyIsReadableByItsOwnerOnly() throws Exception {
        var identity = obtain(HERE, NOW);

        assertEquals(
                "rw-------",
                PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(directory.resolve("key.pem"))));
        assertFalse(identity.toString().contains("PRIVATE"));
    }

    @Test
    void othersAreSentToIpv4OrElseToIpv6() {
        InetAddress six = InetAddress.ofLiteral("2001:db8::10");
        InetAddress four = InetAddress.ofLiteral("10.1.2.3");
        InetAddress loopback = InetAddress.ofLiteral("::1");
        InetAddress linkLocal = InetAddress.ofLiteral("fe80::1");

        assertEquals(
                List.of(six),
                new LocalNames("a", List.of(loopback, linkLocal, six)).lanAddresses());
        assertEquals(List.of(four), new LocalNames("a", List.of(six, four)).lanAddresses());
    }

    @Test
    void findsThisMachinesOwnNames() {
        var names = LocalNames.find();

        assertTrue(names.addresses().stream().anyMatch(InetAddress::isLoopbackAddress));
        assertTrue(names.dnsNames().contains("localhost"));
    }
}
