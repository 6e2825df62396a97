package io.sluice.bench.sluice;

import io.sluice.bench.server.JoinRequest;
import io.sluice.bench.server.LocalEndpoint;
import io.sluice.bench.server.NegotiatedConnection;
import io.sluice.bench.server.ServerCounts;
import io.sluice.bench.server.ServerUnderTest;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;

/// This server, as the jar that users run.
public final class SluiceServer implements ServerUnderTest {
    private final String name;
    private final String setting;
    private final SluiceProcess process;
    private final RunningSluice running;

    /// @param name in the report
    /// @param jar what is started
    /// @param cores the processors it may use, as `taskset` takes them
    /// @param media the address that media is received on
    SluiceServer(String name, Path jar, String cores, SluiceSettings settings, InetAddress media)
            throws IOException, InterruptedException {
        this.name = name;
        setting = settings.adapt() ? "held to each network" : "media.adapt: false";
        process = SluiceProcess.start(jar, cores, settings, media);
        running = new RunningSluice(process.pid(), process.port());
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String version() {
        return process.description() + "; " + setting;
    }

    @Override
    public long pid() {
        return process.pid();
    }

    /// Where it answers, for further generators.
    public int port() {
        return process.port();
    }

    @Override
    public List<NegotiatedConnection> join(JoinRequest request, Supplier<LocalEndpoint> endpoints)
            throws IOException, InterruptedException {
        return running.join(request, endpoints);
    }

    /// Says that somebody leaves a room, who has joined it.
    public void leave(JoinRequest request) throws IOException, InterruptedException {
        running.leave(request);
    }

    @Override
    public void allConnected() throws IOException, InterruptedException {
        running.allConnected();
    }

    @Override
    public Optional<ServerCounts> counts() throws IOException, InterruptedException {
        Map<String, Double> metrics = process.metrics();
        return Optional.of(
                new ServerCounts(
                        metrics.getOrDefault("sluice_media_allocated_bytes_total", 0.0),
                        metrics.getOrDefault("sluice_media_sent_datagrams_total", 0.0),
                        metrics.getOrDefault("sluice_media_sent_messages_total", 0.0)));
    }

    @Override
    public OptionalDouble gcPauseMaxMillis() throws IOException, InterruptedException {
        OptionalDouble seconds = process.metric("jvm_gc_pause_seconds_max");
        return seconds.isPresent() ? OptionalDouble.of(1_000 * seconds.getAsDouble()) : seconds;
    }

    @Override
    public Map<String, Double> counters() throws IOException, InterruptedException {
        Map<String, Double> counters = new LinkedHashMap<>();
        process.metrics()
                .forEach((name, value) -> {
                    if (name.startsWith("sluice_media_") && value != 0) {
                        counters.put(name, value);
                    }
                });
        return counters;
    }

    @Override
    public void close() {
        running.close();
        process.close();
    }
}
