package io.sluice.egress.srt;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.ffmpeg;
import org.bytedeco.ffmpeg.ffprobe;
import org.bytedeco.javacpp.Loader;

/// An SRT listener of a process of its own: the ffmpeg program that comes with the library, which
/// writes what it gets into a file.
final class SrtListener implements AutoCloseable {
    private static final String FFMPEG = Loader.load(ffmpeg.class);
    private static final String FFPROBE = Loader.load(ffprobe.class);

    private final Path directory;
    private final int port;
    private final String options;
    private final List<Path> files = new ArrayList<>();
    private Process process;

    /// @param options behind the question mark, e.g. `&passphrase=…`
    SrtListener(Path directory, String options) throws IOException {
        this.directory = directory;
        this.options = options;
        try (DatagramSocket free = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        process = start();
    }

    private Process start() throws IOException {
        Path file = directory.resolve("received-" + files.size() + ".ts");
        files.add(file);
        String url = "srt://127.0.0.1:" + port + "?mode=listener" + options;
        return run("-i", url, "-c", "copy", "-flush_packets", "1", file.toString());
    }

    private Process run(String... arguments) throws IOException {
        List<String> line = new ArrayList<>(List.of(FFMPEG, "-v", "error", "-nostdin"));
        line.addAll(List.of(arguments));
        return new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
    }

    int port() {
        return port;
    }

    /// Bytes of the latest file.
    long received() throws IOException {
        Path file = files.getLast();
        return Files.exists(file) ? Files.size(file) : 0;
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    void startAgain() throws IOException {
        process = start();
    }

    /// What is wrong with the latest file, by decoding it all; "" for nothing.
    String problems() throws IOException, InterruptedException {
        // With the file's own times: in whole pictures a second two of a looped program are the
        // same.
        String file = files.getLast().toString();
        run("-xerror", "-i", file, "-enc_time_base", "demux", "-f", "null", "-").waitFor();
        return Files.readString(directory.resolve("log"));
    }

    /// What ffprobe says of the latest file, a field a line.
    String probe(String... entries) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of(FFPROBE, "-v", "error"));
        line.addAll(List.of(entries));
        line.addAll(List.of("-of", "default=nk=1:nw=1", files.getLast().toString()));
        Process probe = new ProcessBuilder(line).start();
        try (var out = probe.getInputStream()) {
            return new String(out.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /// Waits until it has written what it got.
    void awaitEnd() throws InterruptedException {
        process.waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
