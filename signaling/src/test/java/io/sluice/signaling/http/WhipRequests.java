package io.sluice.signaling.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.signaling.session.SignalingConfig;
import io.sluice.signaling.testing.Offers;
import io.sluice.signaling.testing.TestServer;
import io.sluice.signaling.token.AccessClaims;
import io.sluice.signaling.token.SigningKey;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;

/// What a client of WHIP and WHEP asks, and a server to ask.
abstract class WhipRequests {
    static final String SDP = "application/sdp";
    static final String FRAGMENT = "application/trickle-ice-sdpfrag";
    static final String OFFER = Offers.of("chromium-whip");
    static final String VIEWER = OFFER.replace("a=sendonly", "a=recvonly");
    static final String TRICKLE = "a=candidate:1 1 udp 1 192.0.2.9 9 typ host\r\n";
    static final String RESTART = "a=ice-ufrag:anew\r\na=ice-pwd:aNewPasswordOfTheClient01\r\n";

    private final HttpClient http = HttpClient.newHttpClient();
    TestServer server = new TestServer();

    @AfterEach
    void stop() {
        server.close();
    }

    final void useTokens() {
        server.close();
        server =
                new TestServer(
                        SignalingConfig.defaults(TestServer.ADMIN_TOKEN)
                                .withAccess(
                                        new SignalingConfig.Access(
                                                List.of(new SigningKey("k1", "x".repeat(32))),
                                                false,
                                                TestServer.ADMIN_TOKEN,
                                                Set.of())));
    }

    final HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(server.http.resolve(path));
    }

    final HttpResponse<String> send(HttpRequest.Builder request)
            throws IOException, InterruptedException {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    final HttpResponse<String> post(String path, String offer)
            throws IOException, InterruptedException {
        return send(request(path).header("Content-Type", SDP).POST(BodyPublishers.ofString(offer)));
    }

    final HttpResponse<String> patch(String path, String body, String ifMatch)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                request(path)
                        .header("Content-Type", FRAGMENT)
                        .method("PATCH", BodyPublishers.ofString(body));
        return send(ifMatch.isEmpty() ? request : request.header("If-Match", ifMatch));
    }

    final HttpResponse<String> delete(String path) throws IOException, InterruptedException {
        return send(request(path).DELETE());
    }

    static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    static void assertProblem(int status, String code, HttpResponse<String> response) {
        assertEquals(status, response.statusCode(), response.body());
        assertEquals("application/problem+json", header(response, "Content-Type"));
        assertTrue(response.body().contains("\"status\":" + status), response.body());
        assertTrue(response.body().contains("\"code\":\"" + code + "\""), response.body());
        assertTrue(response.body().contains("\"title\":\""), response.body());
    }

    final HttpResponse<String> bearer(String path, String token)
            throws IOException, InterruptedException {
        return send(
                request(path)
                        .header("Content-Type", SDP)
                        .header("Authorization", "Bearer " + token)
                        .POST(BodyPublishers.ofString(OFFER)));
    }

    final String token(boolean publish, boolean subscribe) {
        return token(publish, subscribe, Duration.ofMinutes(1));
    }

    final String token(boolean publish, boolean subscribe, Duration validFor) {
        return server.signaling
                .meetings()
                .tokens()
                .mint(
                        "k1",
                        new AccessClaims(
                                "encoder",
                                "Encoder",
                                new AccessClaims.Grant(
                                        "studio", true, true, publish, List.of(), subscribe, true,
                                        false, false, false)),
                        validFor);
    }
}
