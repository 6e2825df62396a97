package io.sluice.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.sluice.server.config.ConfigLoader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/// A real program with a real worker: it runs and records, and the stream key and the admin token
/// are nowhere to be read.
@EnabledOnOs(OS.LINUX)
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ProgramSecretsTest {
    private static final String KEY = "live_5ecret_0f_the_channel_a1b2";
    private static final String QUERY = "5ecret-query";
    private static final String PROGRAM = "/api/rooms/math-3/program";

    @TempDir private Path data;
    private final HttpClient http = HttpClient.newHttpClient();
    private final Logger logger = (Logger) LoggerFactory.getLogger("io.sluice");
    private final Log log = new Log();
    private SluiceServer server;
    private ServerSocket channel;

    private static final class Log extends AppenderBase<ILoggingEvent> {
        final List<String> lines = new CopyOnWriteArrayList<>();

        @Override
        protected void append(ILoggingEvent event) {
            lines.add(
                    event.getFormattedMessage()
                            + event.getKeyValuePairs()
                            + (event.getThrowableProxy() == null
                                    ? ""
                                    : event.getThrowableProxy().getMessage()));
        }
    }

    @BeforeEach
    void begin() throws IOException {
        log.start();
        logger.addAppender(log);
        logger.setLevel(Level.TRACE);
        channel = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        Path secret = Files.writeString(data.resolve("secret"), "x".repeat(40));
        server =
                SluiceServer.start(
                        new ConfigLoader()
                                .set("http.bind", "127.0.0.1")
                                .set("http.port", 0)
                                .set("media.bind", List.of("127.0.0.1"))
                                .set("media.udpPort", 0)
                                .set("media.packetMemoryMegabytes", 8)
                                .set("media.loops", 1)
                                .set("dataDirectory", data.resolve("data").toString())
                                .set("egress.allowedNetworks", List.of("127.0.0.0/8"))
                                .set("egress.secretKeyFile", secret.toString())
                                .load(),
                        Map.of());
    }

    @AfterEach
    void end() throws IOException {
        server.close();
        channel.close();
        logger.detachAppender(log);
        logger.setLevel(null);
    }

    private String get(String path) throws Exception {
        return ask("GET", path, "").body();
    }

    private HttpResponse<String> ask(String method, String path, String body) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                        .header("Authorization", "Bearer " + server.adminToken())
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void aProgramRunsAndItsSecretsAreNowhereToBeRead() throws Exception {
        TestClient anna = new TestClient(http, server.port(), "math-3");
        TestClient ben = new TestClient(http, server.port(), "math-3");
        anna.join();
        ben.join();
        anna.next("joined");
        ben.next("joined");
        anna.send(
                "{\"type\":\"claimProducer\",\"id\":2,\"adminToken\":\"%s\"}"
                        .formatted(server.adminToken()));
        anna.send(
                "{\"type\":\"addDestination\",\"id\":3,\"name\":\"A\",\"url\":\"%s\",\"key\":\"%s\"}"
                        .formatted(
                                "rtmp://127.0.0.1:" + channel.getLocalPort() + "/app?auth=" + QUERY,
                                KEY));
        anna.send("{\"type\":\"goLive\",\"id\":4}");
        anna.send("{\"type\":\"startRecording\",\"id\":5}");
        try (Socket worker = channel.accept()) {
            assertTrue(worker.getInputStream().read() >= 0);
            anna.next(
                    message ->
                            message.contains("\"state\":\"running\"")
                                    && message.contains("\"state\":\"recording\""),
                    "running program");
            ben.next(message -> message.contains("\"recording\":true"), "lamp");
            assertFalse(ben.all.toString().contains("\"type\":\"program\""));

            List<String> read = new ArrayList<>();
            read.addAll(anna.all);
            read.addAll(ben.all);
            read.add(get(PROGRAM));
            read.add(get("/api/rooms"));
            read.add(get("/metrics"));
            read.addAll(workers());
            read.addAll(answers());
            assertNoSecrets(read);
            assertTrue(read.toString().contains("••••a1b2"));
        }
        assertEquals(204, ask("DELETE", PROGRAM, "").statusCode());
        anna.next(message -> message.contains("\"state\":\"none\""), "end of the program");
        assertTrue(Files.size(recording()) > 1000);
        assertNoSecrets(log.lines);
        assertFalse(log.lines.isEmpty());
        assertFalse(destinationFile().contains(KEY) || destinationFile().contains(QUERY));
    }

    /// What the API says to who brings secrets, as it should be or not.
    private List<String> answers() throws Exception {
        String url = "rtmp://127.0.0.1:" + channel.getLocalPort() + "/app?auth=" + QUERY;
        String destinations = PROGRAM + "/destinations";
        List<String> bodies = new ArrayList<>();
        bodies.add(answer(201, "POST", destinations, json("B", url, KEY)));
        String id = bodies.getFirst().replaceFirst(".*\"id\":\"([^\"]+)\".*", "$1");
        String one = destinations + "/" + id;
        bodies.add(answer(200, "PATCH", one, "{\"key\":\"%s\"}".formatted(KEY)));
        bodies.add(answer(200, "PATCH", one, "{\"enabled\":false}"));

        String query = "?auth=" + QUERY;
        bodies.add(answer(400, "POST", destinations, json("C", "http://127.0.0.1" + query, KEY)));
        bodies.add(answer(400, "POST", destinations, json("C", "rtmp://10.1.1.1/a" + query, KEY)));
        bodies.add(answer(400, "POST", destinations, json("C", url, KEY + "\u00e9")));
        bodies.add(answer(400, "POST", destinations, json("C", url, KEY.repeat(100))));
        bodies.add(
                answer(
                        400,
                        "POST",
                        destinations,
                        json("C", "srt://127.0.0.1:9?mode=listener&passphrase=" + KEY, KEY)));
        bodies.add(answer(400, "POST", destinations, json("C", url, KEY).replace("}", "")));
        bodies.add(answer(400, "POST", destinations, "{\"key\":[\"%s\"]}".formatted(KEY)));
        bodies.add(answer(400, "POST", destinations, "\"%s\"".formatted(KEY)));
        bodies.add(answer(400, "PATCH", one, "{\"key\":\"%s \u00e9\"}".formatted(KEY)));
        bodies.add(answer(400, "PATCH", one, "{\"enabled\":\"%s\"}".formatted(KEY)));
        bodies.add(answer(400, "PATCH", PROGRAM, "{\"live\":\"%s\"}".formatted(KEY)));
        bodies.add(answer(404, "PATCH", destinations + "/none", "{\"key\":\"%s\"}".formatted(KEY)));
        bodies.add(answer(405, "PUT", destinations, json("C", url, KEY)));
        return bodies;
    }

    private static String json(String name, String url, String key) {
        return "{\"name\":\"%s\",\"url\":\"%s\",\"key\":\"%s\"}".formatted(name, url, key);
    }

    private String answer(int status, String method, String path, String body) throws Exception {
        var answer = ask(method, path, body);
        assertEquals(status, answer.statusCode(), method + " " + path + " " + body);
        assertFalse(answer.body().isEmpty());
        return answer.body() + answer.headers().map();
    }

    /// Arguments and environment of all processes we started.
    private static List<String> workers() throws IOException {
        List<String> texts = new ArrayList<>();
        List<ProcessHandle> ours = ProcessHandle.current().descendants().toList();
        assertFalse(ours.isEmpty());
        for (ProcessHandle process : ours) {
            for (String name : List.of("cmdline", "environ")) {
                Path file = Path.of("/proc", Long.toString(process.pid()), name);
                texts.add(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        return texts;
    }

    private void assertNoSecrets(List<String> texts) {
        for (String text : texts) {
            for (String secret : List.of(KEY, QUERY, server.adminToken(), "x".repeat(40))) {
                assertFalse(text.contains(secret), () -> "a secret stands in: " + text);
            }
        }
    }

    private Path recording() throws IOException {
        try (var files = Files.walk(data.resolve("data/recordings"))) {
            return files.filter(file -> file.toString().endsWith("program.mp4"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private String destinationFile() throws IOException {
        try (var files = Files.list(data.resolve("data/destinations"))) {
            return Files.readString(files.findFirst().orElseThrow());
        }
    }
}
