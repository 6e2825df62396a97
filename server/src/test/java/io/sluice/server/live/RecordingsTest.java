package io.sluice.server.live;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.egress.output.EncodedFrame;
import io.sluice.egress.output.Recording;
import io.sluice.egress.output.StreamSettings;
import io.sluice.rtmp.MediaCodec;
import io.sluice.server.http.ErrorAnswers;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.VirtualThreadPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Real files of invented frames, by real requests.
@Timeout(60)
class RecordingsTest {
    private static final Instant NOW = Instant.parse("2026-11-28T10:00:00Z");
    private static final String ID = "高一-3-20261128-093000";
    private static final String TOKEN = "Bearer secret";
    private static final StreamSettings SETTINGS =
            new StreamSettings.Builder()
                    .video(MediaCodec.AVC, new byte[] {1, 0x64, 0, 0x1f, -1}, 640, 360)
                    .rates(30, 500_000, 0)
                    .build();

    private final AtomicLong later = new AtomicLong();
    private final RecordingLinks links =
            new RecordingLinks(new Capability(new byte[32]), () -> NOW.plusSeconds(later.get()));

    @TempDir private Path home;
    private Path directory;
    private final Server server = new Server(new VirtualThreadPool());
    private final ServerConnector connector = new ServerConnector(server);
    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeEach
    void start() throws Exception {
        directory = Files.createDirectory(home.resolve("recordings"));
        Files.writeString(home.resolve("secret.mp4"), "secret");
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setErrorHandler(new ErrorAnswers());
        server.setHandler(
                new RecordingsHandler(
                        new Recordings(directory, () -> NOW),
                        links,
                        (request, response, callback) -> {
                            String given = request.getHeaders().get(HttpHeader.AUTHORIZATION);
                            boolean good = TOKEN.equals(given);
                            if (!good) {
                                int status = HttpStatus.UNAUTHORIZED_401;
                                Response.writeError(request, response, callback, status);
                            }
                            return good;
                        }));
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        client.shutdownNow();
        client.close();
        server.stop();
    }

    private Path record(String id, String name, int seconds) throws IOException {
        Path folder = Files.createDirectories(directory.resolve(id));
        long startedAt = NOW.minusSeconds(1_800).toEpochMilli();
        Files.writeString(
                folder.resolve("recording.json"),
                "{\"id\":\"%s\",\"room\":\"高一-3\",\"startedAt\":%d}".formatted(id, startedAt));
        try (var recording = new Recording(folder, name, () -> {})) {
            for (int i = 0; i <= seconds * 10; i++) {
                long nanos = i * 100_000_000L;
                byte[] bytes = {0, 0, 0, 1, 0x65};
                recording.onFrame(EncodedFrame.video(nanos, nanos, i % 10 == 0, bytes, SETTINGS));
            }
        }
        Path file = folder.resolve(name + ".mp4");
        Files.setLastModifiedTime(file, FileTime.from(NOW.minusSeconds(60)));
        return file;
    }

