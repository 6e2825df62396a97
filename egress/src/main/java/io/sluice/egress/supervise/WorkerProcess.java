package io.sluice.egress.supervise;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One worker process and its socket, in a folder that only our user can enter.
final class WorkerProcess implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerProcess.class);

    /// What a worker needs of the environment; the rest could hold secrets.
    private static final List<String> ENVIRONMENT =
            List.of("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "LD_LIBRARY_PATH");

    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(20);
    private static final long KILL_WAIT_SECONDS = 2;
    private static final int LOG_CHARACTERS = 300;

    private final Path folder;
    private final ServerSocketChannel listener;
    private final Process process;
    private final SocketChannel socket;

    private WorkerProcess(
            Path folder, ServerSocketChannel listener, Process process, SocketChannel socket) {
        this.folder = folder;
        this.listener = listener;
        this.process = process;
        this.socket = socket;
    }

    /// Starts a worker and waits until it has connected.
    ///
    /// @param redaction takes secrets out of what the worker writes
    static WorkerProcess start(WorkerCommandLine line, UnaryOperator<String> redaction)
            throws IOException {
        Path folder =
                Files.createTempDirectory(
                        "sluice-egress",
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rwx------")));
        Path path = folder.resolve("link");
        ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        Process process = null;
        try {
            listener.bind(UnixDomainSocketAddress.of(path));
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
            Files.createDirectories(line.libraryCache());
            process = launch(line, path, folder.resolve("crash.log"), redaction);
            return new WorkerProcess(folder, listener, process, accept(listener, process));
        } catch (IOException e) {
            if (process != null) {
                process.destroyForcibly();
            }
            listener.close();
            delete(folder);
            throw e;
        }
    }

    private static Process launch(
            WorkerCommandLine line, Path socket, Path crashLog, UnaryOperator<String> redaction)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(line.arguments(socket, crashLog));
        builder.environment().keySet().retainAll(ENVIRONMENT);
        // glibc's: what one thread frees, all others use. Each would keep some megabytes else.
        builder.environment().put("MALLOC_ARENA_MAX", "1");
        builder.redirectErrorStream(true);
        Process process = builder.start();
        Thread _ =
                Thread.ofVirtual().name("egress-worker-log").start(() -> log(process, redaction));
        return process;
    }

    /// What a worker and its libraries write; cut, as a crash can be long.
    private static void log(Process process, UnaryOperator<String> redaction) {
        try (BufferedReader reader = process.inputReader()) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                String clean = redaction.apply(line); // before it is cut, or half a secret stays
                String cut =
                        clean.length() > LOG_CHARACTERS
                                ? clean.substring(0, LOG_CHARACTERS)
                                : clean;
                LOG.info("egress worker pid={} says: {}", process.pid(), cut);
            }
        } catch (IOException | UncheckedIOException _) {
            // It ended.
        }
    }

    /// The worker's connection; not when it ends first, or never connects.
    private static SocketChannel accept(ServerSocketChannel listener, Process process)
            throws IOException {
        listener.configureBlocking(false);
        long deadline = System.nanoTime() + CONNECT_LIMIT.toNanos();
        try (var selector = java.nio.channels.Selector.open()) {
            listener.register(selector, java.nio.channels.SelectionKey.OP_ACCEPT);
            while (System.nanoTime() < deadline && process.isAlive()) {
                selector.select(100);
                SocketChannel socket = listener.accept();
                if (socket != null) {
                    socket.configureBlocking(true);
                    return socket;
                }
            }
        }
        throw new IOException(
                process.isAlive() ? "the worker did not connect" : "the worker ended at once");
    }

    SocketChannel socket() {
        return socket;
    }

    long pid() {
        return process.pid();
    }

    /// Waits for the end of the process, then tells its exit code.
    int awaitEnd() throws InterruptedException {
        return process.waitFor();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /// Ends the process at once, as it does not answer any more.
    void kill() {
        process.destroyForcibly();
    }

    @Override
    public void close() {
        try {
            socket.close();
            listener.close();
            process.getOutputStream().close();
        } catch (IOException _) {
            // Closed is closed.
        }
        try {
            if (!process.waitFor(KILL_WAIT_SECONDS, TimeUnit.SECONDS)) {
                boolean _ = process.destroyForcibly().waitFor(KILL_WAIT_SECONDS, TimeUnit.SECONDS);
            }
        } catch (InterruptedException _) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        delete(folder);
    }

    private static void delete(Path folder) {
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            LOG.warn("egress folder={} stays behind: {}", folder, e.getMessage());
        }
    }
}
