package io.sluice.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.server.config.ConfigException;
import io.sluice.server.config.ConfigLoader;
import io.sluice.server.config.ServerConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SluiceServerTest {
    @TempDir private static Path data;

    private static SluiceServer server;
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();

    private static ServerConfig config(Path data, int port, int udpPort) {
        return settings(data, port, udpPort).load();
    }

    private static ConfigLoader settings(Path data, int port, int udpPort) {
        return new ConfigLoader()
                .set("http.bind", "127.0.0.1")
                .set("http.port", port)
                .set("media.bind", List.of("127.0.0.1"))
                .set("media.udpPort", udpPort)
                .set("media.packetMemoryMegabytes", 8)
                .set("media.loops", 1)
                .set("dataDirectory", data.toString());
    }

    @BeforeAll
    static void start() {
        server = SluiceServer.start(config(data, 0, 0), Map.of());
    }

    @AfterAll
    static void stop() {
        CLIENT.close();
        server.close();
    }

    private static HttpResponse<String> get(String path, String... headers) throws Exception {
        var uri = URI.create("http://127.0.0.1:" + server.port() + path);
        var request = HttpRequest.newBuilder(uri);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    @Test
    void saysThatItIsAliveAndReady() throws Exception {
        assertEquals("ok\n", get("/healthz").body());
        assertEquals(200, get("/readyz").statusCode());
    }

    @Test
    void everyAnswerHasTheSecurityHeaders() throws Exception {
        for (String path : new String[] {"/", "/r/x", "/nothing", "/healthz"}) {
            var response = get(path);
            String policy = header(response, "content-security-policy");

            assertTrue(policy.startsWith("default-src 'none'; script-src 'self';"), policy);
            assertTrue(policy.endsWith("connect-src 'self' ws://127.0.0.1:" + server.port()));
            assertFalse(policy.contains("unsafe"), policy);
            assertEquals("nosniff", header(response, "x-content-type-options"));
            assertEquals("no-referrer", header(response, "referrer-policy"));
            assertTrue(header(response, "permissions-policy").contains("camera=(self)"));
            assertEquals("", header(response, "server"));
        }
    }

    @Test
    void thePolicyNamesNoHostThatItsGrammarLacks() throws Exception {
        for (String host : List.of("[::1]:8080", "a;script-src *", "a b")) {
            try (var socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), server.port())) {
                String request =
                        "GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
                socket.getOutputStream().write(request.getBytes(US_ASCII));
                String answer = new String(socket.getInputStream().readAllBytes(), US_ASCII);

                assertFalse(answer.contains("ws://"), answer);
            }
        }
    }

    private static byte[] request(List<String> head) {
        return (String.join("\r\n", head) + "\r\n\r\n").getBytes(US_ASCII);
    }

    /// Else a client would send its next request over a connection that is about to end.
    @Test
    void whoSendsWhatCannotBeReadIsToldThatTheConnectionEnds() throws Exception {
        try (var socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), server.port())) {
            socket.getOutputStream()
                    .write(request(List.of("GET /%00 HTTP/1.1", "Host: localhost")));
            String answer = new String(socket.getInputStream().readAllBytes(), US_ASCII);

            assertTrue(answer.startsWith("HTTP/1.1 400"), answer);
            assertTrue(answer.contains("\r\nConnection: close\r\n"), answer);
        }
    }

    /// Else the answer comes before the body, and the connection ends with the next request on it.
    @Test
    void aBodyIsTakenBeforeTheAnswerAlsoWhereNobodyReadsIt() throws Exception {
        try (var socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), server.port())) {
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
            var out = socket.getOutputStream();
            List<String> head =
                    List.of(
                            "PUT /nowhere HTTP/1.1",
                            "Host: localhost",
                            "Content-Length: 2",
                            "Expect: 100-continue");
            out.write(request(head));
            assertEquals("HTTP/1.1 100 Continue", in.readLine());

            out.write("[]".getBytes(US_ASCII));
            out.write(
                    request(
                            List.of(
                                    "GET /healthz HTTP/1.1",
                                    "Host: localhost",
                                    "Connection: close")));
            List<String> answers = in.lines().filter(line -> line.contains("HTTP/1.1 ")).toList();
            assertEquals(2, answers.size(), answers::toString);
            assertTrue(answers.get(1).endsWith("HTTP/1.1 200 OK"), answers::toString);
        }
    }

    @Test
    void afterABodyThatNobodyWaitsForTheConnectionSaysThatItEnds() throws Exception {
        for (String body : List.of("Content-Length: 65537", "Transfer-Encoding: chunked")) {
            try (var socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), server.port())) {
                List<String> head = List.of("PUT /api/rooms HTTP/1.1", "Host: localhost", body);
                socket.getOutputStream().write(request(head));
                String answer = new String(socket.getInputStream().readAllBytes(), US_ASCII);

                assertTrue(answer.startsWith("HTTP/1.1 4"), answer);
                assertTrue(answer.contains("\r\nConnection: close\r\n"), answer);
            }
        }
    }

    @Test
    void httpsSharesThePortAndItsCertificateIsKept() throws Exception {
        X509Certificate served = certificate();

        assertTrue(
                served.getSubjectAlternativeNames().stream()
                        .anyMatch(name -> name.get(1).equals("127.0.0.1")));
        try (var second = SluiceServer.start(config(data, 0, 0), Map.of())) {
            assertEquals(served, certificate(second.port()));
        }
    }

    /// A proxy on this machine that speaks for somebody elsewhere.
    @Test
    void othersAreSentToHttps() throws Exception {
        var response = get("/r/x?name=Anna", "X-Forwarded-For", "203.0.113.9");

        assertEquals(308, response.statusCode());
        assertEquals(
                "https://127.0.0.1:" + server.port() + "/r/x?name=Anna",
                header(response, "location"));
        assertEquals(200, get("/healthz", "X-Forwarded-For", "203.0.113.9").statusCode());
        var forwarded = get("/r/x", "X-Forwarded-For", "203.0.113.9", "X-Forwarded-Proto", "https");
        assertFalse(forwarded.statusCode() == 308);
    }

    @Test
    void metricsAreForThisMachineOrTheAdminToken() throws Exception {
        String text = get("/metrics").body();

        assertTrue(text.contains("sluice_media_received_bytes_total"), text);
        assertTrue(text.contains("sluice_media_drops_total{reason=\"unknown_source\"}"), text);
        assertTrue(text.contains("sluice_media_busy_seconds_total"), text);
        assertTrue(text.contains("sluice_rtmp_port_closed_total{reason=\"version\"}"), text);
        assertTrue(text.contains("jvm_memory_used_bytes"), text);
        assertFalse(Pattern.compile("(room|participant|name)=\"").matcher(text).find(), text);
        String[] elsewhere = {"X-Forwarded-For", "203.0.113.9", "X-Forwarded-Proto", "https"};
        assertEquals(401, get("/metrics", elsewhere).statusCode());
        String[] wrong = {
            elsewhere[0], elsewhere[1], elsewhere[2], elsewhere[3], "Authorization", "Bearer x"
        };
        assertEquals(401, get("/metrics", wrong).statusCode());
        String[] right = wrong.clone();
        right[5] = "Bearer " + server.adminToken();
        assertEquals(200, get("/metrics", right).statusCode());
    }

    /// Two tokens on one connection, of which the second begins like the first but for its case.
    @Test
    void aTokenIsReadInItsOwnCase(@TempDir Path other) throws Exception {
        var config =
                settings(other, 0, 0)
                        .set("auth.adminToken", "X-marks-the-spot-of-the-token")
                        .load();
        try (var own = SluiceServer.start(config, Map.of());
                var socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), own.port())) {
            String request = "GET /api/rooms HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ";
            var out = socket.getOutputStream();
            out.write((request + "x\r\n\r\n").getBytes(US_ASCII));
            out.write((request + own.adminToken()).getBytes(US_ASCII));
            out.write("\r\nConnection: close\r\n\r\n".getBytes(US_ASCII));

            String answers = new String(socket.getInputStream().readAllBytes(), US_ASCII);
            assertTrue(answers.startsWith("HTTP/1.1 401"), answers);
            assertTrue(answers.contains("HTTP/1.1 200"), answers);
        }
    }

    @Test
    void theAdminTokenOpensTheRestInterface() throws Exception {
        assertEquals(401, get("/api/rooms").statusCode());
        assertEquals(
                200,
                get("/api/rooms", "Authorization", "Bearer " + server.adminToken()).statusCode());
    }

    @Test
    void welcomesWhoeverOpensTheWebSocket() throws Exception {
        var first = new CompletableFuture<String>();
        var listener =
                new WebSocket.Listener() {
                    private final StringBuilder text = new StringBuilder();

                    @Override
                    public CompletionStage<?> onText(
                            WebSocket socket, CharSequence part, boolean last) {
                        text.append(part);
                        if (last) {
                            first.complete(text.toString());
                        }
                        socket.request(1);
                        return CompletableFuture.completedStage(null);
                    }
                };
        var uri = URI.create("ws://127.0.0.1:" + server.port() + "/rtc?room=hello");

        var socket =
                CLIENT.newWebSocketBuilder().buildAsync(uri, listener).get(10, TimeUnit.SECONDS);

        assertTrue(first.get(10, TimeUnit.SECONDS).contains("\"welcome\""));
        socket.abort();
    }

    @Test
    void aTakenTcpPortIsOneClearLine(@TempDir Path other) {
        var refused =
                assertThrows(
                        ConfigException.class,
                        () -> SluiceServer.start(config(other, server.port(), 0), Map.of()));

        assertEquals(
                "cannot listen on TCP port %d: Address already in use (http.port, or --port, names another)"
                        .formatted(server.port()),
                refused.getMessage());
    }

    @Test
    void aTakenUdpPortIsOneClearLine(@TempDir Path other) throws IOException {
        try (var taken = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"))) {
            var refused =
                    assertThrows(
                            ConfigException.class,
                            () ->
                                    SluiceServer.start(
                                            config(other, 0, taken.getLocalPort()), Map.of()));

            assertTrue(
                    refused.getMessage()
                            .startsWith("cannot listen on UDP port " + taken.getLocalPort()),
                    refused.getMessage());
            assertFalse(refused.getMessage().contains("\n"));
        }
    }

    @Test
    void aTakenMediaTcpPortIsOneClearLine(@TempDir Path other) throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            var refused =
                    assertThrows(
                            ConfigException.class,
                            () ->
                                    SluiceServer.start(
                                            config(other, 0, taken.getLocalPort()), Map.of()));

            assertEquals(
                    "cannot listen on TCP port %d: Address already in use (media.tcpPort names another)"
                            .formatted(taken.getLocalPort()),
                    refused.getMessage());
        }
    }

    @Test
    void listensOnIpv6Too(@TempDir Path other) throws Exception {
        InetAddress loopback = InetAddress.ofLiteral("::1");
        try (var probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress(loopback, 0));
        } catch (SocketException noIpv6) {
            Assumptions.abort("no IPv6 here: " + noIpv6.getMessage());
        }
        var config =
                new ConfigLoader()
                        .set("http.port", 0)
                        .set("media.bind", List.of("::1"))
                        .set("media.udpPort", 0)
                        .set("media.packetMemoryMegabytes", 8)
                        .set("media.loops", 1)
                        .set("dataDirectory", other.toString())
                        .load();
        try (var six = SluiceServer.start(config, Map.of())) {
            for (String host : new String[] {"[::1]", "127.0.0.1"}) {
                var page = URI.create("http://" + host + ":" + six.port() + "/readyz");
                var request = HttpRequest.newBuilder(page).build();
                var response = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
                assertEquals(200, response.statusCode(), host);
            }
            assertTrue(
                    certificate(six.port()).getSubjectAlternativeNames().stream()
                            .anyMatch(name -> name.get(1).equals(loopback.getHostAddress())));
        }
    }

    @Test
    void nothingListensOnceItIsClosed(@TempDir Path other) throws IOException {
        var second = SluiceServer.start(config(other, 0, 0), Map.of());
        int port = second.port();

        second.close();

        assertThrows(
                IOException.class,
                () -> new Socket(InetAddress.ofLiteral("127.0.0.1"), port).close());
    }

    @Test
    void greetsWithWhatTheOperatorNeeds() {
        String greeting = Greeting.of(server);

        assertTrue(greeting.contains("http://127.0.0.1:" + server.port() + "/r/"), greeting);
        assertTrue(greeting.contains(server.adminToken()), greeting);
        assertTrue(greeting.contains(data.toString()), greeting);
        assertTrue(greeting.contains("SRTP by "), greeting);
        assertTrue(greeting.contains("Ctrl+C"), greeting);
    }

    private static X509Certificate certificate() throws Exception {
        return certificate(server.port());
    }

    private static X509Certificate certificate(int port)
            throws IOException, GeneralSecurityException {
        var context = TrustAnybody.context();
        try (var socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port)) {
            socket.getOutputStream()
                    .write("GET /healthz HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            String answer =
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertTrue(answer.startsWith("HTTP/1.1 200"), answer);
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        }
    }
}
