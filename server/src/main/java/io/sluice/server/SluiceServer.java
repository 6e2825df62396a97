package io.sluice.server;

import io.sluice.server.config.ConfigException;
import io.sluice.server.config.ServerConfig;
import io.sluice.server.data.DataDirectory;
import io.sluice.server.http.HttpFront;
import io.sluice.server.live.LiveMedia;
import io.sluice.server.live.Programs;
import io.sluice.server.observe.HeapTarget;
import io.sluice.server.observe.Metrics;
import io.sluice.server.tls.CertificateSource;
import io.sluice.server.tls.LocalNames;
import io.sluice.sfu.MediaPlane;
import io.sluice.sfu.PortException;
import io.sluice.signaling.program.ProgramControl;
import io.sluice.signaling.websocket.SignalingServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The whole server, wired: media plane, control plane, pages.
public final class SluiceServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SluiceServer.class);

    private final ServerConfig config;
    private final DataDirectory data;
    private final LocalNames names = LocalNames.find();
    private final String adminToken;
    private final HttpFront http;
    private final String mediaPath;

    /// What runs, the last started first.
    private final Deque<Part> running = new ArrayDeque<>();

    private final SignalingServer control;
    private final CompletableFuture<Void> hurried = new CompletableFuture<>();
    private volatile boolean ready;

    private record Part(String name, Runnable stop) {}

    private SluiceServer(ServerConfig config, Map<String, String> environment) {
        this.config = config;
        data = DataDirectory.open(config.dataDirectory(), environment);
        adminToken =
                config.auth().adminToken().isEmpty()
                        ? data.adminToken()
                        : config.auth().adminToken();
        var certificates = new CertificateSource(config.tls(), data.directory("tls"), names);
        try {
            var media = media(config);
            running.push(new Part("media", media::close));
            var heap = new HeapTarget();
            running.push(new Part("heap", heap::close));
            mediaPath = media.implementations();
            var metrics = new Metrics(media::snapshot, media.threads());
            running.push(new Part("metrics", metrics::close));
            LiveMedia live = config.egress().enabled() ? liveMedia() : null;
            ProgramControl programs =
                    live == null ? ProgramControl.none() : programs(live, environment);
            if (live != null) {
                metrics.gauge(
                        "sluice.program.viewers",
                        "Who watch programs from this server",
                        live::viewerCount);
                metrics.counts(
                        "sluice.rtmp.port.closed",
                        "Connections to the RTMP port that were ended for what their peers did",
                        live.rtmpClosed());
            }
            control = new SignalingServer(media, Wiring.signaling(config, adminToken), programs);
            http =
                    new HttpFront(
                            config,
                            certificates.identity(),
                            control::mount,
                            live == null ? List.of() : live.handlers(control.adminGate()::admits),
                            () -> ready,
                            metrics::scrape,
                            adminToken);
            running.push(new Part("http", http::close));
            // Stops before it: every page learns why before its socket closes.
            running.push(new Part("control", control::close));
            http.start();
            certificates.watch(http::use);
            running.push(new Part("certificates", certificates::close));
            ready = true;
        } catch (RuntimeException failure) {
            close();
            throw failure;
        }
    }

    /// Starts everything; when it returns, people can meet.
    ///
    /// @throws ConfigException when something the operator can change is in the way
    public static SluiceServer start(ServerConfig config, Map<String, String> environment) {
        return new SluiceServer(config, environment);
    }

    private ProgramControl programs(LiveMedia live, Map<String, String> environment) {
        Programs programs =
                Programs.start(
                        config.egress(),
                        data,
                        environment,
                        live.workers(),
                        live.viewing(),
                        live.recordingLinks());
        running.push(new Part("programs", programs::close));
        return programs;
    }

    private LiveMedia liveMedia() {
        var egress = config.egress();
        var live =
                new LiveMedia(
                        new LiveMedia.Settings(
                                egress.viewers(),
                                egress.rtmpPort(),
                                config.http().bind(),
                                egress.workerDirectory(),
                                egress.libraryDirectory()),
                        data,
                        Programs.recordings(egress, data));
        running.push(new Part("live", live::close));
        return live;
    }

    private static MediaPlane media(ServerConfig config) {
        try {
            return MediaPlane.start(
                    Wiring.media(config, Runtime.getRuntime().availableProcessors()));
        } catch (PortException e) {
            String setting = e.tcp() ? "media.tcpPort" : "media.udpPort, or --udp-port,";
            throw new ConfigException(
                    "cannot listen on %s port %d: %s (%s names another)"
                            .formatted(e.tcp() ? "TCP" : "UDP", e.port(), e.getMessage(), setting));
        } catch (IOException | IllegalArgumentException e) {
            throw new ConfigException("cannot receive media: " + e.getMessage());
        }
    }

    /// The port of HTTP and HTTPS.
    public int port() {
        return http.port();
    }

    String adminToken() {
        return adminToken;
    }

    Path dataDirectory() {
        return data.path();
    }

    /// Which sockets and which cryptography carry the media.
    String mediaPath() {
        return mediaPath;
    }

    LocalNames names() {
        return names;
    }

    ServerConfig config() {
        return config;
    }

    /// Takes no new meetings, waits for those there are to end, but no longer than configured, and
    /// closes.
    public void stop() {
        ready = false;
        var patience = Duration.ofSeconds(config.server().drainSeconds());
        LOG.atInfo().addKeyValue("drainSeconds", patience.toSeconds()).log("stopping");
        CompletableFuture.anyOf(control.drain(patience), hurried).join();
        close();
    }

    /// Has [#stop] wait no longer.
    public void hurry() {
        hurried.complete(null);
    }

    /// Ends all meetings, then stops. What fails to stop does not keep the rest from it.
    @Override
    public void close() {
        ready = false;
        for (Part part = running.poll(); part != null; part = running.poll()) {
            try {
                part.stop.run();
            } catch (RuntimeException e) {
                LOG.atError().addKeyValue("part", part.name).setCause(e).log("did not stop");
            }
        }
    }
}
