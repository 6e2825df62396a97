package io.sluice.bench.forward;

import io.sluice.bench.load.Generator;
import io.sluice.bench.load.Load;
import io.sluice.bench.load.Measurement;
import io.sluice.bench.server.ServerUnderTest;
import io.sluice.bench.sluice.SluiceServer;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
    private static final String SATURATE = "saturate";

    @Option(
            names = "--scenario",
            paramLabel = "NAME",
            description = "meeting, lecture, audio, rooms or saturate; all of them by default.")
    private List<String> scenarios = new ArrayList<>();

    @Option(names = "--seconds", paramLabel = "N", description = "Measured per round (8).")
    private int seconds = 8;

    @Option(names = "--rounds", paramLabel = "N", description = "Rounds of each scenario (3).")
    private int rounds = 3;

    @Option(names = "--warm-up", paramLabel = "N", description = "Seconds before that (6).")
    private int warmUp = 6;

    @Option(names = "--peer", paramLabel = "NAME", description = "Another server, in turns: janus.")
    private @Nullable String peer;

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
        Report report = new Report();
        try (Generator generator = Generator.start()) {
            for (Scenario scenario : Scenario.values()) {
                if (wants(scenario.name())) {
                    run(scenario, generator, report);
                }
            }
            if (wants(SATURATE)) {
                saturate(generator, report);
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

    private ServerUnderTest server(String name) throws IOException, InterruptedException {
        InetAddress media = InetAddress.ofLiteral(mediaAddress);
        return switch (name) {
            case "sluice" -> new SluiceServer(String.valueOf(serverCore), 1, media);
            default -> throw new IOException("there is no peer '" + name + "'; known: janus");
        };
    }

    private List<String> servers() {
        return peer == null ? List.of("sluice") : List.of("sluice", peer);
    }

    /// Both servers stand all the time; the rounds alternate.
    private void run(Scenario scenario, Generator generator, Report report)
            throws IOException, InterruptedException {
        String name = scenario.name().toLowerCase(Locale.ROOT);
        List<ServerUnderTest> running = new ArrayList<>();
        List<Load> loads = new ArrayList<>();
        try (BareLoop bare = new BareLoop(scenario, serverCore, mediaAddress)) {
            for (String server : servers()) {
                running.add(server(server));
                loads.add(new Load(generator, running.getLast(), scenario.sampleEvery()));
                loads.getLast().join(scenario.participants());
                loads.getLast().warmUp(Duration.ofSeconds(warmUp));
                loads.getLast().rest(true);
            }
            for (int round = 0; round < rounds; round++) {
                for (int i = 0; i < loads.size(); i++) {
                    loads.get(i).rest(false);
                    loads.get(i).settle();
                    Measurement measured = loads.get(i).measure(Duration.ofSeconds(seconds));
                    loads.get(i).rest(true);
                    report.add(name, running.get(i), measured);
                }
                report.addBare(name, bare.measure(Duration.ofSeconds(seconds)));
            }
        } finally {
            for (Load load : loads) {
                load.close();
            }
            running.forEach(ServerUnderTest::close);
        }
    }

    /// More and more viewers of one lecture, until packets are lost.
    private void saturate(Generator generator, Report report)
            throws IOException, InterruptedException {
        for (String name : servers()) {
            try (ServerUnderTest server = server(name);
                    Load load = new Load(generator, server, Saturation.SAMPLE_EVERY)) {
                Saturation.Result result =
                        new Saturation(load, Duration.ofSeconds(Math.min(seconds, 4)))
                                .run(Duration.ofSeconds(warmUp));
                report.add(SATURATE, server, result);
            }
        }
    }
}
