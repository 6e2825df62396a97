package io.sluice.bench.egress;

import io.sluice.egress.supervise.WorkerCommandLine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A program's engine in a process of its own, with the flags and libraries of a worker, fed as
/// fast as it goes: what is left of a worker's cost without its waiting and sending.
public final class OfflineRun {
    private static final String RESULT = "cpu seconds per minute ";
    private static final int SLOWER_THAN_LIVE = 3;

    private final Scenario scenario;
    private final WorkerCommandLine line;
    private final Path clips;
    private final Duration warmUp;
    private final Duration measured;

    /// @param clips the folder of them
    OfflineRun(
            Scenario scenario,
            WorkerCommandLine line,
            Path clips,
            Duration warmUp,
            Duration measured) {
        this.scenario = scenario;
        this.line = line;
        this.clips = clips;
        this.warmUp = warmUp;
        this.measured = measured;
    }

    /// Processor seconds of a minute of output, feeding included.
    double run() throws IOException, InterruptedException {
        List<String> command =
                line.withClasses(System.getProperty("java.class.path", ""))
                        .arguments(
                                OfflineRun.class.getName(),
                                List.of(
                                        scenario.name(),
                                        clips.toString(),
                                        String.valueOf(warmUp.toSeconds()),
                                        String.valueOf(measured.toSeconds())));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            process.getOutputStream().close();
            String said =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            long limit = SLOWER_THAN_LIVE * warmUp.plus(measured).toSeconds() + 60;
            if (!process.waitFor(limit, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException("offline: " + said.strip());
            }
            return parse(said);
        } finally {
            process.destroyForcibly();
        }
    }

    static double parse(String said) throws IOException {
        int at = said.lastIndexOf(RESULT);
        if (at < 0) {
            throw new IOException("offline: no figure: " + said.strip());
        }
        return Double.parseDouble(said.substring(at + RESULT.length()).strip());
    }

    /// The process itself.
    ///
    /// @param arguments the scenario, the folder of clips, seconds of warming up and measured ones
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Scenario scenario = Scenario.valueOf(arguments[0]);
        ClipMaker clips = new ClipMaker(Path.of(arguments[1]));
        Duration warmUp = Duration.ofSeconds(Long.parseLong(arguments[2]));
        Duration measured = Duration.ofSeconds(Long.parseLong(arguments[3]));
        OfflineProgram program = new OfflineProgram(scenario, clips);
        program.runUntil(warmUp);
        int before = program.pictures();
        Duration from = cpu();
        program.runUntil(warmUp.plus(measured));
        double seconds = cpu().minus(from).toNanos() / 1e9;
        int made = program.pictures() - before;
        long wanted = measured.toSeconds() * scenario.framesOut();
        program.close();
        if (Math.abs(made - wanted) > 1) {
            throw new IOException(made + " pictures instead of " + wanted);
        }
        System.out.println(RESULT + seconds / measured.toSeconds() * 60);
    }

    private static Duration cpu() throws IOException {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .orElseThrow(() -> new IOException("no processor time is told here"));
    }
}
