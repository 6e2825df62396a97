package io.sluice.server;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Somebody in a room, as far as the signaling goes.
final class TestClient implements WebSocket.Listener {
    private static final long PATIENCE_SECONDS = 60;

    private static final String OFFER =
            String.join(
                    "\\r\\n",
                    "v=0",
                    "o=- 1 1 IN IP4 127.0.0.1",
                    "s=-",
                    "t=0 0",
                    "a=group:BUNDLE 0",
                    "m=audio 9 UDP/TLS/RTP/SAVPF 111",
                    "c=IN IP4 0.0.0.0",
                    "a=ice-ufrag:abcd",
                    "a=ice-pwd:abcdefghijklmnopqrstuv",
                    "a=fingerprint:sha-256 AB" + ":CD".repeat(31),
                    "a=setup:actpass",
                    "a=mid:0",
                    "a=sendonly",
                    "a=rtcp-mux",
                    "a=rtpmap:111 opus/48000/2",
                    "");

    /// All that ever came.
    final List<String> all = new CopyOnWriteArrayList<>();

    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    private final StringBuilder text = new StringBuilder();
    private final WebSocket socket;

    TestClient(HttpClient http, int port, String room) {
        socket =
                http.newWebSocketBuilder()
                        .buildAsync(
                                URI.create("ws://127.0.0.1:" + port + "/rtc?room=" + room), this)
                        .join();
    }

    void join() {
        send(
                "{\"type\":\"join\",\"id\":1,\"name\":\"Anna\",\"tracks\":[],\"offer\":\""
                        + OFFER
                        + "\"}");
    }

    void send(String message) {
        socket.sendText(message, true).join();
    }

    String next(String type) throws InterruptedException {
        return next(message -> message.contains("\"type\":\"" + type + "\""), type);
    }

    /// The next that is like this; others in between are dropped.
    String next(Predicate<String> wanted, String what) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (true) {
            String message = received.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (message == null) {
                throw new AssertionError("no " + what + "; the last was " + all.getLast());
            }
            if (wanted.test(message)) {
                return message;
            }
        }
    }

    @Override
    public @Nullable CompletionStage<?> onText(
            WebSocket webSocket, CharSequence part, boolean last) {
        text.append(part);
        if (last) {
            all.add(text.toString());
            received.add(text.toString());
            text.setLength(0);
        }
        webSocket.request(1);
        return null;
    }
}
