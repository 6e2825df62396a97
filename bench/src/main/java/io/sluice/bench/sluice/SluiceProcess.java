package io.sluice.bench.sluice;

import io.sluice.bench.server.ServerProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// The server's process: started with a configuration of its own, asked for its metrics, and ended
/// by us alone.
final class SluiceProcess implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 60;

    /// What `./sluice serve` gives it.
    private static final List<String> OPTIONS = List.of("-XX:+UseZGC", "-XX:ZUncommitDelay=60");

    private final ServerProcess process;
    private final int port;
    private final HttpClient client = HttpClient.newHttpClient();
    private String description = "";

    private SluiceProcess(ServerProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    static SluiceProcess start(Path jar, String cores, SluiceSettings settings, InetAddress media)
            throws IOException, InterruptedException {
        if (!Files.exists(jar)) {
            throw new IOException("there is no " + jar + "; build the server first");
        }
        Path directory = Files.createTempDirectory("sluice-bench");
        int port = ServerProcess.freePort();
        Path config = directory.resolve("sluice.yaml");
        Files.writeString(config, config(directory, port, settings, media));
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(OPTIONS);
        String more = System.getenv().getOrDefault("SLUICE_JAVA_OPTS", "");
        Stream.of(more.split(" ", -1)).filter(option -> !option.isBlank()).forEach(command::add);
        command.addAll(List.of("-jar", jar.toString(), "serve", "--config", config.toString()));
        SluiceProcess server =
                new SluiceProcess(ServerProcess.start(cores, command, Map.of(), directory), port);
        server.awaitReady();
        return server;
    }

    /// As many participants as the machine can take, on addresses of this machine.
    private static String config(
            Path directory, int port, SluiceSettings settings, InetAddress media) {
        return """
        dataDirectory: "%s"
        http: { bind: "127.0.0.1", port: %d }
        media:
          bind: ["%s"]
          udpPort: 0
          tcpPort: 0
          loops: %d
          adapt: %b
          spreadPercent: %d
        limits: { participants: 20000, participantsPerRoom: 2000, connections: 20000, rooms: 20000 }
        server: { drainSeconds: 0 }
        egress: { enabled: false }
        """
                .formatted(
                        directory.resolve("data"),
                        port,
                        media.getHostAddress(),
                        settings.loops(),
                        settings.adapt(),
                        settings.spreadPercent());
    }

    private void awaitReady() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (System.nanoTime() < deadline && process.isAlive()) {
            try {
                if (get("/readyz").statusCode() == 200) {
                    description = description(process.log());
                    return;
                }
            } catch (IOException _) {
                Thread.sleep(50); // not there yet
            }
        }
        String said = process.log();
        close();
        throw new IOException("the server did not start: " + said);
    }

    /// The banner's line about sockets and cryptography.
    private static String description(String log) {
        return log.lines()
                .map(String::strip)
                .filter(line -> line.startsWith("Media "))
                .map(line -> line.substring(line.indexOf(',') + 1).strip())
                .findFirst()
                .orElse("");
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + port + path);
        return client.send(
                HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    String description() {
        return description;
    }

    long pid() {
        return process.pid();
    }

    int port() {
        return port;
    }

    OptionalDouble metric(String name) throws IOException, InterruptedException {
        return metrics().entrySet().stream()
                .filter(entry -> entry.getKey().replaceAll("\\{.*", "").equals(name))
                .mapToDouble(Map.Entry::getValue)
                .max();
    }

    /// By name and labels.
    Map<String, Double> metrics() throws IOException, InterruptedException {
        Map<String, Double> all = new HashMap<>();
        get("/metrics")
                .body()
                .lines()
                .filter(line -> !line.startsWith("#") && line.contains(" "))
                .forEach(line -> {
                    int space = line.lastIndexOf(' ');
                    all.put(
                            line.substring(0, space),
                            Double.parseDouble(line.substring(space + 1)));
                });
        return all;
    }

    @Override
    public void close() {
        client.shutdownNow();
        process.close();
    }
}
