package io.sluice.signaling.testing;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.sluice.signaling.message.ClientMessage;
import io.sluice.signaling.message.MessageCodec;
import io.sluice.signaling.message.ServerMessage;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A client over a real WebSocket.
public final class Client {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final long PATIENCE_SECONDS = 60;

    public final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final BlockingQueue<ServerMessage> inbox = new LinkedBlockingQueue<>();
    private final MessageCodec codec = new MessageCodec();
    private final WebSocket socket;

    public Client(URI server, String room) {
        socket =
                HTTP.newWebSocketBuilder()
                        .buildAsync(server.resolve("/rtc?room=" + room), new Listener())
                        .join();
    }

    public void send(String text) {
        socket.sendText(text, true).join();
    }

    public void send(ClientMessage message) {
        send(codec.write(message));
    }

    public void sendPart(String text, boolean last) {
        socket.sendText(text, last).join();
    }

    public void close(int status) {
        socket.sendClose(status, "").join();
    }

    /// Ends as a killed process does.
    public void abort() {
        socket.abort();
    }

    /// The next message of this type; others in between are dropped.
    public <M extends ServerMessage> M next(Class<M> type) {
        return type.cast(next(type::isInstance));
    }

    public ServerMessage next(Predicate<ServerMessage> wanted) {
        List<ServerMessage> others = new ArrayList<>();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        try {
            while (true) {
                @Nullable ServerMessage message =
                        inbox.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                assertNotNull(message, () -> "nothing came but " + others);
                if (wanted.test(message)) {
                    return message;
                }
                others.add(message);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /// What has come up to the reply to this ping.
    public List<ServerMessage> until(long pingId) {
        send(new ClientMessage.Ping(pingId));
        List<ServerMessage> messages = new ArrayList<>();
        next(message -> {
            boolean pong =
                    message instanceof ServerMessage.Pong p && p.re() != null && p.re() == pingId;
            if (!pong) {
                messages.add(message);
            }
            return pong;
        });
        return messages;
    }

    public ServerMessage.Joined join(String name) {
        return join(name, null);
    }

    public ServerMessage.Joined join(String name, @Nullable String token) {
        send(Messages.join(name, token));
        return assertInstanceOf(
                ServerMessage.Joined.class,
                next(message ->
                        message instanceof ServerMessage.Joined
                                || message instanceof ServerMessage.Refused));
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(
                WebSocket webSocket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                inbox.add(codec.readServer(text.toString()));
                text.setLength(0);
            }
            webSocket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(
                WebSocket webSocket, int statusCode, String reason) {
            closed.complete(statusCode);
            return null;
        }

        @Override
        public void onError(WebSocket webSocket, Throwable error) {
            closed.complete(1006);
        }
    }
}
