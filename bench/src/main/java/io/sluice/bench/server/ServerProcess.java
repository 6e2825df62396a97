package io.sluice.bench.server;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// The process of a server under test: on its processors, with a directory of its own that goes
/// when it ends, and ended by us alone.
public final class ServerProcess implements AutoCloseable {
    private static final int GOODBYE_SECONDS = 10;
    private static final String LOG = "server.log";

    private final Process process;
    private final Path directory;

    private ServerProcess(Process process, Path directory) {
        this.process = process;
        this.directory = directory;
    }

    /// Starts it; what it says goes to a file in its directory.
    ///
    /// @param cores the processors it may use, as `taskset` takes them
    /// @param environment what it gets besides ours
    /// @param directory its own, deleted with it
    public static ServerProcess start(
            String cores, List<String> command, Map<String, String> environment, Path directory)
            throws IOException {
        List<String> pinned = new ArrayList<>(List.of("taskset", "-c", cores));
        pinned.addAll(command);
        ProcessBuilder builder =
                new ProcessBuilder(pinned)
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve(LOG).toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy)); // if we are ended
        return new ServerProcess(process, directory);
    }

    /// A port for TCP that nobody has now.
    public static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /// `taskset` becomes the server: this is its own id.
    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /// What it has said so far.
    public String log() throws IOException {
        return Files.readString(directory.resolve(LOG));
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(GOODBYE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        } catch (IOException _) {
            // what is left is in the system's folder for temporary files
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
