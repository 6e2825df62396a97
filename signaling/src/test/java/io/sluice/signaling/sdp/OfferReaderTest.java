package io.sluice.signaling.sdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.rtp.HeaderExtensionType;
import io.sluice.rtp.codec.Codec;
import io.sluice.sfu.api.CodecParameters;
import io.sluice.sfu.api.DtlsSetup;
import io.sluice.sfu.api.EncodingParameters;
import io.sluice.sfu.api.HeaderExtension;
import io.sluice.sfu.api.MediaKind;
import io.sluice.sfu.api.MediaOffer;
import io.sluice.sfu.api.RtcpFeedback;
import io.sluice.sfu.api.SendSection;
import io.sluice.sfu.api.SlotSection;
import io.sluice.signaling.message.ErrorCode;
import io.sluice.signaling.message.RejectedException;
import io.sluice.signaling.testing.Offers;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OfferReaderTest {
    private static MediaOffer read(String name) {
        return OfferReader.read(Offers.of(name), null).media();
    }

    @Test
    void aMeetingHasTwoTracksNineSlotsAndThreeForSoundOnly() {
        MediaOffer offer = read("chromium-meeting");
        assertEquals(List.of("0", "1"), offer.sends().stream().map(SendSection::mid).toList());
        Map<MediaKind, List<Integer>> slots =
                offer.slots().stream()
                        .collect(
                                Collectors.groupingBy(
                                        SlotSection::kind,
                                        Collectors.mapping(
                                                SlotSection::slot, Collectors.toList())));
        assertEquals(List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11), slots.get(MediaKind.AUDIO));
        assertEquals(List.of(0, 1, 2, 3, 4, 5, 6, 7, 8), slots.get(MediaKind.VIDEO));
        assertEquals(DtlsSetup.ACTPASS, offer.setup());
        assertTrue(offer.ice().ufrag().length() >= 4);
        assertEquals("sha-256", offer.fingerprint().algorithm());
    }

    @Test
    void codecsComeInThePeersOrderWithTheirRetransmission() {
        SendSection camera = read("chromium-meeting-simulcast").sends().get(1);
        assertEquals(
                List.of("VP8 96 97", "H264 108 109", "AV1 45 46", "VP9 98 99"),
                camera.codecs().stream()
                        .map(c -> c.codec() + " " + c.payloadType() + " " + c.rtxPayloadType())
                        .toList());
        assertEquals(Set.of(RtcpFeedback.values()), camera.codecs().getFirst().feedback());
    }

    @Test
    void redundancyIsTakenBothWays() {
        MediaOffer offer = read("chromium-meeting-simulcast");
        CodecParameters sent = offer.sends().getFirst().codecs().getFirst();
        assertEquals(Codec.OPUS, sent.codec());
        assertEquals(63, sent.redPayloadType());
        CodecParameters received = offer.slots().getFirst().codecs().getFirst();
        assertEquals(Codec.OPUS, received.codec());
        assertEquals(63, received.redPayloadType());
    }

    @Test
    void extensionsAreTheOnesWeUse() {
        SendSection camera = read("chromium-meeting-simulcast").sends().get(1);
        assertEquals(
                List.of(
                        new HeaderExtension(HeaderExtensionType.ABS_SEND_TIME, 2),
                        new HeaderExtension(HeaderExtensionType.TRANSPORT_WIDE_CC, 3),
                        new HeaderExtension(HeaderExtensionType.MID, 4),
                        new HeaderExtension(HeaderExtensionType.RID, 10),
                        new HeaderExtension(HeaderExtensionType.REPAIRED_RID, 11),
                        new HeaderExtension(HeaderExtensionType.DEPENDENCY_DESCRIPTOR, 12)),
                camera.extensions());
    }

    @Test
    void simulcastEncodingsAreToldApartByRid() {
        SendSection camera = read("chromium-meeting-simulcast").sends().get(1);
        assertEquals(
                List.of("l", "m", "h"),
                camera.encodings().stream().map(EncodingParameters::rid).toList());
    }

    @Test
    void aSingleEncodingIsToldApartByItsSsrc() {
        EncodingParameters camera = read("chromium-meeting").sends().get(1).encodings().getFirst();
        assertTrue(camera.ssrc() > 0);
        assertTrue(camera.rtxSsrc() > 0);
        assertEquals("", camera.rid());
    }

    @Test
    void aSlotKeepsItsNumberWhenAnotherGoes() {
        ParsedOffer first = OfferReader.read(Offers.of("chromium-meeting"), null);
        // The first slot's audio is stopped, which a browser writes as port 0.
        String stopped = Sdp.change(Offers.of("chromium-meeting"), "2", "m=audio 9", "m=audio 0");
        ParsedOffer again = OfferReader.read(stopped, first);
        assertEquals(
                slots(first).entrySet().stream()
                        .filter(entry -> !entry.getKey().equals("2"))
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)),
                slots(again));
    }

    private static Map<String, Integer> slots(ParsedOffer offer) {
        return offer.media().slots().stream()
                .collect(Collectors.toMap(SlotSection::mid, SlotSection::slot));
    }

    @Test
    void aPausedSectionIsNeitherATrackNorASlot() {
        String paused = Sdp.change(Offers.of("chromium-meeting"), "1", "a=sendonly", "a=inactive");
        ParsedOffer offer = OfferReader.read(paused, null);
        assertEquals(List.of("0"), offer.media().sends().stream().map(SendSection::mid).toList());
        assertEquals(MediaKind.VIDEO, offer.sendKind("1").orElseThrow());
    }

    @Test
    void whatStandsAtTheTopCountsForEverySection() {
        ParsedOffer offer = OfferReader.read(Offers.of("firefox-style"), null);
        assertEquals(3, offer.media().sends().size() + offer.media().slots().size());
        assertEquals("0a1b2c3d", offer.media().ice().ufrag());
        assertEquals(32 * 3 - 1, offer.media().fingerprint().value().length());
    }

    @Test
    void anExtensionForTheOtherDirectionIsNotUsed() {
        MediaOffer offer = OfferReader.read(Offers.of("firefox-style"), null).media();
        Set<HeaderExtensionType> sent = types(offer.sends().getFirst().extensions());
        assertTrue(sent.contains(HeaderExtensionType.AUDIO_LEVEL));
        // Offered as /sendonly, in a section that only receives.
        Set<HeaderExtensionType> slot = types(offer.slots().getFirst().extensions());
        assertTrue(!slot.contains(HeaderExtensionType.ABS_SEND_TIME));
        assertTrue(slot.contains(HeaderExtensionType.TRANSPORT_WIDE_CC));
    }

    private static Set<HeaderExtensionType> types(List<HeaderExtension> extensions) {
        return extensions.stream().map(HeaderExtension::type).collect(Collectors.toSet());
    }

    @Test
    void aThousandSectionsAreTooMany() {
        String section =
                "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=rtpmap:111 opus/48000/2\r\na=rtcp-mux\r\n";
        assertEquals(ErrorCode.TOO_MANY_STREAMS, refusal("v=0\r\n" + section.repeat(1_000)));
    }

    @Test
    void aHugeOfferIsTooLarge() {
        assertEquals(
                ErrorCode.TOO_LARGE, refusal("v=0\r\n" + "a=x\r\n".repeat(SdpText.MAX_BYTES / 5)));
    }

    @Test
    void anOfferOfDataAloneIsNotServed() {
        String offer = Offers.of("chromium-receive-only-with-data");
        int data = offer.indexOf("m=application");
        String head = offer.substring(0, offer.indexOf("m="));
        assertEquals(ErrorCode.UNSUPPORTED_MEDIA, refusal(head + offer.substring(data)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "v=1",
                "hello",
                "v=0\r\n",
                "v=0\r\nnonsense\r\n",
                "v=0\r\nm=\r\n",
                "v=0\r\nm=audio\r\n",
                "v=0\r\nm=audio x UDP/TLS/RTP/SAVPF 111\r\n",
                "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n",
                "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:a b\r\n",
            })
    void nonsenseIsRefused(String sdp) {
        assertEquals(ErrorCode.BAD_SDP, refusal(sdp));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=ice-ufrag:", "a=ice-pwd:", "a=fingerprint:", "a=mid:"})
    void nothingEssentialMayBeMissing(String attribute) {
        String without =
                Offers.of("chromium-whip")
                        .lines()
                        .filter(line -> !line.startsWith(attribute))
                        .collect(Collectors.joining("\r\n"));
        assertEquals(ErrorCode.BAD_SDP, refusal(without));
    }

    @Test
    void twoSectionsMayNotShareAMid() {
        assertEquals(
                ErrorCode.BAD_SDP,
                refusal(Offers.of("chromium-whip").replace("a=mid:1", "a=mid:0")));
    }

    @Test
    void aWeakFingerprintIsNoFingerprint() {
        assertEquals(
                ErrorCode.BAD_SDP,
                refusal(
                        Offers.of("chromium-whip")
                                .replaceAll(
                                        "a=fingerprint:sha-256 \\S+",
                                        "a=fingerprint:sha-1 " + "AA:".repeat(19) + "AA")));
    }

    private static ErrorCode refusal(String sdp) {
        return assertThrows(RejectedException.class, () -> OfferReader.read(sdp, null)).code();
    }
}
