package io.sluice.signaling.sdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.signaling.testing.FakeSfu;
import io.sluice.signaling.testing.Offers;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerWriterTest {
    private static String answer(String sdp) {
        ParsedOffer offer = OfferReader.read(sdp, null);
        return AnswerWriter.write(offer, FakeSfu.answer(offer.media()), 42, 1);
    }

    /// These answers were accepted by `setRemoteDescription` of the Chromium that made the offers.
    @ParameterizedTest
    @ValueSource(strings = {"chromium-meeting", "chromium-meeting-simulcast", "chromium-whip"})
    void theAnswerIsTheOneThatBrowsersTook(String name) {
        assertEquals(Offers.of(name + ".answer"), answer(Offers.of(name)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "chromium-meeting",
                "chromium-meeting-no-devices",
                "chromium-meeting-simulcast",
                "chromium-receive-only-with-data",
                "chromium-whip",
                "firefox-style"
            })
    void everyOfferedSectionIsAnsweredInItsPlace(String name) {
        String offer = Offers.of(name);
        assertEquals(mids(offer), mids(answer(offer)));
    }

    private static List<String> mids(String sdp) {
        return sdp.lines().filter(line -> line.startsWith("a=mid:")).toList();
    }

    @Test
    void aSlotIsOneStreamWithItsRetransmission() {
        String answer = answer(Offers.of("chromium-meeting"));
        String audio = Sdp.section(answer, "4");
        String video = Sdp.section(answer, "5");
        assertTrue(audio.contains("\r\na=sendonly\r\na=msid:slot-1 slot-1-a\r\n"));
        assertFalse(audio.contains("FID"));
        assertTrue(
                video.contains(
                        String.join(
                                "\r\n",
                                "",
                                "a=sendonly",
                                "a=msid:slot-1 slot-1-v",
                                "a=ssrc-group:FID 1012 1013",
                                "a=ssrc:1012 cname:slot-1",
                                "a=ssrc:1013 cname:slot-1",
                                "")));
    }

    @Test
    void dataIsRejectedAndTheRestGoesOn() {
        String answer = answer(Offers.of("chromium-receive-only-with-data"));
        assertTrue(answer.contains("m=application 0 UDP/DTLS/SCTP webrtc-datachannel\r\n"));
        assertTrue(answer.contains("a=group:BUNDLE 0 1\r\n"));
    }

    @Test
    void candidatesStandOnceAndComeToAnEnd() {
        String answer = answer(Offers.of("chromium-meeting"));
        assertEquals(2, answer.lines().filter(line -> line.startsWith("a=candidate:")).count());
        assertTrue(
                Sdp.sections(answer)
                        .get(1)
                        .contains(
                                "a=candidate:1 1 udp 2130706431 192.0.2.1 7882 typ host\r\n"
                                        + "a=candidate:2 1 tcp 2105458943 192.0.2.1 7881 typ host"
                                        + " tcptype passive\r\n"
                                        + "a=end-of-candidates\r\n"));
    }

    @Test
    void stereoIsKeptWhereItIsOffered() {
        assertTrue(
                Sdp.section(answer(Offers.of("firefox-style")), "0")
                        .contains(
                                "a=fmtp:109 minptime=10;useinbandfec=1;usedtx=1;stereo=1;"
                                        + "sprop-stereo=1\r\n"));
        assertFalse(answer(Offers.of("chromium-meeting")).contains("stereo"));
    }

    @Test
    void aDirectionOfAnExtensionIsTurnedRound() {
        String offer =
                Offers.of("chromium-whip").replace("a=extmap:4 urn", "a=extmap:4/sendonly urn");
        assertTrue(answer(offer).contains("\r\na=extmap:4/recvonly urn:ietf:params:rtp-hdrext"));
    }

    @Test
    void redundancyGoesFirstWhenItIsPreferred() {
        String offer =
                Offers.of("chromium-whip")
                        .replace("UDP/TLS/RTP/SAVPF 111 63 ", "UDP/TLS/RTP/SAVPF 63 111 ");
        assertTrue(answer(offer).contains("m=audio 9 UDP/TLS/RTP/SAVPF 63 111\r\n"));
    }

    @Test
    void aPausedSectionStaysNegotiated() {
        String paused = Sdp.change(Offers.of("chromium-meeting"), "1", "a=sendonly", "a=inactive");
        String section = Sdp.section(answer(paused), "1");
        assertTrue(section.startsWith("m=video 9 "));
        assertTrue(section.contains("\r\na=inactive\r\n"));
    }

    @Test
    void aSectionWithoutACodecOfOursIsRejected() {
        String offer = Offers.of("chromium-whip").replaceAll("(VP8|VP9|H264|AV1)/", "X/");
        String section = Sdp.section(answer(offer), "1");
        assertTrue(section.startsWith("m=video 0 "));
        assertTrue(answer(offer).contains("a=group:BUNDLE 0\r\n"));
    }

    @Test
    void aFurtherAnswerHasAHigherVersion() {
        ParsedOffer offer = OfferReader.read(Offers.of("chromium-whip"), null);
        var media = FakeSfu.answer(offer.media());
        String first = AnswerWriter.write(offer, media, 42, 1);
        String second = AnswerWriter.write(offer, media, 42, 2);
        assertEquals(first.replace("o=- 42 1 ", "o=- 42 2 "), second);
    }
}
