package io.sluice.server.live;

import io.sluice.egress.output.RtmpPort;
import io.sluice.rtmp.RtmpError;
import io.sluice.server.config.ConfigException;
import io.sluice.server.data.DataDirectory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import org.eclipse.jetty.server.Handler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What programs need of this machine, and what they give: the files of their workers, the places
/// where they are watched, their recordings.
public final class LiveMedia implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LiveMedia.class);

    private final WorkerFiles workers;
    private final Watching watching;
    private final Recordings recordings;
    private final RecordingLinks links;
    private final @Nullable RtmpPort rtmp;

    /// What the operator says of it.
    ///
    /// @param viewers of one program at a time
    /// @param rtmpPort 0: none
    /// @param bind the address of the port; empty: all
    /// @param workerDirectory as of [WorkerFiles#find], as `libraryDirectory`
    public record Settings(
            int viewers,
            int rtmpPort,
            String bind,
            String workerDirectory,
            String libraryDirectory) {}

    /// Opens the RTMP port and makes sure, in the background, that a worker can run.
    ///
    /// @param directory of the recordings
    /// @throws ConfigException when the port cannot be had
    public LiveMedia(Settings settings, DataDirectory data, Path directory) {
        workers =
                WorkerFiles.find(
                        settings.workerDirectory(),
                        settings.libraryDirectory(),
                        data.directory("native"));
        var key = Capability.ofFile(data.path().resolve("watch-key"));
        links = new RecordingLinks(key, InstantSource.system());
        watching = new Watching(key, settings.viewers(), InstantSource.system(), System::nanoTime);
        recordings = new Recordings(directory, InstantSource.system());
        rtmp = settings.rtmpPort() == 0 ? null : listen(settings);
        Thread _ = Thread.ofVirtual().name("worker-warm-up").start(this::warmUp);
    }

    private RtmpPort listen(Settings settings) {
        int port = settings.rtmpPort();
        var address =
                settings.bind().isEmpty()
                        ? new InetSocketAddress(port)
                        : new InetSocketAddress(InetAddress.ofLiteral(settings.bind()), port);
        try {
            return new RtmpPort(address, watching::play, settings.viewers());
        } catch (IOException e) {
            throw new ConfigException(
                    "cannot listen on TCP port %d: %s (egress.rtmpPort names another)"
                            .formatted(port, e.getMessage()));
        }
    }

    private void warmUp() {
        if (!workers.words().isEmpty()) {
            LOG.warn("{}", workers.words());
        } else if (!workers.warmUp()) {
            LOG.warn("programs are not available: a worker does not run here");
        }
    }

    /// What workers are started from.
    public WorkerSource workers() {
        return workers;
    }

    /// Where programs are watched.
    public ProgramViewing viewing() {
        return watching;
    }

    /// Addresses of recordings.
    public RecordingLinks recordingLinks() {
        return links;
    }

    /// How many watch programs now.
    public int viewerCount() {
        return watching.viewerCount();
    }

    /// Why connections to the RTMP port were ended, and what gives the number of each.
    public Map<String, LongSupplier> rtmpClosed() {
        Map<String, LongSupplier> closed = new LinkedHashMap<>();
        closed.put("too_many", () -> rtmp == null ? 0 : rtmp.refusedConnections());
        for (RtmpError error : RtmpError.values()) {
            closed.put(
                    error.name().toLowerCase(Locale.ROOT),
                    () -> rtmp == null ? 0 : rtmp.closed(error));
        }
        return closed;
    }

    /// What this server answers of it.
    ///
    /// @param admin lets through who may handle recordings
    public List<Handler> handlers(AdminCheck admin) {
        return List.of(
                new HlsHandler(watching),
                new FlvHandler(watching),
                new RecordingsHandler(recordings, links, admin));
    }

    @Override
    public void close() {
        if (rtmp != null) {
            rtmp.close();
        }
    }
}
