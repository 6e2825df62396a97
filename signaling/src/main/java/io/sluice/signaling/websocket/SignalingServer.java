package io.sluice.signaling.websocket;

import io.sluice.sfu.api.Sfu;
import io.sluice.signaling.http.AdminGate;
import io.sluice.signaling.http.ProgramHandler;
import io.sluice.signaling.http.RequestGuard;
import io.sluice.signaling.http.RestHandler;
import io.sluice.signaling.http.WhipHandler;
import io.sluice.signaling.message.MessageCodec;
import io.sluice.signaling.program.ProgramControl;
import io.sluice.signaling.session.Environment;
import io.sluice.signaling.session.Meetings;
import io.sluice.signaling.session.SignalingConfig;
import io.sluice.signaling.session.Timers;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Fields;
import org.eclipse.jetty.websocket.server.ServerUpgradeRequest;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;

/// The control plane as a handler of a Jetty server: WebSocket at `/rtc?room={room}`, REST below
/// `/api/rooms`, WHIP and WHEP. The server's thread pool has to have virtual threads, for sessions
/// block.
public final class SignalingServer implements AutoCloseable {
    /// The path of the WebSocket.
    public static final String PATH = "/rtc";

    /// Messages a little too large are still read, so that the client can be told.
    private static final int READ_LIMIT = 2 * MessageCodec.MAX_BYTES;

    private final SignalingConfig config;
    private final RequestGuard guard;
    private final ScheduledThreadPoolExecutor timer =
            new ScheduledThreadPoolExecutor(
                    1, Thread.ofPlatform().daemon().name("signaling-timer").factory());
    private final Timers timers = this::after;
    private final InstantSource clock = InstantSource.system();
    private final Meetings meetings;
    private final AdminGate gate;

    /// @param programs makes the programs of the rooms
    public SignalingServer(Sfu sfu, SignalingConfig config, ProgramControl programs) {
        this.config = config;
        guard = new RequestGuard(config.access());
        gate = new AdminGate(config.access(), guard);
        timer.setRemoveOnCancelPolicy(true);
        timer.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
        meetings =
                new Meetings(
                        sfu,
                        config,
                        new Environment(
                                Thread::startVirtualThread, timers, clock, new SecureRandom()),
                        programs);
    }

    /// Lets requests with the admin token through.
    public AdminGate adminGate() {
        return gate;
    }

    /// Meetings, for metrics and health.
    public Meetings meetings() {
        return meetings;
    }

    /// Puts the control plane in front of another handler.
    public Handler mount(Server server, Handler next) {
        RestHandler rest = new RestHandler(next, meetings, config.access(), gate, clock);
        ProgramHandler programs = new ProgramHandler(rest, meetings, gate);
        WhipHandler whip =
                new WhipHandler(programs, meetings.http(), config.access(), guard, clock);
        WebSocketUpgradeHandler sockets = WebSocketUpgradeHandler.from(server, this::configure);
        sockets.setHandler(whip);
        return sockets;
    }

    private void configure(ServerWebSocketContainer container) {
        container.setMaxTextMessageSize(READ_LIMIT);
        container.setMaxFrameSize(READ_LIMIT);
        container.setMaxBinaryMessageSize(1);
        container.setIdleTimeout(config.timing().idleTimeout());
        container.addMapping(
                PATH,
                (request, response, callback) -> {
                    if (!guard.permits(request)) {
                        Response.writeError(request, response, callback, HttpStatus.FORBIDDEN_403);
                        return null;
                    }
                    return endpoint(request);
                });
    }

    private RtcEndpoint endpoint(ServerUpgradeRequest request) {
        Fields query = Request.extractQueryParameters(request);
        return new RtcEndpoint(
                meetings,
                timers,
                config.timing().pingInterval(),
                guard.peerOf(request),
                query.getValue("room"));
    }

    private Timers.Pending after(Duration delay, Runnable task) {
        ScheduledFuture<?> future = timer.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
        return () -> future.cancel(false);
    }

    /// Opens no more rooms; those there are go on for a while.
    ///
    /// @return done when the time is over, or the last meeting
    public CompletableFuture<Void> drain(Duration time) {
        return meetings.drain(time);
    }

    /// Says goodbye to everybody. Sockets close with the Jetty server.
    @Override
    public void close() {
        meetings.close();
        timer.shutdownNow();
    }
}
