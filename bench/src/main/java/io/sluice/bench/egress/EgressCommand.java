package io.sluice.bench.egress;

import io.sluice.egress.supervise.WorkerCommandLine;
import io.sluice.server.live.WorkerFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `egress`: what programs cost, one after the other.
@Command(
        name = "egress",
        description = "What a program costs: processor, memory and delay of its worker.",
        mixinStandardHelpOptions = true)
public final class EgressCommand implements Callable<Integer> {
    private static final Path FOLDER = Path.of("bench", "target", "egress");

    private static final Path CLIPS = FOLDER.resolve("clips");

    /// Where `tools/bench.sh` puts what `--gpl` asks for.
    private static final Path GPL = FOLDER.resolve("gpl");

    @Option(
            names = "--scenario",
            split = ",",
            paramLabel = "NAME",
            description =
                    "grid, full-hd, still, passthrough or audio; with --gpl also grid-x264,"
                            + " full-hd-x264 and grid-hevc (all).")
    private List<String> wanted = new ArrayList<>();

    @Option(
            names = "--seconds",
            paramLabel = "N",
            description = "Output that is measured of each (60).")
    private int seconds = 60;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            description = "Seconds of output before that (5).")
    private int warmUp = 5;

    @Option(
            names = "--gpl",
            description =
                    "Also measure x264 and x265, with a GPL build of the libraries from Maven.")
    private boolean gpl;

    @Option(names = "--json", paramLabel = "FILE", description = "Where the result goes as JSON.")
    private @Nullable Path json;

    @Option(
            names = "--worker-option",
            paramLabel = "OPTION",
            description = "For the worker's virtual machine, e.g. to profile it; may be repeated.")
    private List<String> options = new ArrayList<>();

    @Override
    public Integer call() throws IOException, InterruptedException {
        EgressReport report = new EgressReport();
        for (Scenario scenario : scenarios()) {
            System.err.println("Measuring " + scenario.label() + " …");
            try {
                report.add(measure(scenario));
            } catch (IOException e) {
                report.failed(scenario, String.valueOf(e.getMessage()));
            }
        }
        report.print(System.out);
        if (json != null) {
            report.write(json);
        }
        return report.complete() ? 0 : 1;
    }

    /// Live first, as that makes the clips that are missing.
    private Result measure(Scenario scenario) throws IOException, InterruptedException {
        WorkerCommandLine line = line(scenario);
        Duration before = Duration.ofSeconds(warmUp);
        Duration length = Duration.ofSeconds(seconds);
        Result live = new EgressRun(scenario, line, new ClipMaker(CLIPS), before, length).run();
        if (scenario.offlineTarget() == 0) {
            return live;
        }
        return live.withOffline(new OfflineRun(scenario, line, CLIPS, before, length).run());
    }

    private List<Scenario> scenarios() throws IOException {
        if (wanted.isEmpty()) {
            return Arrays.stream(Scenario.values())
                    .filter(scenario -> gpl || !scenario.needsGpl())
                    .toList();
        }
        List<Scenario> found = new ArrayList<>();
        for (String name : wanted) {
            found.add(scenario(name));
        }
        return found;
    }

    private Scenario scenario(String name) throws IOException {
        for (Scenario scenario : Scenario.values()) {
            if (scenario.label().equals(name) && (gpl || !scenario.needsGpl())) {
                return scenario;
            }
        }
        throw new IOException(
                "there is no scenario '" + name + "'" + (gpl ? "" : " without --gpl"));
    }

    /// As a server that has run before starts a worker: libraries unpacked, classes archived.
    private WorkerCommandLine line(Scenario scenario) throws IOException {
        boolean own = scenario.needsGpl();
        Path cache = FOLDER.resolve(own ? "cache-gpl" : "cache").toAbsolutePath();
        WorkerFiles files = WorkerFiles.find("", own ? GPL.toString() : "", cache);
        if (!files.warmUp()) {
            throw new IOException("no worker runs here: " + files.words());
        }
        return files.commandLine().orElseThrow().with(options);
    }
}
