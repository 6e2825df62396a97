package io.sluice.signaling.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.sfu.api.RoomEvent;
import io.sluice.sfu.api.RoomEvent.TransportState;
import io.sluice.signaling.message.ServerMessage;
import io.sluice.signaling.session.SignalingConfig;
import io.sluice.signaling.session.TurnServer;
import io.sluice.signaling.testing.Client;
import io.sluice.signaling.testing.TestServer;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WhipHandlerTest extends WhipRequests {
    @Test
    void aPublisherIsAnsweredAndGetsAnAddressOfItsOwn() throws Exception {
        HttpResponse<String> created = post("whip/studio?name=Camera%201", OFFER);
        assertEquals(201, created.statusCode(), created.body());
        assertEquals(SDP, header(created, "Content-Type"));
        assertTrue(header(created, "Location").matches("/whip/studio/[\\w-]{22}"));
        assertTrue(header(created, "ETag").matches("\"[\\w-]{22}\""));
        assertEquals(FRAGMENT, header(created, "Accept-Patch"));
        assertTrue(created.body().startsWith("v=0\r\n"));
        assertTrue(created.body().contains("a=recvonly"));
        assertEquals(1, server.signaling.meetings().participants());
        assertEquals(List.of("Camera 1"), server.signaling.meetings().list().getFirst().names());
    }

    @Test
    void aPublisherIsAParticipantLikeOthersButNeverHost() throws Exception {
        HttpResponse<String> created = post("whip/studio", OFFER);
        Client anna = server.connect("studio");
        ServerMessage.Joined joined = anna.join("Anna", null);
        assertTrue(joined.room().participants().getFirst().rights().roomAdmin());
        var camera = joined.room().participants().get(1);
        assertEquals("Guest", camera.name());
        assertEquals(2, camera.publications().size());
        assertFalse(camera.rights().roomAdmin());
        assertEquals(200, delete(header(created, "Location")).statusCode());
        assertEquals(camera.id(), anna.next(ServerMessage.ParticipantLeft.class).participant());
    }

    @Test
    void whatWasDeletedIsNotThereAnyMore() throws Exception {
        String session = header(post("whip/studio", OFFER), "Location");
        assertEquals(200, delete(session).statusCode());
        assertProblem(404, "no_session", delete(session));
        assertProblem(404, "no_session", patch(session, TRICKLE, "*"));
        assertEquals(0, server.signaling.meetings().rooms());
    }

    @ParameterizedTest
    @ValueSource(strings = {"INTERRUPTED", "CLOSED"})
    void whoFallsSilentLeavesNoGhost(TransportState state) throws Exception {
        String session = header(post("whip/studio", OFFER), "Location");
        Client anna = server.connect("studio");
        String camera = anna.join("Anna", null).room().participants().get(1).id();
        server.sfu.room().emit(new RoomEvent.TransportChanged(camera, state));
        assertEquals(
                ServerMessage.LeaveReason.TIMEOUT,
                anna.next(ServerMessage.ParticipantLeft.class).reason());
        assertProblem(404, "no_session", delete(session));
    }

    @Test
    void aPatchHasToNameTheIceSession() throws Exception {
        HttpResponse<String> created = post("whip/studio", OFFER);
        String session = header(created, "Location");
        String tag = header(created, "ETag");
        assertProblem(428, "precondition_required", patch(session, TRICKLE, ""));
        assertProblem(412, "precondition_failed", patch(session, TRICKLE, "\"other\""));
        assertEquals(204, patch(session, TRICKLE, tag).statusCode());
        assertEquals(204, patch(session, TRICKLE, "\"other\", " + tag).statusCode());
        assertEquals(204, patch(session, TRICKLE, "*").statusCode());
        assertProblem(400, "bad_sdp", patch(session, "nonsense", tag));
        assertEquals(
                415,
                send(request(session)
                                .header("Content-Type", SDP)
                                .header("If-Match", tag)
                                .method("PATCH", BodyPublishers.ofString(TRICKLE)))
                        .statusCode());
    }

    @Test
    void candidatesOfAPatchReachTheMediaPlane() throws Exception {
        HttpResponse<String> created = post("whip/studio", OFFER);
        String session = header(created, "Location");
        assertEquals(204, patch(session, TRICKLE, header(created, "ETag")).statusCode());
        String call = server.sfu.room().calls.getLast();
        assertTrue(call.startsWith("addCandidates "), call);
        assertTrue(call.contains("address=192.0.2.9, port=9, type=host"), call);
    }

    @Test
    void aRestartIsAnsweredWithNewCredentialsAndANewTag() throws Exception {
        HttpResponse<String> created = post("whip/studio", OFFER);
        String session = header(created, "Location");
        HttpResponse<String> restarted = patch(session, RESTART + TRICKLE, "\"*\"");
        assertEquals(200, restarted.statusCode(), restarted.body());
        assertEquals(FRAGMENT, header(restarted, "Content-Type"));
        assertTrue(restarted.body().contains("a=ice-ufrag:ufragOfServer"));
        assertNotEquals(header(created, "ETag"), header(restarted, "ETag"));
        assertTrue(server.sfu.room().calls.getLast().startsWith("renegotiate [Track"));
        assertProblem(412, "precondition_failed", patch(session, TRICKLE, header(created, "ETag")));
        assertEquals(204, patch(session, RESTART, header(restarted, "ETag")).statusCode());
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "PUT", "POST"})
    void aSessionKnowsPatchAndDeleteOnly(String method) throws Exception {
        String session = header(post("whip/studio", OFFER), "Location");
        HttpResponse<String> refused =
                send(request(session).method(method, BodyPublishers.noBody()));
        assertEquals(405, refused.statusCode());
        assertEquals("PATCH, DELETE, OPTIONS", header(refused, "Allow"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "PUT", "PATCH", "DELETE"})
    void anEndpointKnowsPostOnly(String method) throws Exception {
        HttpResponse<String> refused =
                send(request("whip/studio").method(method, BodyPublishers.noBody()));
        assertEquals(405, refused.statusCode());
        assertEquals("POST, OPTIONS", header(refused, "Allow"));
    }

    @Test
    void aTokenIsNeededWhereTokensAreIssued() throws Exception {
        useTokens();
        HttpResponse<String> refused = post("whip/studio", OFFER);
        assertProblem(401, "token_required", refused);
        assertEquals("Bearer", header(refused, "WWW-Authenticate"));
        HttpResponse<String> wrong = bearer("whip/studio", "nonsense");
        assertProblem(401, "token_invalid", wrong);
        assertEquals("Bearer error=\"invalid_token\"", header(wrong, "WWW-Authenticate"));
        assertProblem(403, "not_allowed", bearer("whip/other", token(true, true)));
        assertProblem(403, "not_allowed", bearer("whip/studio", token(false, true)));
        assertEquals(201, bearer("whip/studio", token(true, true)).statusCode());
        assertEquals(List.of("Encoder"), server.signaling.meetings().list().getFirst().names());
    }

    @ParameterizedTest
    @CsvSource({
        "whip/studio,Accept-Post,application/sdp",
        "whip/studio/x,Accept-Patch,application/trickle-ice-sdpfrag"
    })
    void aBrowserMayAskFirst(String path, String header, String type) throws Exception {
        useTokens();
        HttpResponse<String> options =
                send(
                        request(path)
                                .header("Origin", "https://elsewhere.example")
                                .header("Access-Control-Request-Method", "POST")
                                .method("OPTIONS", BodyPublishers.noBody()));
        assertEquals(204, options.statusCode());
        assertEquals(type, header(options, header));
        assertEquals("https://elsewhere.example", header(options, "Access-Control-Allow-Origin"));
        assertTrue(header(options, "Access-Control-Allow-Headers").contains("If-Match"));
        assertTrue(header(options, "Access-Control-Allow-Methods").contains("PATCH"));
        assertTrue(header(options, "Access-Control-Expose-Headers").contains("Location"));
    }

    @Test
    void aStrangePageIsRefusedWhereNoTokenStandsInItsWay() throws Exception {
        HttpResponse<String> refused =
                send(
                        request("whip/studio")
                                .header("Origin", "https://elsewhere.example")
                                .header("Content-Type", SDP)
                                .POST(BodyPublishers.ofString(OFFER)));
        assertProblem(403, "not_allowed", refused);
        assertEquals("", header(refused, "Access-Control-Allow-Origin"));
    }

    @Test
    void aViewerIsSeenByNobodyAndSeesTheSpeaker() throws Exception {
        assertProblem(404, "room_closed", post("whep/studio", VIEWER));
        Client anna = server.connect("studio");
        anna.join("Anna", null);
        HttpResponse<String> created = post("whep/studio", VIEWER);
        assertEquals(201, created.statusCode(), created.body());
        assertTrue(header(created, "Location").matches("/whep/studio/[\\w-]{22}"));
        assertTrue(created.body().contains("a=msid:slot-0 slot-0-v"));
        assertTrue(server.sfu.room().calls.getLast().contains("target=Auto"));
        assertEquals(1, server.signaling.meetings().participants());
        // sendrecv means the same here.
        assertEquals(
                201, post("whep/studio", OFFER.replace("a=sendonly", "a=sendrecv")).statusCode());
        assertEquals(200, delete(header(created, "Location")).statusCode());
    }

    @Test
    void aViewerMayNameWhomToSee() throws Exception {
        Client anna = server.connect("studio");
        String id = anna.join("Anna", null).participant();
        assertProblem(404, "unknown_participant", post("whep/studio?participant=Ben", VIEWER));
        assertEquals(201, post("whep/studio?participant=Anna", VIEWER).statusCode());
        assertTrue(server.sfu.room().calls.getLast().contains("participantId=" + id));
    }

    @Test
    void turnServersStandInLinks() throws Exception {
        server.close();
        server =
                new TestServer(
                        SignalingConfig.defaults(TestServer.ADMIN_TOKEN)
                                .withTurnServers(
                                        List.of(
                                                new TurnServer.Fixed(
                                                        List.of("stun:stun.example.org"),
                                                        null,
                                                        null),
                                                new TurnServer.Fixed(
                                                        List.of(
                                                                "turn:turn.example.org?transport=udp"),
                                                        "user",
                                                        "secret"))));
        assertEquals(
                List.of(
                        "<stun:stun.example.org>; rel=\"ice-server\"",
                        "<turn:turn.example.org?transport=udp>; rel=\"ice-server\";"
                                + " username=\"user\"; credential=\"secret\";"
                                + " credential-type=\"password\""),
                post("whip/studio", OFFER).headers().allValues("Link"));
    }
}
