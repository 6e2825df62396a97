package io.sluice.signaling.websocket;

import io.sluice.signaling.session.Connection;
import io.sluice.signaling.session.Ending;
import io.sluice.signaling.session.Meetings;
import io.sluice.signaling.session.Peer;
import io.sluice.signaling.session.Session;
import io.sluice.signaling.session.Timers;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.StatusCode;
import org.jspecify.annotations.Nullable;

/// One WebSocket. Jetty calls it with one message after the other, each on a virtual thread, so a
/// session may block.
public final class RtcEndpoint
        implements org.eclipse.jetty.websocket.api.Session.Listener.AutoDemanding {
    private final Meetings meetings;
    private final Timers timers;
    private final Duration pingInterval;
    private final Peer peer;
    private final @Nullable String room;
    private volatile @Nullable Session session;
    private volatile Timers.@Nullable Pending ping;
    private volatile boolean failed;

    RtcEndpoint(
            Meetings meetings,
            Timers timers,
            Duration pingInterval,
            Peer peer,
            @Nullable String room) {
        this.meetings = meetings;
        this.timers = timers;
        this.pingInterval = pingInterval;
        this.peer = peer;
        this.room = room;
    }

    @Override
    public void onWebSocketOpen(org.eclipse.jetty.websocket.api.Session socket) {
        session = meetings.connect(room, peer, new SocketConnection(socket));
        schedulePing(socket);
    }

    /// The client's WebSocket answers a ping by itself, which keeps proxies and our own idle
    /// timeout at bay, and shows a network that has gone.
    private void schedulePing(org.eclipse.jetty.websocket.api.Session socket) {
        ping =
                timers.after(
                        pingInterval,
                        () -> {
                            if (socket.isOpen()) {
                                socket.sendPing(ByteBuffer.allocate(0), Callback.NOOP);
                                schedulePing(socket);
                            }
                        });
    }

    @Override
    public void onWebSocketText(String message) {
        Session current = session;
        if (current != null) {
            current.onMessage(message);
        }
    }

    @Override
    public void onWebSocketError(Throwable cause) {
        failed = true;
    }

    @Override
    public void onWebSocketClose(int status, String reason, Callback callback) {
        callback.succeed();
        Timers.Pending pending = ping;
        if (pending != null) {
            pending.cancel();
        }
        Session current = session;
        if (current != null) {
            current.onClosed(failed ? Ending.BROKEN : ending(status));
        }
    }

    /// A page that closes or reloads says so; a process that dies or a network that goes does not.
    private static Ending ending(int status) {
        return switch (status) {
            case StatusCode.NORMAL, StatusCode.NO_CODE -> Ending.LEFT;
            case StatusCode.SHUTDOWN -> Ending.GOING_AWAY;
            default -> Ending.BROKEN;
        };
    }

    private record SocketConnection(org.eclipse.jetty.websocket.api.Session socket)
            implements Connection {
        @Override
        public void send(String text, Runnable sent) {
            // A failure closes the socket, which is heard of by onWebSocketClose.
            socket.sendText(text, Callback.from(sent, _ -> {}));
        }

        @Override
        public void close(int status, String reason) {
            socket.close(status, reason, Callback.NOOP);
        }
    }
}
