package io.sluice.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.server.config.ConfigLoader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `/openapi.json` describes is there, and nothing else is.
class OpenApiTest {
    private static final List<String> METHODS = List.of("GET", "PUT", "POST", "PATCH", "DELETE");

    @TempDir private static Path data;

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static SluiceServer server;
    private static JsonNode document;

    @BeforeAll
    static void start() throws Exception {
        server =
                SluiceServer.start(
                        new ConfigLoader()
                                .set("http.bind", "127.0.0.1")
                                .set("http.port", 0)
                                .set("media.bind", List.of("127.0.0.1"))
                                .set("media.udpPort", 0)
                                .set("media.packetMemoryMegabytes", 8)
                                .set("media.loops", 1)
                                .set("dataDirectory", data.toString())
                                .load(),
                        Map.of());
        TestClient anna = new TestClient(HTTP, server.port(), "math-3");
        anna.join();
        anna.next("joined");
        document = new ObjectMapper().readTree(send("GET", "/openapi.json", false).body());
    }

    @AfterAll
    static void stop() {
        server.close();
        HTTP.shutdownNow(); // [HttpClient#close] waits for WebSockets
    }

    private static HttpResponse<String> send(String method, String path, boolean admin)
            throws Exception {
        var request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                        .method(method, HttpRequest.BodyPublishers.ofString("[]"));
        if (admin) {
            request.header("Authorization", "Bearer " + server.adminToken());
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String path(String template) {
        return template.replace("{room}", "math-3").replaceAll("\\{[a-z]+\\}", "x");
    }

    /// Whether a handler knows the request, whatever becomes of it.
    private static boolean known(HttpResponse<String> response) {
        return !response.body().contains("\"code\":\"unknown_type\"");
    }

    @Test
    void eachPathAnswersTheMethodsThatItSaysAndNoOther() throws Exception {
        List<String> wrong = new ArrayList<>();
        for (var entry : document.path("paths").properties()) {
            for (String method : METHODS) {
                boolean described = entry.getValue().has(method.toLowerCase(Locale.ROOT));
                var response = send(method, path(entry.getKey()), true);
                boolean right =
                        described
                                ? known(response) && hasStatus(entry.getValue(), method, response)
                                : !known(response);
                if (!right) {
                    wrong.add(method + " " + entry.getKey() + ": " + response.statusCode());
                }
            }
        }
        assertEquals(List.of(), wrong);
    }

    private static boolean hasStatus(JsonNode path, String method, HttpResponse<String> response) {
        return path.path(method.toLowerCase(Locale.ROOT))
                .path("responses")
                .has(Integer.toString(response.statusCode()));
    }

    @Test
    void nothingIsThereWithoutTheAdminToken() throws Exception {
        for (var entry : document.path("paths").properties()) {
            for (String method : METHODS) {
                assertEquals(
                        401,
                        send(method, path(entry.getKey()), false).statusCode(),
                        method + " " + entry.getKey());
            }
        }
    }

    @Test
    void whatIsNotDescribedIsNotThere() throws Exception {
        for (String path :
                List.of("/api", "/api/", "/api/rooms/", "/api/rooms/x", "/api/rooms/x/y")) {
            for (String method : METHODS) {
                int status = send(method, path, true).statusCode();
                assertTrue(status == 404 || status == 405, method + " " + path + " " + status);
            }
        }
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        for (JsonNode reference : document.findValues("$ref")) {
            String pointer = reference.asText().substring(1);
            assertTrue(!document.at(pointer).isMissingNode(), pointer);
        }
        assertTrue(document.path("components").path("schemas").has("Program"));
    }
}
