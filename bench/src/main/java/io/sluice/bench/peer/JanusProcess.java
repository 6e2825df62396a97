package io.sluice.bench.peer;

import io.sluice.bench.server.ServerProcess;
import io.sluice.bench.server.Site;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// A Janus of our own, from Debian's package, with a configuration of ours.
final class JanusProcess implements AutoCloseable {
    private static final Path PROGRAM = Path.of("/usr/bin/janus");
    private static final Path LIBRARIES = Path.of("/usr/lib");
    private static final String TCMALLOC = "libtcmalloc_minimal.so.4";
    private static final int PATIENCE_SECONDS = 30;

    private final ServerProcess process;
    private final HttpClient client = HttpClient.newHttpClient();
    private final URI uri;

    private JanusProcess(ServerProcess process, int port) {
        this.process = process;
        uri = URI.create("ws://127.0.0.1:" + port);
    }

    static boolean installed() {
        return Files.isExecutable(PROGRAM);
    }

    /// Where tcmalloc is installed, if it is.
    static Optional<Path> tcmalloc() throws IOException {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(LIBRARIES, "*-linux-gnu*")) {
            for (Path folder : folders) {
                if (Files.exists(folder.resolve(TCMALLOC))) {
                    return Optional.of(folder.resolve(TCMALLOC));
                }
            }
        }
        return Optional.empty();
    }

    static JanusProcess start(JanusSetting setting, Site site) throws IOException {
        Path directory = Files.createTempDirectory("sluice-bench-janus");
        int port = ServerProcess.freePort();
        var files = JanusConfiguration.files(setting, port, site.media().getHostAddress());
        for (Map.Entry<String, String> file : files.entrySet()) {
            Files.writeString(directory.resolve(file.getKey()), file.getValue());
        }
        List<String> command =
                List.of(PROGRAM.toString(), "--configs-folder=" + directory, "--disable-colors");
        Map<String, String> environment =
                setting.tcmalloc()
                        ? Map.of("LD_PRELOAD", tcmalloc().map(Path::toString).orElse(""))
                        : Map.of();
        String core = String.valueOf(site.core());
        return new JanusProcess(ServerProcess.start(core, command, environment, directory), port);
    }

    /// Its API, once it answers.
    JanusApi open() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (System.nanoTime() < deadline && process.isAlive()) {
            try {
                return JanusApi.open(client, uri);
            } catch (IOException _) {
                Thread.sleep(50); // not there yet
            }
        }
        throw new IOException("Janus did not start: " + process.log());
    }

    long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        client.shutdownNow();
        process.close();
    }
}
