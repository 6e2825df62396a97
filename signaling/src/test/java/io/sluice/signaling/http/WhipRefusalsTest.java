package io.sluice.signaling.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.signaling.sdp.SdpFragment;
import io.sluice.signaling.session.SignalingConfig;
import io.sluice.signaling.session.SignalingConfig.Limits;
import io.sluice.signaling.testing.Client;
import io.sluice.signaling.testing.TestServer;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Each way in which WHIP and WHEP refuse has its status, its code and what helps.
class WhipRefusalsTest extends WhipRequests {
    @Test
    void badOffersAreRefusedWithAReason() throws Exception {
        assertProblem(400, "bad_sdp", post("whip/studio", "hello"));
        assertProblem(404, "bad_room", post("whip/bad%20room", OFFER));
        assertProblem(400, "bad_name", post("whip/studio?name=%20", OFFER));
        assertProblem(413, "too_large", post("whip/studio", "x".repeat(WhipHandler.MAX_OFFER + 1)));
        assertProblem(422, "unsupported_media", post("whip/studio", VIEWER));
        assertProblem(
                422,
                "unsupported_media",
                post("whip/studio", OFFER.replaceAll("(?i)opus|VP8|VP9|AV1|H264", "none")));
        assertEquals(0, server.signaling.meetings().rooms());
    }

    @Test
    void whoSendsAnotherTypeIsToldWhichIsTaken() throws Exception {
        HttpResponse<String> refused =
                send(
                        request("whip/studio")
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString(OFFER)));
        assertProblem(415, "wrong_content_type", refused);
        assertEquals(SDP, header(refused, "Accept-Post"));
        assertEquals(0, server.signaling.meetings().rooms());

        HttpResponse<String> created =
                send(
                        request("whip/studio")
                                .header("Content-Type", "Application/SDP; charset=utf-8")
                                .POST(BodyPublishers.ofString(OFFER)));
        assertEquals(201, created.statusCode(), created.body());
        HttpResponse<String> patched =
                send(
                        request(header(created, "Location"))
                                .header("Content-Type", SDP)
                                .header("If-Match", header(created, "ETag"))
                                .method("PATCH", BodyPublishers.ofString(TRICKLE)));
        assertProblem(415, "wrong_content_type", patched);
        assertEquals(FRAGMENT, header(patched, "Accept-Patch"));
    }

    @Test
    void aFragmentHasABound() throws Exception {
        HttpResponse<String> created = post("whip/studio", OFFER);
        String session = header(created, "Location");
        String tag = header(created, "ETag");
        assertProblem(
                413,
                "too_large",
                patch(session, "a=x\r\n".repeat(SdpFragment.MAX_LENGTH / 5 + 1), tag));
        assertEquals(204, patch(session, TRICKLE, tag).statusCode());
    }

    @Test
    void whoComesTooOftenHasToWait() throws Exception {
        HttpResponse<String> last = post("whip/studio", "hello");
        for (int i = 0; i < 2 * OfferRate.BURST && last.statusCode() == 400; i++) {
            last = post("whip/studio", "hello");
        }
        assertProblem(429, "too_fast", last);
        assertEquals("5", header(last, "Retry-After"));
    }

    @Test
    void whoPatchesWithoutEndHasToWaitAndIsNotThrownOut() throws Exception {
        HttpResponse<String> created = post("whip/studio", OFFER);
        String session = header(created, "Location");
        HttpResponse<String> last = patch(session, TRICKLE, "*");
        for (int i = 0; i < 10 * Limits.DEFAULT.messageBurst() && last.statusCode() == 204; i++) {
            last = patch(session, TRICKLE, "*");
        }
        assertProblem(429, "too_fast", last);
        assertEquals("5", header(last, "Retry-After"));
        assertEquals(200, delete(session).statusCode());
    }

    @Test
    void aFullRoomAndAFullServerSayWhenToComeAgain() throws Exception {
        limit(new Limits(10, 10, 1, 10, 20, 100));
        assertEquals(201, post("whip/studio", OFFER).statusCode());
        assertTryAgain("room_full", post("whip/studio", OFFER));
        limit(new Limits(1, 10, 10, 10, 20, 100));
        assertEquals(201, post("whip/studio", OFFER).statusCode());
        assertTryAgain("server_full", post("whip/another", OFFER));
        limit(new Limits(10, 1, 10, 10, 20, 100));
        assertEquals(201, post("whip/studio", OFFER).statusCode());
        assertTryAgain("server_full", post("whep/studio", VIEWER));
    }

    @Test
    void aServerThatStopsTakesNobodyIntoANewMeeting() throws Exception {
        HttpResponse<String> created = post("whip/studio", OFFER);
        var _ = server.signaling.meetings().drain(Duration.ofMinutes(1));
        assertTryAgain("shutting_down", post("whip/another", OFFER));
        assertEquals(201, post("whip/studio", OFFER).statusCode(), "this one goes on");
        assertEquals(200, delete(header(created, "Location")).statusCode());
    }

    private void limit(Limits limits) {
        server.close();
        server =
                new TestServer(SignalingConfig.defaults(TestServer.ADMIN_TOKEN).withLimits(limits));
    }

    private static void assertTryAgain(String code, HttpResponse<String> refused) {
        assertProblem(503, code, refused);
        assertEquals("5", header(refused, "Retry-After"));
    }

    @Test
    void anEncoderDoesNotTakeThePlaceOfAPerson() throws Exception {
        useTokens();
        String token = token(true, true);
        Client person = server.connect("studio");
        person.join("Anna", token);
        assertProblem(409, "identity_in_use", bearer("whip/studio", token));
    }

    @Test
    void aTokenRunsOut() throws Exception {
        useTokens();
        HttpResponse<String> late = bearer("whip/studio", token(true, true, Duration.ofHours(-1)));
        assertProblem(401, "token_expired", late);
        assertEquals("Bearer error=\"invalid_token\"", header(late, "WWW-Authenticate"));
    }

    @Test
    void whoMayNotReceiveMayNotWatch() throws Exception {
        useTokens();
        assertProblem(403, "not_allowed", bearer("whep/studio", token(true, false)));
    }

    @Test
    void anotherSitesPageMayReadWhatItsTokenBrought() throws Exception {
        useTokens();
        HttpResponse<String> created = fromElsewhere(token(true, true));
        assertEquals(201, created.statusCode(), created.body());
        assertEquals("https://elsewhere.example", header(created, "Access-Control-Allow-Origin"));
        String exposed = header(created, "Access-Control-Expose-Headers");
        for (String name : new String[] {"Location", "ETag", "Link", "Accept-Patch"}) {
            assertTrue(exposed.contains(name), name + " in " + exposed);
        }
        HttpResponse<String> refused = fromElsewhere("nonsense");
        assertProblem(401, "token_invalid", refused);
        assertEquals("https://elsewhere.example", header(refused, "Access-Control-Allow-Origin"));
    }

    private HttpResponse<String> fromElsewhere(String token) throws Exception {
        return send(
                request("whip/studio")
                        .header("Origin", "https://elsewhere.example")
                        .header("Content-Type", SDP)
                        .header("Authorization", "Bearer " + token)
                        .POST(BodyPublishers.ofString(OFFER)));
    }
}
