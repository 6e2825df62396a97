package io.sluice.server.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.egress.output.EncodedFrame;
import io.sluice.egress.output.StreamSettings;
import io.sluice.rtmp.MediaCodec;
import io.sluice.server.SluiceServer;
import io.sluice.server.TrustAnybody;
import io.sluice.server.config.ConfigLoader;
import io.sluice.server.data.DataDirectory;
import io.sluice.server.live.LiveMedia;
import io.sluice.server.live.ProgramViewing;
import io.sluice.server.tls.LocalNames;
import io.sluice.server.tls.SelfSigned;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
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

    private static HttpRequest request(URI uri) {
        return HttpRequest.newBuilder(uri).build();
    }

    /// What a playlist names, as its reader resolves it.
    private static URI named(HttpResponse<String> playlist, String pattern) {
        assertEquals(200, playlist.statusCode(), playlist.body());
        assertEquals(Version.HTTP_2, playlist.version());
        Matcher matcher = Pattern.compile(pattern).matcher(playlist.body());
        assertTrue(matcher.find(), playlist.body());
        return playlist.uri().resolve(matcher.group());
    }

    /// Pictures of a program with a keyframe each second, three parts of it.
    private static void feed(ProgramViewing.Screen screen, int from, int to) {
        StreamSettings settings =
                new StreamSettings.Builder()
                        .video(MediaCodec.AVC, new byte[] {1, 0x64, 0, 0x1f, -1}, 640, 360)
                        .rates(30, 500_000, 64_000)
                        .build();
        for (int i = from; i < to; i++) {
            long nanos = i * 100_000_000L / 3;
            boolean key = i % 30 == 0;
            byte[] bytes = {0, 0, 0, 1, (byte) (key ? 0x65 : 0x41)};
            screen.frames().onFrame(EncodedFrame.video(nanos, nanos, key, bytes, settings));
        }
    }

    /// What waits for the program holds up nothing else on the connection.
    @Test
    @Timeout(60)
    void aProgramIsWatchedInsideHttp2(@TempDir Path directory) throws Exception {
        var config = new ConfigLoader().set("http.bind", "127.0.0.1").set("http.port", 0).load();
        var identity = SelfSigned.obtain(directory, LocalNames.find(), Instant.now());
        var settings = new LiveMedia.Settings(5, 0, "127.0.0.1", "", "");
        var files = DataDirectory.open(directory.toString(), Map.of());
        try (var live = new LiveMedia(settings, files, directory.resolve("recordings"));
                var front =
                        new HttpFront(
                                config,
                                identity,
                                (_, next) -> next,
                                live.handlers((_, _, _) -> true),
                                () -> true,
                                () -> "",
                                "token");
                var screen = live.viewing().open("math")) {
            front.start();
            feed(screen, 0, 45);
            URI main = URI.create("https://127.0.0.1:" + front.port() + screen.watch());
            URI media = named(client.send(request(main), BodyHandlers.ofString()), "live.m3u8\\S+");
            var first = client.send(request(media), BodyHandlers.ofString());
            var waiting =
                    client.sendAsync(
                            request(URI.create(media + "&_HLS_msn=1&_HLS_part=1")),
                            BodyHandlers.ofString());
            var hinted =
                    client.sendAsync(
                            request(URI.create(media.toString().replace("live.m3u8", "s1.1.m4s"))),
                            BodyHandlers.ofByteArray());
            URI init = named(first, "init0\\.mp4[^\"]+");
            var piece = client.send(request(init), BodyHandlers.ofByteArray());
            assertEquals(200, piece.statusCode());
            assertEquals(Version.HTTP_2, piece.version());
            assertFalse(waiting.isDone() || hinted.isDone(), "their part is not there yet");

            feed(screen, 45, 52);
            var playlist = waiting.get(20, TimeUnit.SECONDS);
            assertEquals(Version.HTTP_2, playlist.version());
            assertTrue(playlist.body().contains("s1.1.m4s"), playlist.body());
            var part = hinted.get(20, TimeUnit.SECONDS);
            assertEquals(200, part.statusCode());
            assertEquals(Version.HTTP_2, part.version());
            assertEquals("video/mp4", part.headers().firstValue("content-type").orElse(""));
            assertTrue(part.body().length > 0);
        }
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
