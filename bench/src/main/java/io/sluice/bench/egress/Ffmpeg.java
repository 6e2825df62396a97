package io.sluice.bench.egress;

import io.sluice.egress.supervise.WorkerCommandLine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.Loader;

/// The program of that name: the system's, or the one that comes with a worker's libraries.
public final class Ffmpeg {
    private static final List<String> QUIETLY = List.of("-v", "error", "-nostdin");

    private final List<String> program;

    private Ffmpeg(List<String> program) {
        this.program = program;
    }

    static Ffmpeg ofTheSystem() {
        return new Ffmpeg(List.of("ffmpeg"));
    }

    /// Newer than that of a distribution, and built by others.
    static Ffmpeg ofWorkers(WorkerCommandLine line) {
        WorkerCommandLine own = line.withClasses(System.getProperty("java.class.path", ""));
        return new Ffmpeg(own.arguments(Ffmpeg.class.getName(), List.of()));
    }

    /// A process with a worker's libraries, which becomes the program among them.
    public static void main(String[] arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Loader.load(org.bytedeco.ffmpeg.ffmpeg.class));
        command.addAll(List.of(arguments));
        System.exit(new ProcessBuilder(command).inheritIO().start().waitFor());
    }

    /// Runs it; returns what it writes to its standard output.
    byte[] run(List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(program);
        command.addAll(QUIETLY);
        command.addAll(arguments);
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        byte[] written = process.getInputStream().readAllBytes();
        int code = process.waitFor();
        if (code != 0) {
            throw new IOException("ffmpeg ended with " + code + ": " + String.join(" ", command));
        }
        return written;
    }
}
