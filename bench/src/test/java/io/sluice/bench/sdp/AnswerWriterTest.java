package io.sluice.bench.sdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.bench.server.JoinRequest;
import io.sluice.bench.server.ReceiveFormat;
import io.sluice.bench.server.SendFormat;
import io.sluice.sfu.api.MediaKind;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class AnswerWriterTest {
    private static final FakeEndpoint ENDPOINT = new FakeEndpoint();

    @Test
    void takesAllThatIsOfferedAndWaitsForTheHandshake() throws IOException {
        SessionDescription offer = Golden.description("janus-offer.sdp");
        SessionDescription answer = SessionDescription.parse(AnswerWriter.answer(offer, ENDPOINT));
        assertTrue(answer.waitsForHandshake());
        assertEquals(ENDPOINT.ufrag(), answer.ufrag());
        assertEquals(ENDPOINT.password(), answer.password());
        assertEquals(ENDPOINT.fingerprint(), answer.fingerprint());
        assertEquals(List.of("group:BUNDLE 0 1 2 3"), answer.attributes());
        assertEquals(offer.sections().size(), answer.sections().size());
        for (int i = 0; i < answer.sections().size(); i++) {
            Section offered = offer.sections().get(i);
            Section taken = answer.sections().get(i);
            assertEquals(offered.kind(), taken.kind());
            assertEquals(offered.protocol(), taken.protocol());
            assertEquals(offered.formats(), taken.formats());
            assertTrue(taken.attributes().contains("recvonly"));
            assertTrue(taken.attributes().contains("rtcp-mux"));
            for (String name : List.of("mid", "rtpmap", "fmtp", "rtcp-fb", "extmap")) {
                assertEquals(offered.values(name), taken.values(name), name);
            }
            assertEquals(List.of(), taken.values("ssrc")); // those are the server's
        }
    }

    @Test
    void knowsHowPacketsOfAnOfferLook() throws IOException {
        assertEquals(
                new ReceiveFormat(Map.of(111, MediaKind.AUDIO, 96, MediaKind.VIDEO), 3),
                AnswerWriter.receiveFormat(Golden.description("janus-offer.sdp")));
    }

    /// Janus took neither the time of sending nor, for sound, the transport's numbers.
    @Test
    void sendsOnlyWhatWasTaken() throws IOException {
        assertEquals(
                new SendFormat(111, 96, 0, 3, 1, 4, 0, "0", "1"),
                AnswerWriter.sendFormat(Golden.description("janus-answer.sdp")));
        assertEquals(
                new SendFormat(0, 0, 0, 0, 0, 0, 0, "0", "1"),
                AnswerWriter.sendFormat(SessionDescription.parse("")));
    }

    @Test
    void whatWeOfferIsWhatWeSendAndReceive() throws IOException {
        JoinRequest request = new JoinRequest("room", "anna", true, true, 2, 3);
        SessionDescription offer = SessionDescription.parse(OfferWriter.offer(request, ENDPOINT));
        assertEquals(
                List.of("0", "1", "a0", "a1", "v0", "v1", "v2"),
                offer.sections().stream().map(Section::mid).toList());
        assertEquals("BUNDLE 0 1 a0 a1 v0 v1 v2", offer.attributes().getFirst().substring(6));
        assertEquals(OfferWriter.sendFormat(request), AnswerWriter.sendFormat(offer));
        assertEquals(OfferWriter.receiveFormat(request), AnswerWriter.receiveFormat(offer));
        assertEquals(List.of("4097 cname:anna"), offer.sections().get(1).values("ssrc"));
    }

    @Test
    void encodingsAreToldApartByRidAlone() throws IOException {
        JoinRequest request = new JoinRequest("room", "anna", true, true, 0, 0).inSimulcast(0);
        SessionDescription offer = SessionDescription.parse(OfferWriter.offer(request, ENDPOINT));
        Section camera = offer.sections().get(1);
        assertEquals(List.of("q send", "h send", "f send"), camera.values("rid"));
        assertEquals(List.of("send q;h;f"), camera.values("simulcast"));
        assertEquals(List.of(), camera.values("ssrc"));
        assertEquals(10, AnswerWriter.sendFormat(offer).ridId());
        assertEquals(OfferWriter.sendFormat(request), AnswerWriter.sendFormat(offer));
    }

    @Test
    void offersOnlyWhatAParticipantDoes() throws IOException {
        JoinRequest viewer = new JoinRequest("room", "ben", false, false, 1, 0);
        SessionDescription offer = SessionDescription.parse(OfferWriter.offer(viewer, ENDPOINT));
        assertEquals(1, offer.sections().size());
        assertTrue(offer.sections().getFirst().attributes().contains("recvonly"));
        assertEquals(SendFormat.NOTHING, OfferWriter.sendFormat(viewer));
        JoinRequest speaker = new JoinRequest("room", "cara", true, false, 0, 0);
        assertEquals(ReceiveFormat.NOTHING, OfferWriter.receiveFormat(speaker));
    }
}
