package io.sluice.signaling.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.signaling.message.ErrorCode;
import io.sluice.signaling.message.ServerMessage;
import io.sluice.signaling.session.SignalingConfig;
import io.sluice.signaling.testing.Client;
import io.sluice.signaling.testing.Messages;
import io.sluice.signaling.testing.TestServer;
import io.sluice.signaling.token.SigningKey;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RestHandlerTest {
    private final TestServer server =
            new TestServer(
                    SignalingConfig.defaults(TestServer.ADMIN_TOKEN)
                            .withAccess(
                                    new SignalingConfig.Access(
                                            List.of(new SigningKey("k1", "x".repeat(32))),
                                            false,
                                            TestServer.ADMIN_TOKEN,
                                            Set.of())));
    private final HttpClient http = HttpClient.newHttpClient();

    @AfterEach
    void stop() {
        server.close();
    }

    private HttpResponse<String> send(HttpRequest.Builder request)
            throws IOException, InterruptedException {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(server.http.resolve(path));
    }

    private HttpRequest.Builder authorized(String path) {
        return request(path).header("Authorization", "Bearer " + TestServer.ADMIN_TOKEN);
    }

    private static HttpRequest.BodyPublisher body(String text) {
        return HttpRequest.BodyPublishers.ofString(text);
    }

    @Test
    void aTokenOpensTheRoom() throws IOException, InterruptedException {
        HttpResponse<String> response =
                send(
                        authorized("/api/rooms/math-3/tokens")
                                .POST(body("{\"identity\":\"anna\",\"roomAdmin\":true}")));
        assertEquals(201, response.statusCode());
        String token = response.body().replaceAll(".*\"token\":\"([^\"]+)\".*", "$1");
        Client anna = server.connect("math-3");
        ServerMessage.Joined joined = anna.join("Anna", token);
        assertEquals("anna", joined.room().participants().getFirst().identity());
        assertTrue(joined.room().participants().getFirst().rights().roomAdmin());
        Client ben = server.connect("other");
        ben.send(Messages.join("Ben", token));
        assertEquals(ErrorCode.NOT_ALLOWED, ben.next(ServerMessage.Refused.class).code());
        assertTrue(
                send(authorized("/api/rooms"))
                        .body()
                        .contains("\"name\":\"math-3\",\"startedAt\":"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "Bearer", "Bearer ", "Bearer wrong-token-of-the-test", "Basic YTpi"})
    void withoutTheAdminTokenThereIsNothing(String header)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = request("/api/rooms");
        if (!header.isEmpty()) {
            request.header("Authorization", header);
        }
        assertEquals(401, send(request).statusCode());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "{\"identity\":5}",
                "{\"identity\":\"\"}",
                "{\"identity\":\"a\",\"validSeconds\":0}",
                "{\"identity\":\"a\",\"validSeconds\":99999999}",
                "{\"identity\":\"a\",\"canPublishSources\":[\"nose\"]}",
                "{\"identity\":\"a\",\"roomAdmin\":\"yes\"}",
            })
    void aBadRequestIsExplained(String body) throws IOException, InterruptedException {
        HttpResponse<String> response =
                send(authorized("/api/rooms/math-3/tokens").POST(body(body)));
        assertEquals(400, response.statusCode());
        assertTrue(response.body().contains("\"code\":\"malformed\""), response.body());
    }

    @Test
    void aHugeBodyIsRefused() throws IOException, InterruptedException {
        HttpResponse<String> response =
                send(authorized("/api/rooms/a/tokens").POST(body("x".repeat(20_000))));
        assertTrue(response.body().contains("too_large"));
    }

    @Test
    void otherPathsAndMethodsAreNotKnown() throws IOException, InterruptedException {
        assertEquals(405, send(authorized("/api/rooms").DELETE()).statusCode());
        assertEquals(404, send(authorized("/api/rooms/a/b/c").POST(body("{}"))).statusCode());
        assertEquals(400, send(authorized("/api/rooms/api/tokens").POST(body("{}"))).statusCode());
        assertEquals(404, send(request("/elsewhere")).statusCode());
    }

    @Test
    void aForeignPageIsKeptOut() throws IOException, InterruptedException {
        assertEquals(
                403,
                send(authorized("/api/rooms").header("Origin", "https://evil.example"))
                        .statusCode());
    }

    @Test
    void withoutAKeyNothingCanBeSigned() throws IOException, InterruptedException {
        try (TestServer keyless = new TestServer()) {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(keyless.http.resolve("/api/rooms/a/tokens"))
                            .header("Authorization", "Bearer " + TestServer.ADMIN_TOKEN)
                            .POST(body("{\"identity\":\"a\"}"));
            assertEquals(409, send(request).statusCode());
        }
    }
}
