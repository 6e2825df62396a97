package io.sluice.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// A real process is told to stop while people meet.
class DrainTest {
    private static final long PATIENCE_SECONDS = 60;

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void tellsEverybodyTakesNoNewRoomsAndStopsWhenToldOnceMore(@TempDir Path data)
            throws Exception {
        try (ChildServer server = ChildServer.start(data, ChildServer.NATIVE_ACCESS)) {
            Process process = server.process();
            int port = server.port();
            TestClient anna = new TestClient(http, port, "here");
            anna.join();
            anna.next("joined");

            process.destroy();
            assertTrue(anna.next("closing").contains("\"seconds\":60"));
            var request =
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/readyz"))
                            .build();
            assertEquals(
                    503, http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode());
            TestClient late = new TestClient(http, port, "elsewhere");
            late.next("closing");
            late.join();
            assertTrue(late.next("error").contains("\"shutting_down\""));
            TestClient second = new TestClient(http, port, "here");
            second.join();
            second.next("joined");

            process.destroy();
            assertTrue(anna.next("bye").contains("\"shutdown\""));
            assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS));
            assertEquals(0, process.exitValue());
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void finishesRecordingsBeforeItStops(@TempDir Path data) throws Exception {
        try (ChildServer server = ChildServer.start(data, ChildServer.NATIVE_ACCESS)) {
            Process process = server.process();
            TestClient anna = new TestClient(http, server.port(), "here");
            anna.join();
            anna.next("joined");
            String token = Files.readString(data.resolve("admin-token")).strip();
            anna.send(
                    "{\"type\":\"claimProducer\",\"id\":2,\"adminToken\":\"%s\"}".formatted(token));
            anna.send("{\"type\":\"startRecording\",\"id\":3}");
            assertTrue(anna.next("lamps").contains("\"recording\":true"));
            ProcessHandle worker = process.children().findFirst().orElseThrow();

            process.destroy();
            anna.next("closing");
            assertTrue(worker.isAlive(), "the program goes on as the meeting does");
            process.destroy();
            assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS));
            assertEquals(0, process.exitValue());
            worker.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            try (var files = Files.walk(data.resolve("recordings"))) {
                Path file =
                        files.filter(it -> it.endsWith("program.mp4")).findFirst().orElseThrow();
                // The length is written last.
                String content = Files.readString(file, StandardCharsets.ISO_8859_1);
                assertTrue(content.contains("mehd"), "the file is finished");
            }
        }
    }
}
