package io.sluice.bench.sluice;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/// One participant's WebSocket.
public final class Signaling implements WebSocket.Listener {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PATIENCE_SECONDS = 30;

    private final CompletableFuture<JsonNode> welcome = new CompletableFuture<>();
    private final Map<Integer, CompletableFuture<JsonNode>> replies = new ConcurrentHashMap<>();
    private final StringBuilder text = new StringBuilder();
    private volatile Consumer<JsonNode> events = _ -> {};
    private CompletableFuture<WebSocket> socket = new CompletableFuture<>();
    private int requests;

    private Signaling() {}

    /// Opens one, and waits for the server's welcome.
    ///
    /// @param uri with the room
    public static Signaling open(HttpClient client, URI uri)
            throws IOException, InterruptedException {
        Signaling signaling = new Signaling();
        signaling.socket = client.newWebSocketBuilder().buildAsync(uri, signaling);
        signaling.get(signaling.socket);
        signaling.get(signaling.welcome);
        return signaling;
    }

    /// An empty request.
    public static ObjectNode object() {
        return JSON.createObjectNode();
    }

    /// Who gets what is no reply, on a thread of the connection.
    public void onEvent(Consumer<JsonNode> taker) {
        events = taker;
    }

    /// Sends a request and waits for its reply.
    public JsonNode ask(ObjectNode request) throws IOException, InterruptedException {
        int id = ++requests;
        CompletableFuture<JsonNode> reply = new CompletableFuture<>();
        replies.put(id, reply);
        request.put("id", id);
        get(get(socket).sendText(JSON.writeValueAsString(request), true));
        JsonNode answer = get(reply);
        if (answer.path("type").asText().equals("error")) {
            throw new IOException("the server refused: " + answer);
        }
        return answer;
    }

    private <T> T get(CompletableFuture<T> future) throws IOException, InterruptedException {
        try {
            return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException | CompletionException e) {
            throw new IOException("no answer from the server", e);
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
        try {
            JsonNode node = JSON.readTree(message);
            if (node.path("type").asText().equals("welcome")) {
                welcome.complete(node);
            }
            CompletableFuture<JsonNode> reply = replies.remove(node.path("re").asInt());
            if (reply != null) {
                reply.complete(node);
            } else {
                events.accept(node);
            }
        } catch (IOException e) {
            welcome.completeExceptionally(e);
        }
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        welcome.completeExceptionally(error);
        replies.values().forEach(reply -> reply.completeExceptionally(error));
    }

    /// Breaks the connection without a word.
    public void abort() {
        if (socket.isDone() && !socket.isCompletedExceptionally()) {
            socket.join().abort();
        }
    }
}
