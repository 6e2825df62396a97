package io.sluice.bench.sdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SessionDescriptionTest {
    private static final String MEDIA = "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n";

    @Test
    void readsWhatJanusAnswersToAPublisher() throws IOException {
        SessionDescription answer = Golden.description("janus-answer.sdp");
        assertEquals("KqwX", answer.ufrag());
        assertEquals("KOXcEIR5cDWDNbRsHeKgdC", answer.password());
        assertTrue(answer.fingerprint().startsWith("81:92:E5:0D"));
        assertEquals(
                new InetSocketAddress(InetAddress.ofLiteral("10.99.0.1"), 28_305),
                answer.candidate());
        assertFalse(answer.waitsForHandshake());
        assertEquals(
                List.of("audio", "video"), answer.sections().stream().map(Section::kind).toList());
    }

    @Test
    void readsWhatJanusOffersToASubscriber() throws IOException {
        SessionDescription offer = Golden.description("janus-offer.sdp");
        assertEquals(
                List.of("0", "1", "2", "3"), offer.sections().stream().map(Section::mid).toList());
        Section video = offer.first("video").orElseThrow();
        assertEquals(96, video.payloadType("vp8"));
        assertEquals(97, video.payloadType("rtx"));
        assertEquals(0, video.payloadType("VP9"));
        assertEquals(3, video.extension(Extensions.TRANSPORT_CC));
        assertEquals(0, video.extension(Extensions.AUDIO_LEVEL));
        assertEquals(List.of("96", "97"), video.formats());
        assertEquals(9, video.port());
    }

    @Test
    void takesTheTransportOfTheSessionFirst() throws IOException {
        String sdp = "a=ice-ufrag:outer\n" + MEDIA + "a=ice-ufrag:inner\na=setup:passive\n";
        SessionDescription description = SessionDescription.parse(sdp);
        assertEquals("outer", description.ufrag());
        assertTrue(description.waitsForHandshake());
    }

    @Test
    void takesTheFirstCandidateThatIsUdp() throws IOException {
        SessionDescription description =
                SessionDescription.parse(
                        MEDIA
                                + "a=candidate:1 1 tcp 5 10.0.0.1 443 typ host tcptype passive\n"
                                + "a=candidate:2 2 udp 5 10.0.0.2 5001 typ host\n"
                                + "a=candidate:3\n"
                                + "a=candidate:4 1 UDP 5 10.0.0.3 5002 typ host\n");
        assertEquals(
                new InetSocketAddress(InetAddress.ofLiteral("10.0.0.3"), 5_002),
                description.candidate());
    }

    @Test
    void findsAnExtensionThatHasADirection() throws IOException {
        Section section =
                SessionDescription.parse(MEDIA + "a=extmap:5/sendonly " + Extensions.MID)
                        .first("audio")
                        .orElseThrow();
        assertEquals(5, section.extension(Extensions.MID));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "15", "x", "", "99999999999", "-1"})
    void doesNotBelieveAnIdOutOfBounds(String id) throws IOException {
        Section section =
                SessionDescription.parse(MEDIA + "a=extmap:" + id + " " + Extensions.MID)
                        .first("audio")
                        .orElseThrow();
        assertEquals(0, section.extension(Extensions.MID));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "m=audio\n",
                "m=audio 9 UDP/TLS/RTP/SAVPF\n",
                "m=audio x UDP/TLS/RTP/SAVPF 111\n",
                "m=audio -1 UDP/TLS/RTP/SAVPF 111\n",
                "m=audio 65536 UDP/TLS/RTP/SAVPF 111\n"
            })
    void refusesASectionThatCannotBeRead(String sdp) {
        assertThrows(IOException.class, () -> SessionDescription.parse(sdp));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1 1 udp 5 10.0.0.300 5000",
                "1 1 udp 5 example.org 5000",
                "1 1 udp 5 10.0.0.1 70000",
                "1 1 udp 5 10.0.0.1"
            })
    void refusesACandidateThatIsNoAddress(String candidate) throws IOException {
        SessionDescription description =
                SessionDescription.parse(MEDIA + "a=candidate:" + candidate + "\n");
        assertThrows(IOException.class, description::candidate);
    }

    @Test
    void saysWhatIsMissing() throws IOException {
        SessionDescription empty = SessionDescription.parse("");
        assertThrows(IOException.class, empty::ufrag);
        assertThrows(IOException.class, empty::password);
        assertThrows(IOException.class, empty::fingerprint);
        assertThrows(IOException.class, empty::waitsForHandshake);
        assertThrows(IOException.class, empty::candidate);
        SessionDescription old = SessionDescription.parse("a=fingerprint:sha-1 AB:CD\n");
        assertThrows(IOException.class, old::fingerprint);
    }

    @Test
    void refusesWhatIsFarTooLong() {
        String sections = MEDIA.repeat(SessionDescription.MAX_SECTIONS + 1);
        assertThrows(IOException.class, () -> SessionDescription.parse(sections));
        String line = "a=" + "x".repeat(SessionDescription.MAX_CHARACTERS);
        assertThrows(IOException.class, () -> SessionDescription.parse(line));
    }
}
