package io.sluice.bench.forward;

import io.sluice.bench.load.Generator;
import io.sluice.bench.peer.JanusKind;
import io.sluice.bench.server.ServerKind;
import io.sluice.bench.server.Site;
import io.sluice.bench.sluice.SluiceKind;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `forward`: lets scenarios run on this server, and beside it on a peer, in turns.
@Command(
        name = "forward",
        description = "What it costs to forward a packet.",
        mixinStandardHelpOptions = true)
public final class ForwardCommand implements Callable<Integer> {
    @Option(
            names = "--scenario",
            paramLabel = "NAME",
            description = "meeting, lecture, audio, rooms, spread or saturate; all by default.")
    private List<String> scenarios = new ArrayList<>();

    @Option(names = "--seconds", paramLabel = "N", description = "Measured per round (4).")
    private int seconds = 4;

    @Option(names = "--rounds", paramLabel = "N", description = "Rounds of each scenario (3).")
    private int rounds = 3;

    @Option(names = "--warm-up", paramLabel = "N", description = "Seconds before that (15).")
    private int warmUp = 15;

    @Option(
            names = "--peer",
            paramLabel = "NAME",
            description =
                    "Another server, in turns: janus, or adapt: this one with media.adapt, both with"
                            + " cameras in simulcast.")
    private @Nullable String peer;

    @Option(
            names = "--before",
            paramLabel = "JAR",
            description = "Another build of this server, in turns: what a change has brought.")
    private @Nullable Path before;

    @Option(names = "--json", paramLabel = "FILE", description = "Where the result goes as JSON.")
    private @Nullable Path json;

    @Option(
            names = "--server-core",
            paramLabel = "N",
            description = "The processor of the server under test (0).")
    private int serverCore;

    @Option(
            names = "--media-address",
            paramLabel = "ADDRESS",
            description = "Where media is received (127.0.0.1).")
    private String mediaAddress = "127.0.0.1";

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<ServerKind> kinds = kinds();
        Report report = new Report(System.err);
        try (Generator generator = Generator.start()) {
            Site site = new Site(serverCore, InetAddress.ofLiteral(mediaAddress));
            Contest contest = new Contest(generator, site, kinds, report);
            Duration time = Duration.ofSeconds(seconds);
            Duration warming = Duration.ofSeconds(warmUp);
            Contest.Times times = new Contest.Times(rounds, time, warming);
            for (Scenario scenario : Scenario.values()) {
                if (wants(scenario.name())) {
                    contest.run(scenario, times);
                }
            }
            if (wants(Contest.SPREAD)) {
                contest.spread(times);
            }
            if (wants(Contest.SATURATE)) {
                contest.saturate(time, warming);
            }
        }
        report.print(System.out);
        if (json != null) {
            report.write(json);
        }
        return report.valid() ? 0 : 1;
    }

    private boolean wants(String scenario) {
        return scenarios.isEmpty()
                || scenarios.stream().anyMatch(wanted -> wanted.equalsIgnoreCase(scenario));
    }

    private List<ServerKind> kinds() throws IOException {
        List<ServerKind> kinds = new ArrayList<>(List.of(SluiceKind.plain()));
        if (before != null) {
            kinds.add(SluiceKind.before(before));
        }
        if (peer != null) {
            kinds.add(peer(peer));
        }
        return kinds;
    }

    private static ServerKind peer(String name) throws IOException {
        List<ServerKind> known = List.of(new JanusKind(), SluiceKind.adapting());
        for (ServerKind kind : known) {
            if (kind.name().equals(name)) {
                return kind;
            }
        }
        String names = String.join(", ", known.stream().map(ServerKind::name).toList());
        throw new IOException("there is no peer '" + name + "'; known: " + names);
    }
}
