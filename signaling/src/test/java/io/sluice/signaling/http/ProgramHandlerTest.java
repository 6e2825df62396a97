package io.sluice.signaling.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.signaling.message.ErrorCode;
import io.sluice.signaling.message.ProgramRequest;
import io.sluice.signaling.testing.TestServer;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProgramHandlerTest {
    private static final String PROGRAM = "/api/rooms/math-3/program";

    private final TestServer server = new TestServer();
    private final HttpClient http = HttpClient.newHttpClient();

    @AfterEach
    void stop() {
        server.close();
    }

    private HttpResponse<String> send(String method, String path, String body)
            throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(server.http.resolve(path))
                        .header("Authorization", "Bearer " + TestServer.ADMIN_TOKEN)
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private List<ProgramRequest> requests() {
        return server.programs.program().requests;
    }

    @Test
    void aProgramIsMadeChangedAndEnded() throws IOException, InterruptedException {
        server.connect("math-3").join("Anna");
        var put = send("PUT", PROGRAM, "{\"id\":7,\"passthrough\":true}");
        assertEquals(200, put.statusCode());
        assertTrue(put.body().contains("\"state\":\"running\""), put.body());
        assertTrue(put.body().startsWith("{\"state\""), put.body());
        assertEquals(put.body(), send("GET", PROGRAM, "").body());
        var patch =
                send(
                        "PATCH",
                        PROGRAM,
                        "{\"live\":true,\"recording\":true,"
                                + "\"scene\":{\"layout\":\"solo\",\"names\":false,\"muted\":false}}");
        assertEquals(200, patch.statusCode());
        assertEquals(204, send("DELETE", PROGRAM, "").statusCode());

        assertEquals(new ProgramRequest.StartProgram(null, null, null, true), requests().get(0));
        assertInstanceOf(ProgramRequest.ShowProgram.class, requests().get(1));
        assertInstanceOf(ProgramRequest.StartRecording.class, requests().get(2));
        assertInstanceOf(ProgramRequest.GoLive.class, requests().get(3));
        assertInstanceOf(ProgramRequest.StopProgram.class, requests().get(4));
    }

    @Test
    void destinationsComeAndGo() throws IOException, InterruptedException {
        server.connect("math-3").join("Anna");
        var added =
                send(
                        "POST",
                        PROGRAM + "/destinations",
                        "{\"name\":\"A\",\"url\":\"rtmp://a.example/live\",\"key\":\"5ecret\"}");
        assertEquals(201, added.statusCode());
        assertTrue(added.body().contains("\"id\":\"d0\""), added.body());
        assertEquals(
                200,
                send("PATCH", PROGRAM + "/destinations/d0", "{\"enabled\":false}").statusCode());
        assertEquals(204, send("DELETE", PROGRAM + "/destinations/d0", "").statusCode());
        assertEquals(
                List.of(
                        new ProgramRequest.ChangeDestination(null, "d0", null, false, null, null),
                        new ProgramRequest.RemoveDestination(null, "d0")),
                requests().subList(1, 3));
        assertEquals(404, send("PATCH", PROGRAM + "/destinations/d7", "{}").statusCode());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{",
                "null",
                "{\"video\":{}}",
                "{\"video\":{\"width\":1281,\"height\":720,\"framesPerSecond\":30,"
                        + "\"bitrateBps\":2500000}}",
                "{\"video\":{\"width\":99999,\"height\":720,\"framesPerSecond\":30,"
                        + "\"bitrateBps\":2500000}}",
                "{\"scene\":{\"names\":true,\"muted\":false}}",
                "{\"scene\":{\"layout\":\"GRID\",\"names\":true,\"muted\":false}}",
                "{\"scene\":{\"layout\":\"grid\",\"names\":true,\"muted\":false,\"logo\":\"aGVsbG8=\"}}",
                "{\"scene\":{\"layout\":\"grid\",\"names\":true,\"muted\":false,\"logo\":\"!\"}}",
            })
    void aBadRequestIsExplained(String body) throws IOException, InterruptedException {
        server.connect("math-3").join("Anna");
        var response = send("PUT", PROGRAM, body);
        assertEquals(400, response.statusCode());
        assertTrue(response.body().contains("\"code\":\"malformed\""), response.body());
        assertEquals(List.of(), requests());
    }

    @ParameterizedTest
    @CsvSource({
        "PROGRAM_REFUSED, 503",
        "NO_PROGRAM, 409",
        "BAD_DESTINATION, 400",
        "PROGRAM_FAILED, 500",
    })
    void aRefusalHasItsStatus(ErrorCode code, int status) throws IOException, InterruptedException {
        server.connect("math-3").join("Anna");
        server.programs.program().refuse = code;
        assertEquals(status, send("PUT", PROGRAM, "").statusCode());
    }

    @Test
    void withoutARoomOrTheTokenThereIsNothing() throws IOException, InterruptedException {
        var response = send("GET", PROGRAM, "");
        assertEquals(404, response.statusCode());
        assertTrue(response.body().contains("\"code\":\"room_closed\""), response.body());
        server.connect("math-3").join("Anna");
        assertEquals(404, send("GET", PROGRAM + "/nothing", "").statusCode());
        assertEquals(405, send("POST", PROGRAM, "").statusCode());
        assertEquals(405, send("GET", PROGRAM + "/destinations", "").statusCode());
        assertEquals(413, send("PUT", PROGRAM, " ".repeat(200_001)).statusCode());
        var open =
                http.send(
                        HttpRequest.newBuilder(server.http.resolve(PROGRAM)).build(),
                        HttpResponse.BodyHandlers.ofString());
        assertEquals(401, open.statusCode());
    }
}