    private HttpResponse<byte[]> send(String method, String path, String... headers)
            throws Exception {
        var request =
                HttpRequest.newBuilder(
                                URI.create("http://127.0.0.1:" + connector.getLocalPort() + path))
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .header("Authorization", TOKEN);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofByteArray());
    }

    private JsonNode list() throws Exception {
        return new ObjectMapper().readTree(send("GET", "/api/recordings").body()).get("recordings");
    }

    private static String path(String id) {
        return "/api/recordings/" + id.replace("高一", "%E9%AB%98%E4%B8%80");
    }

    /// Takes back that a file was closed, as if its writer had been killed.
    private static void reopen(Path file, long changedSecondsAgo) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        String text = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
        bytes[text.indexOf("mehd")] = 'f';
        Files.write(file, bytes);
        Files.setLastModifiedTime(file, FileTime.from(NOW.minusSeconds(changedSecondsAgo)));
    }

    @Test
    void aRecordingIsListedAsItsFilesAre() throws Exception {
        Path first = record(ID, "program", 3);
        Path second = record(ID, "program-2", 2);
        JsonNode entry = list().get(0);
        assertEquals(1, list().size());
        assertEquals(ID, entry.get("id").asText());
        assertEquals("高一-3", entry.get("room").asText());
        assertEquals(NOW.minusSeconds(1_800).toEpochMilli(), entry.get("startedAt").asLong());
        assertEquals(Files.size(first) + Files.size(second), entry.get("bytes").asLong());
        assertEquals(5_000, entry.get("millis").asLong());
        assertEquals("program.mp4", entry.get("files").get(0).get("name").asText());
        assertEquals("program-2.mp4", entry.get("files").get(1).get("name").asText());
        assertEquals("finished", entry.get("state").asText());
    }

    private HttpResponse<byte[]> withoutToken(String method, String path) throws Exception {
        var request =
                HttpRequest.newBuilder(
                                URI.create("http://127.0.0.1:" + connector.getLocalPort() + path))
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .build();
        return client.send(request, BodyHandlers.ofByteArray());
    }

    @Test
    void theAddressOfARoomsRecordingsIsGoodForThemAndForNoOthers() throws Exception {
        record(ID, "program", 3);
        record("other-20261128-093000", "program", 3);
        Files.writeString(
                directory.resolve("other-20261128-093000/recording.json"),
                "{\"id\":\"other-20261128-093000\",\"room\":\"other\",\"startedAt\":1}");
        String address = links.path("高一-3");
        String right = address.substring(address.indexOf('?'));
        JsonNode listed = new ObjectMapper().readTree(withoutToken("GET", address).body());
        assertEquals(1, listed.get("recordings").size());
        assertEquals(ID, listed.get("recordings").get(0).get("id").asText());
        String file = path(ID) + "/program.mp4";
        assertEquals(200, withoutToken("GET", file + right).statusCode());
        assertEquals(401, withoutToken("GET", file).statusCode());

        String others = "/api/recordings/other-20261128-093000";
        assertEquals(404, withoutToken("GET", others + "/program.mp4" + right).statusCode());
        assertEquals(404, withoutToken("DELETE", others + right).statusCode());
        assertEquals(
                401,
                withoutToken("GET", links.path("other").replaceAll("t=.*", "t=A")).statusCode());
        assertEquals(
                401,
                withoutToken("GET", address.replace("%E9%AB%98%E4%B8%80-3", "other")).statusCode());
        later.set(13 * 3_600);
        assertEquals(401, withoutToken("GET", address).statusCode());
        later.set(0);
        assertEquals(204, withoutToken("DELETE", path(ID) + right).statusCode());
        assertEquals(404, withoutToken("GET", file + right).statusCode());
    }

    /// Pages ask once a second where they are.
    @Test
    void theAddressStaysTheSameForHoursAndHoldsForHours() {
        String first = links.path("room");
        String right = first.substring(first.indexOf("&t=") + 3);
        later.set(3_600);
        assertEquals(first, links.path("room"));
        later.set(6 * 3_600);
        assertNotEquals(first, links.path("room"));
        assertTrue(links.admits(right, "room"));
        assertFalse(links.admits(right, "other"));
    }

    @Test
    void whetherItGrowsIsSeenInTheFiles() throws Exception {
        Path file = record(ID, "program", 3);
        reopen(file, 2);
        assertEquals("recording", list().get(0).get("state").asText());
        assertEquals(409, send("DELETE", path(ID)).statusCode());
        age(file);
        assertEquals("interrupted", list().get(0).get("state").asText());
        assertEquals(3_000, list().get(0).get("millis").asLong());
        Files.delete(file);
        assertEquals("failed", list().get(0).get("state").asText());
    }

    private static void age(Path file) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(NOW.minusSeconds(60)));
    }

    @Test
    void aFileIsHandedOutWholeAndInRanges() throws Exception {
        Path file = record(ID, "program", 3);
        byte[] whole = Files.readAllBytes(file);
        String path = path(ID) + "/program.mp4";
        var all = send("GET", path);
        assertEquals(200, all.statusCode());
        assertArrayEquals(whole, all.body());
        assertEquals("video/mp4", all.headers().firstValue("content-type").orElse(""));
        assertEquals("no-store", all.headers().firstValue("cache-control").orElse(""));
        assertEquals(
                "attachment; filename*=UTF-8''%E9%AB%98%E4%B8%80-3-20261128-093000-program.mp4",
                all.headers().firstValue("content-disposition").orElse(""));

        var part = send("GET", path, "Range", "bytes=10-19");
        assertEquals(206, part.statusCode());
        assertArrayEquals(Arrays.copyOfRange(whole, 10, 20), part.body());
        assertEquals(
                "bytes 10-19/" + whole.length,
                part.headers().firstValue("content-range").orElse(""));
        assertArrayEquals(
                Arrays.copyOfRange(whole, whole.length - 5, whole.length),
                send("GET", path, "Range", "bytes=-5").body());
        var beyond = send("GET", path, "Range", "bytes=" + whole.length + "-");
        assertEquals(416, beyond.statusCode());
        assertEquals(200, send("GET", path, "Range", "bytes=0-1,5-6").statusCode());
        var head = send("HEAD", path);
        assertEquals(whole.length + "", head.headers().firstValue("content-length").orElse(""));
    }

    @Test
    void noPathLeadsOut() throws Exception {
        record(ID, "program", 1);
        Files.writeString(directory.resolve(ID).resolve("notes.txt"), "notes");
        Files.createSymbolicLink(
                directory.resolve(ID).resolve("link.mp4"), home.resolve("secret.mp4"));
        Files.createSymbolicLink(directory.resolve("linked"), home);
        for (String path :
                List.of(
                        "/api/recordings/..%2Fsecret.mp4",
                        "/api/recordings/%2e%2e/secret.mp4",
                        "/api/recordings/..%2F..%2Frecordings/program.mp4",
                        "/api/recordings/./secret.mp4",
                        "/api/recordings//secret.mp4",
                        "/api/recordings/linked/secret.mp4",
                        path(ID) + "/..%2F..%2Fsecret.mp4",
                        path(ID) + "/%2e%2e/secret.mp4",
                        path(ID) + "/notes.txt",
                        path(ID) + "/recording.json",
                        path(ID) + "/link.mp4",
                        path(ID) + "/",
                        path(ID) + "/program.mp4/",
                        path(ID) + "/program.mp4%00",
                        path(ID) + "%00/program.mp4")) {
            var answer = send("GET", path);
            assertTrue(answer.statusCode() >= 400 && answer.statusCode() < 500, path);
            assertTrue(answer.body().length < 1_000, path);
            assertTrue(send("DELETE", path).statusCode() >= 400, path);
        }
        assertEquals(404, send("DELETE", "/api/recordings/linked").statusCode());
        assertTrue(Files.exists(home.resolve("secret.mp4")));
        assertEquals(1, list().size());
    }

    @Test
    void aRecordingIsDeletedWithItsFilesAndNothingElse() throws Exception {
        record(ID, "program", 1);
        record("math-20261128-093000", "program", 1);
        assertEquals(204, send("DELETE", path(ID)).statusCode());
        assertEquals(404, send("DELETE", path(ID)).statusCode());
        assertEquals(1, list().size());
        assertTrue(Files.notExists(directory.resolve(ID)));

        Path foreign = directory.resolve("math-20261128-093000/notes.txt");
        Files.writeString(foreign, "notes");
        assertEquals(204, send("DELETE", path("math-20261128-093000")).statusCode());
        assertTrue(Files.exists(foreign));
        assertEquals(0, list().size());
    }

    @Test
    void nobodyIsAnsweredWithoutTheToken() throws Exception {
        record(ID, "program", 1);
        for (String path : List.of("/api/recordings", path(ID), path(ID) + "/program.mp4")) {
            var request =
                    HttpRequest.newBuilder(
                                    URI.create(
                                            "http://127.0.0.1:" + connector.getLocalPort() + path))
                            .build();
            assertEquals(401, client.send(request, BodyHandlers.discarding()).statusCode());
        }
        assertEquals(405, send("POST", "/api/recordings").statusCode());
        assertEquals(405, send("DELETE", "/api/recordings").statusCode());
    }
}
