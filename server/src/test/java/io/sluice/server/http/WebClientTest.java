package io.sluice.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebClientTest {
    private static final Server SERVER = new Server();
    private static final ServerConnector CONNECTOR = new ServerConnector(SERVER);
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @BeforeAll
    static void start() throws Exception {
        CONNECTOR.setHost("127.0.0.1");
        SERVER.addConnector(CONNECTOR);
        SERVER.setHandler(new WebClient("/test-web"));
        SERVER.start();
    }

    @AfterAll
    static void stop() throws Exception {
        CLIENT.close();
        SERVER.stop();
    }

    private static HttpResponse<byte[]> get(String path, String... headers) throws Exception {
        var uri = URI.create("http://127.0.0.1:" + CONNECTOR.getLocalPort() + path);
        var request = HttpRequest.newBuilder(uri);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    private static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/", "/r/", "/r/hello", "/r/%E9%AB%98%E4%B8%80", "/r/x?name=Anna", "/r/a.b"})
    void everyRoomIsTheOnePage(String path) throws Exception {
        var response = get(path);

        assertEquals(200, response.statusCode());
        assertEquals("text/html; charset=utf-8", header(response, "content-type"));
        assertEquals("no-cache", header(response, "cache-control"));
        assertTrue(text(response).contains("<title>page</title>"));
    }

    @Test
    void hashedFilesAreKeptForever() throws Exception {
        var response = get("/assets/app-5f3a9c.js");

        assertEquals("text/javascript; charset=utf-8", header(response, "content-type"));
        assertEquals("public, max-age=31536000, immutable", header(response, "cache-control"));
    }

    @Test
    void textIsCompressedForWhoeverTakesIt() throws Exception {
        var plain = get("/assets/app-5f3a9c.js");
        var packed = get("/assets/app-5f3a9c.js", "Accept-Encoding", "br, gzip");

        assertEquals("", header(plain, "content-encoding"));
        assertEquals("gzip", header(packed, "content-encoding"));
        assertTrue(packed.body().length < plain.body().length / 4);
        try (var unpacked = new GZIPInputStream(new ByteArrayInputStream(packed.body()))) {
            assertEquals(text(plain), new String(unpacked.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void whatDidNotChangeIsNotSentAgain() throws Exception {
        String tag = header(get("/"), "etag");

        var again = get("/", "If-None-Match", tag);

        assertEquals(304, again.statusCode());
        assertEquals(0, again.body().length);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/nothing.js",
                "/assets/",
                "/assets/../../logback.xml",
                "/%2e%2e/logback.xml",
                "/assets//app-5f3a9c.js",
                "/index",
                "/rx"
            })
    void nothingElseIsThere(String path) throws Exception {
        assertTrue(get(path).statusCode() >= 400);
    }
}
