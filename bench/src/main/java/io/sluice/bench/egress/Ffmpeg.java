package io.sluice.bench.egress;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// The system's ffmpeg.
final class Ffmpeg {
    private static final List<String> COMMAND = List.of("ffmpeg", "-v", "error", "-nostdin");

    private Ffmpeg() {}

    /// Runs it; returns what it writes to its standard output.
    static byte[] run(List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(COMMAND);
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
