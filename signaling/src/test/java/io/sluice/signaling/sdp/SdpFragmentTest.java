package io.sluice.signaling.sdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sluice.sfu.api.IceCandidate;
import io.sluice.sfu.api.IceCredentials;
import io.sluice.signaling.message.ErrorCode;
import io.sluice.signaling.message.RejectedException;
import io.sluice.signaling.testing.FakeSfu;
import io.sluice.signaling.testing.Offers;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SdpFragmentTest {
    private static final String PASSWORD = "P2uYro0UCOQ4zxjKXaWCBui1";

    private static final String CANDIDATES =
            """
            a=group:BUNDLE 0 1
            m=audio 9 UDP/TLS/RTP/SAVPF 111
            a=mid:0
            a=ice-ufrag:EsAw
            a=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1
            a=candidate:1387637174 1 udp 2122260223 192.0.2.1 61764 typ host generation 0
            a=candidate:3471623853 1 udp 2122194687 a1b2.local 61765 typ host
            a=end-of-candidates
            """;

    @Test
    void aFragmentSaysWhoseCandidatesItHolds() {
        assertEquals(
                Optional.of(new IceCredentials("EsAw", PASSWORD)),
                SdpFragment.read(CANDIDATES.replace("\n", "\r\n")).credentials());
    }

    @Test
    void addressesAreTakenAndNamesAreNot() {
        assertEquals(
                List.of("192.0.2.1"),
                SdpFragment.read(CANDIDATES).candidates().stream()
                        .map(IceCandidate::address)
                        .toList());
    }

    @Test
    void aFragmentMayLeaveOutTheCredentials() {
        assertEquals(
                Optional.empty(),
                SdpFragment.read("a=candidate:1 1 udp 1 192.0.2.1 9 typ host\r\n").credentials());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "a=ice-ufrag:EsAw",
                "a=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1",
                "a=ice-ufrag:E\na=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1",
                "a=ice-ufrag:EsAw\na=ice-pwd:short",
                "a=ice-ufrag:EsAw\na=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1\na=ice-ufrag:Other",
                "a=candidate:1 1 udp",
            })
    void nonsenseIsRefused(String text) {
        assertEquals(
                ErrorCode.BAD_SDP,
                assertThrows(RejectedException.class, () -> SdpFragment.read(text)).code());
    }

    @Test
    void aHugeFragmentIsTooLarge() {
        String text = "a=x\n".repeat(SdpFragment.MAX_LENGTH / 4 + 1);
        assertEquals(
                ErrorCode.TOO_LARGE,
                assertThrows(RejectedException.class, () -> SdpFragment.read(text)).code());
    }

    @Test
    void ourSideOfARestartIsAFragmentToo() {
        ParsedOffer offer = OfferReader.read(Offers.of("chromium-whip"), null);
        String fragment = SdpFragment.write(offer, FakeSfu.answer(offer.media()));
        assertEquals(
                """
                a=ice-lite
                a=group:BUNDLE 0 1
                m=audio 9 UDP/TLS/RTP/SAVPF 111
                a=mid:0
                a=ice-ufrag:ufragOfServer
                a=ice-pwd:passwordOfTheServer0123
                a=candidate:1 1 udp 2130706431 192.0.2.1 7882 typ host
                a=candidate:2 1 tcp 2105458943 192.0.2.1 7881 typ host tcptype passive
                a=end-of-candidates
                """,
                fragment.replace("\r\n", "\n"));
        assertEquals(
                "ufragOfServer", SdpFragment.read(fragment).credentials().orElseThrow().ufrag());
    }

    @Test
    void aRestartChangesNothingButTheCredentials() {
        ParsedOffer offer = OfferReader.read(Offers.of("chromium-whip"), null);
        ParsedOffer again = offer.withIce(new IceCredentials("EsAw", PASSWORD), List.of());
        assertEquals("EsAw", again.media().ice().ufrag());
        assertEquals(offer.media().sends(), again.media().sends());
        assertEquals(offer.media().fingerprint(), again.media().fingerprint());
    }
}
