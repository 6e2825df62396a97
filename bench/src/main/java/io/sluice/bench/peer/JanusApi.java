package io.sluice.bench.peer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Janus's API: one session on one WebSocket, requests that are answered one after the other.
final class JanusApi implements WebSocket.Listener {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SUBPROTOCOL = "janus-protocol";
    private static final String PLUGIN = "janus.plugin.videoroom";
    private static final int PATIENCE_SECONDS = 30;

    private final Map<String, Pending> pending = new ConcurrentHashMap<>();
    private final Map<Long, CompletableFuture<String>> up = new ConcurrentHashMap<>();
    private final Map<String, Double> events = new ConcurrentHashMap<>();
    private final StringBuilder text = new StringBuilder();
    private CompletableFuture<WebSocket> socket = new CompletableFuture<>();
    private long session;
    private int transactions;

    /// A description that goes along with a request or its answer.
    ///
    /// @param type `offer` or `answer`
    record Jsep(String type, String sdp) {}

    /// What the plugin answered.
    ///
    /// @param sdp the description that came along, empty when none did
    record Reply(JsonNode data, String sdp) {}

    /// A request under way.
    ///
    /// @param deferred whether `ack` only says that the plugin has it, and will answer
    private record Pending(CompletableFuture<JsonNode> reply, boolean deferred) {}

    private JanusApi() {}

    /// Connects and begins a session.
    static JanusApi open(HttpClient client, URI uri) throws IOException, InterruptedException {
        JanusApi api = new JanusApi();
        api.socket = client.newWebSocketBuilder().subprotocols(SUBPROTOCOL).buildAsync(uri, api);
        get(api.socket);
        api.session = api.ask(request("create")).path("data").path("id").asLong();
        return api;
    }

    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    private static ObjectNode request(String janus) {
        return object().put("janus", janus);
    }

    /// Its version, and those of what it is built on.
    JsonNode info() throws IOException, InterruptedException {
        return ask(request("info"));
    }

    /// A new handle of the room plugin: one connection, or none.
    long attach() throws IOException, InterruptedException {
        ObjectNode request = request("attach").put("session_id", session).put("plugin", PLUGIN);
        return ask(request).path("data").path("id").asLong();
    }

    /// Asks the plugin, and waits until it has done what it was asked for.
    Reply ask(long handle, ObjectNode body, @Nullable Jsep jsep)
            throws IOException, InterruptedException {
        ObjectNode request = onHandle("message", handle);
        request.set("body", body);
        if (jsep != null) {
            request.putObject("jsep").put("type", jsep.type).put("sdp", jsep.sdp);
        }
        JsonNode answer = ask(request);
        JsonNode data = answer.path("plugindata").path("data");
        if (data.has("error_code")) {
            throw new IOException("Janus refused: " + data);
        }
        return new Reply(data, answer.path("jsep").path("sdp").asText());
    }

    /// Says that no candidate of ours follows.
    void endCandidates(long handle) throws IOException, InterruptedException {
        ObjectNode request = onHandle("trickle", handle);
        request.putObject("candidate").put("completed", true);
        JsonNode _ = ask(request);
    }

    /// Waits until Janus, too, says that the connection of a handle stands.
    void awaitUp(long handle) throws IOException, InterruptedException {
        get(up(handle));
    }

    private CompletableFuture<String> up(long handle) {
        return up.computeIfAbsent(handle, _ -> new CompletableFuture<>());
    }

    private ObjectNode onHandle(String janus, long handle) {
        return request(janus).put("session_id", session).put("handle_id", handle);
    }

    private JsonNode ask(ObjectNode request) throws IOException, InterruptedException {
        String transaction = "t" + ++transactions;
        CompletableFuture<JsonNode> reply = new CompletableFuture<>();
        boolean deferred = request.path("janus").asText().equals("message");
        pending.put(transaction, new Pending(reply, deferred));
        request.put("transaction", transaction);
        get(get(socket).sendText(JSON.writeValueAsString(request), true));
        JsonNode answer = get(reply);
        if (answer.path("janus").asText().equals("error")) {
            throw new IOException("Janus refused: " + answer.path("error"));
        }
        return answer;
    }

    private static <T> T get(CompletableFuture<T> future) throws IOException, InterruptedException {
        try {
            return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("no answer from Janus", e);
        }
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
        text.append(part);
        if (last) {
            onMessage(text.toString());
            text.setLength(0);
        }
        from.request(1);
        return CompletableFuture.completedStage(null);
    }

    private void onMessage(String message) {
        JsonNode node;
        try {
            node = JSON.readTree(message);
        } catch (IOException e) {
            fail(e);
            return;
        }
        String type = node.path("janus").asText();
        String transaction = node.path("transaction").asText();
        Pending request = pending.get(transaction);
        if (request == null) {
            events.merge(type, 1.0, Double::sum);
            if (type.equals("webrtcup")) {
                up(node.path("sender").asLong()).complete(type);
            }
        } else if (!type.equals("ack") || !request.deferred) {
            pending.remove(transaction);
            request.reply.complete(node);
        }
    }

    /// How often it told something unasked, by what it was: `webrtcup`, `hangup`, `slowlink`.
    Map<String, Double> events() {
        return Map.copyOf(events);
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        fail(error);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int status, String reason) {
        fail(new IOException("Janus closed its WebSocket: " + status + " " + reason));
        return CompletableFuture.completedStage(null);
    }

    private void fail(Throwable error) {
        pending.values().forEach(request -> request.reply.completeExceptionally(error));
    }

    void abort() {
        if (socket.isDone() && !socket.isCompletedExceptionally()) {
            socket.join().abort();
        }
    }
}
