package io.sluice.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// A real process is told to stop while people meet.
class DrainTest {
    private static final long PATIENCE_SECONDS = 60;
    private static final Pattern PORT = Pattern.compile("http://127\\.0\\.0\\.1:(\\d+)/");

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void tellsEverybodyTakesNoNewRoomsAndStopsWhenToldOnceMore(@TempDir Path data)
            throws Exception {
        Process process = start(data);
        try (BufferedReader output = process.inputReader()) {
            int port = port(output);
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
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void finishesRecordingsBeforeItStops(@TempDir Path data) throws Exception {
        Process process = start(data);
        try (BufferedReader output = process.inputReader()) {
            TestClient anna = new TestClient(http, port(output), "here");
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
        } finally {
            process.destroyForcibly();
        }
    }

    private static Process start(Path data) throws IOException {
        var builder =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "serve",
                        "--bind",
                        "127.0.0.1",
                        "--port",
                        "0",
                        "--udp-port",
                        "0",
                        "--data",
                        data.toString());
        builder.environment().put("SLUICE_SERVER_DRAIN_SECONDS", "60");
        builder.environment().put("SLUICE_MEDIA_LOOPS", "1");
        builder.environment().put("SLUICE_MEDIA_PACKET_MEMORY_MEGABYTES", "8");
        return builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    }

    private static int port(BufferedReader output) throws IOException {
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            Matcher address = PORT.matcher(line);
            if (address.find()) {
                return Integer.parseInt(address.group(1));
            }
        }
        throw new AssertionError("the server did not start");
    }
}
