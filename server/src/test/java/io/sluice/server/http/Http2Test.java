package io.sluice.server.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.server.SluiceServer;
import io.sluice.server.TrustAnybody;
import io.sluice.server.config.ConfigLoader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is inside TLS is the client's choice.
class Http2Test {
    @TempDir private static Path data;

    private static SluiceServer server;
    private static HttpClient client;
    private static SSLContext context;

    @BeforeAll
    static void start() throws Exception {
        var config =
                new ConfigLoader()
                        .set("http.bind", "127.0.0.1")
                        .set("http.port", 0)
                        .set("media.bind", List.of("127.0.0.1"))
                        .set("media.udpPort", 0)
                        .set("media.packetMemoryMegabytes", 8)
                        .set("media.loops", 1)
                        .set("dataDirectory", data.toString())
                        .load();
        server = SluiceServer.start(config, Map.of());
        context = TrustAnybody.context();
        client = HttpClient.newBuilder().sslContext(context).build();
    }

    @AfterAll
    static void stop() {
        client.close();
        server.close();
    }

    private static Version versionOf(String scheme, Version wanted) throws Exception {
        var uri = URI.create(scheme + "://127.0.0.1:" + server.port() + "/healthz");
        var request = HttpRequest.newBuilder(uri).version(wanted).build();
        var response = client.send(request, BodyHandlers.ofString());
        assertEquals("ok\n", response.body());
        assertEquals("nosniff", response.headers().firstValue("x-content-type-options").orElse(""));
        return response.version();
    }

    @Test
    void whoOffersHttp2GetsItInsideTls() throws Exception {
        assertEquals(Version.HTTP_2, versionOf("https", Version.HTTP_2));
        assertEquals(Version.HTTP_1_1, versionOf("https", Version.HTTP_1_1));
        assertEquals(Version.HTTP_1_1, versionOf("http", Version.HTTP_2));
    }

    @Test
    void aWebSocketStillOpensInsideTls() throws Exception {
        var first = new CompletableFuture<String>();
        var listener =
                new WebSocket.Listener() {
                    @Override
                    public CompletionStage<?> onText(
                            WebSocket socket, CharSequence part, boolean last) {
                        first.complete(part.toString());
                        return CompletableFuture.completedStage(null);
                    }
                };
        var uri = URI.create("wss://127.0.0.1:" + server.port() + "/rtc?room=hello");
        var socket =
                client.newWebSocketBuilder().buildAsync(uri, listener).get(20, TimeUnit.SECONDS);
        assertTrue(first.get(20, TimeUnit.SECONDS).contains("welcome"));
        socket.abort();
    }

    /// Browsers open WebSockets on a connection that offers nothing but HTTP/1.1.
    @Test
    void whoOffersHttp1AloneGetsIt() throws Exception {
        var socket =
                (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", server.port());
        try (socket) {
            var parameters = socket.getSSLParameters();
            parameters.setApplicationProtocols(new String[] {"http/1.1"});
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            assertEquals("http/1.1", socket.getApplicationProtocol());
            socket.getOutputStream().write("GET /healthz HTTP/1.0\r\n\r\n".getBytes(US_ASCII));
            var answer = new String(socket.getInputStream().readAllBytes(), US_ASCII);
            assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
        }
    }
}
