package io.sluice.signaling.sdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.rtp.codec.Codec;
import io.sluice.sfu.api.CodecParameters;
import io.sluice.sfu.api.DtlsSetup;
import io.sluice.sfu.api.EncodingParameters;
import io.sluice.sfu.api.MediaKind;
import io.sluice.sfu.api.MediaOffer;
import io.sluice.sfu.api.SendSection;
import io.sluice.sfu.api.SlotSection;
import io.sluice.signaling.testing.FakeSfu;
import io.sluice.signaling.testing.Offers;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Offers of stacks that are no browser.
class ForeignOffersTest {
    private static ParsedOffer publisher(String name) {
        return OfferReader.read(Offers.of(name), null);
    }

    private static SendSection section(MediaOffer offer, MediaKind kind) {
        return offer.sends().stream().filter(s -> s.kind() == kind).findFirst().orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "ffmpeg-whip,111,H264,106",
        "gstreamer-whip,111,H264,102",
        "werift-whip,96,VP8,97",
        "obs-style-whip,111,H264,96",
    })
    void aPublisherSendsOneSoundAndOnePictureKnownByTheirSsrcs(
            String name, int audio, Codec codec, int video) {
        MediaOffer offer = publisher(name).media();
        SendSection sound = section(offer, MediaKind.AUDIO);
        SendSection picture = section(offer, MediaKind.VIDEO);
        assertEquals(2, offer.sends().size());
        assertEquals(List.of(), offer.slots());
        assertEquals(audio, sound.codecs().getFirst().payloadType());
        assertEquals(codec, picture.codecs().getFirst().codec());
        assertEquals(video, picture.codecs().getFirst().payloadType());
        assertTrue(sound.encodings().getFirst().ssrc() > 0);
        assertTrue(picture.encodings().getFirst().ssrc() > 0);
        assertEquals(EncodingParameters.UNKNOWN, picture.encodings().getFirst().rtxSsrc());
    }

    @ParameterizedTest
    @ValueSource(strings = {"gstreamer-whep", "werift-whep"})
    void aViewerReceivesOneSlot(String name) {
        MediaOffer offer = OfferReader.readViewer(Offers.of(name)).media();
        assertEquals(List.of(), offer.sends());
        assertEquals(List.of(0, 0), offer.slots().stream().map(SlotSection::slot).toList());
    }

    @Test
    void aViewerThatOffersToSendTooOnlyReceives() {
        MediaOffer offer = OfferReader.readViewer(Offers.of("gstreamer-whip")).media();
        assertEquals(List.of(), offer.sends());
        assertEquals(2, offer.slots().size());
    }

    @Test
    void ffmpegWaitsForOurHandshake() {
        assertEquals(DtlsSetup.PASSIVE, publisher("ffmpeg-whip").media().setup());
        assertEquals(DtlsSetup.ACTPASS, publisher("obs-style-whip").media().setup());
    }

    @Test
    void retransmissionOfSoundIsNotOurs() {
        MediaOffer offer = OfferReader.readViewer(Offers.of("gstreamer-whep")).media();
        assertEquals(
                CodecParameters.NONE,
                offer.slots().getFirst().codecs().getFirst().rtxPayloadType());
        assertEquals(97, offer.slots().getLast().codecs().getFirst().rtxPayloadType());
    }

    @ParameterizedTest
    @CsvSource({
        "42e01f,1",
        "42c01f,1",
        "42001f,1",
        "420014,1",
        "4d001f,1",
        "640c1f,1",
        "64001f,0",
    })
    void aSenderMayHaveAProfileOfItsOwn(String profile, int mode) {
        String fmtp = "packetization-mode=" + mode + ";profile-level-id=" + profile;
        String offer =
                Offers.of("ffmpeg-whip")
                        .replace("packetization-mode=1;profile-level-id=420014", fmtp);
        ParsedOffer parsed = OfferReader.read(offer, null);
        assertEquals(
                Codec.H264, section(parsed.media(), MediaKind.VIDEO).codecs().getFirst().codec());
        String answer = AnswerWriter.write(parsed, FakeSfu.answer(parsed.media()), 1, 1);
        assertTrue(
                answer.contains("a=fmtp:106 level-asymmetry-allowed=1;" + fmtp + "\r\n"), answer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"f4001f", "7a001f", "58001f"})
    void whatNoBrowserDecodesIsNotTaken(String profile) {
        String offer = Offers.of("ffmpeg-whip").replace("420014", profile);
        assertEquals(1, OfferReader.read(offer, null).media().sends().size());
    }

    @Test
    void ofSeveralProfilesTheSimplestIsTaken() {
        String video = Sdp.section(Offers.of("obs-style-whip"), "1");
        String two =
                video.replace("SAVPF 96", "SAVPF 97 96")
                        + "a=rtpmap:97 H264/90000\r\n"
                        + "a=fmtp:97 packetization-mode=1;profile-level-id=64001f\r\n";
        ParsedOffer offer = OfferReader.read(Offers.of("obs-style-whip").replace(video, two), null);
        assertEquals(96, section(offer.media(), MediaKind.VIDEO).codecs().getFirst().payloadType());
    }

    @ParameterizedTest
    @ValueSource(strings = {"4d001f", "64001f"})
    void aReceiverIsPromisedConstrainedBaselineOnly(String profile) {
        String offer = Offers.of("gstreamer-whep").replace("42e01f", profile);
        assertEquals(1, OfferReader.readViewer(offer).media().slots().size());
    }
}
