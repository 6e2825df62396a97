package io.sluice.signaling.sdp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sluice.sfu.api.IceCandidate;
import io.sluice.signaling.testing.Offers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CandidateReaderTest {
    private static final String HOST = "1 1 udp 2122260223 192.0.2.7 50000 typ host";
    private static final String REFLEXIVE =
            "2 1 UDP 1686052607 203.0.113.7 50001 typ srflx raddr 192.0.2.7 rport 50000 generation"
                    + " 0";

    private static List<IceCandidate> read(List<String> lines) {
        StringBuilder candidates = new StringBuilder("a=mid:0\r\n");
        lines.forEach(line -> candidates.append("a=candidate:").append(line).append("\r\n"));
        String offer =
                Sdp.change(
                        Offers.of("chromium-meeting"), "0", "a=mid:0\r\n", candidates.toString());
        return OfferReader.read(offer, null).media().candidates();
    }

    @Test
    void anOfferWithoutCandidatesHasNone() {
        assertEquals(
                List.of(),
                OfferReader.read(Offers.of("chromium-meeting"), null).media().candidates());
    }

    @Test
    void theBestComesFirst() {
        assertEquals(
                List.of(
                        new IceCandidate("1", "udp", 2_122_260_223L, "192.0.2.7", 50_000, "host"),
                        new IceCandidate(
                                "2", "udp", 1_686_052_607L, "203.0.113.7", 50_001, "srflx")),
                read(List.of(REFLEXIVE, HOST)));
    }

    @Test
    void ipv6IsTaken() {
        assertEquals(
                "2001:db8:0:0:0:0:0:7",
                read(List.of("1 1 udp 2122260223 2001:db8::7 50000 typ host"))
                        .getFirst()
                        .address());
    }

    /// Names would have to be looked up, other components and transports are not ours.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "1 1 udp 2122260223 6f0a1c62-3b8e.local 50000 typ host",
                "1 1 udp 2122260223 example.org 50000 typ host",
                "1 2 udp 2122260222 192.0.2.7 50000 typ host",
                "1 1 tcp 1518280447 192.0.2.7 9 typ host tcptype active",
                "1 1 udp 2122260223 fe80::1%eth0 50000 typ host",
                "1 1 udp 2122260223 0.0.0.0 50000 typ host",
                "1 1 udp 2122260223 224.0.0.1 50000 typ host",
                "1 1 udp 2122260223 192.0.2.7 0 typ host",
                "1 1 udp 2122260223 192.0.2.7 65536 typ host",
                "1 1 udp 99999999999 192.0.2.7 50000 typ host",
                "1 1 udp 2122260223 192.0.2.7 50000 type host",
                "1 1 udp 2122260223 192.0.2.7 50000 typ guess",
                "1 1 udp 2122260223 300.0.2.7 50000 typ host",
                "1 1 udp",
                ""
            })
    void whatCannotBeAskedIsIgnored(String line) {
        assertEquals(1, read(List.of(line, HOST)).size());
    }

    @Test
    void thereAreNotMoreThanAPeerHas() {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            lines.add("1 1 udp 2122260223 192.0.2.7 " + (50_000 + i) + " typ host");
        }
        assertEquals(CandidateReader.MAX_CANDIDATES, read(lines).size());
    }

    @Test
    void aBrowsersOwnFormIsTakenToo() {
        assertEquals(
                read(List.of(HOST)),
                CandidateReader.read(List.of("candidate:" + HOST, HOST, "candidate:", "")));
    }

    @Test
    void anAddressNamedTwiceIsOne() {
        assertEquals(1, read(List.of(HOST, HOST)).size());
    }
}
