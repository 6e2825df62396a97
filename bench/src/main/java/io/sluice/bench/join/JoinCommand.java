package io.sluice.bench.join;

import io.sluice.bench.load.Arrivals;
import io.sluice.bench.load.Generator;
import io.sluice.bench.server.JoinRequest;
import io.sluice.bench.server.Site;
import io.sluice.bench.sluice.SluiceKind;
import io.sluice.bench.sluice.SluiceServer;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `join`: lets people into one server until it is full of them.
@Command(
        name = "join",
        description = "What it costs to let people in, and to keep them.",
        mixinStandardHelpOptions = true)
public final class JoinCommand implements Callable<Integer> {
    /// Joins that only warm the server up.
    private static final int WARM_UP = 300;

    @Option(
            names = "--idle",
            split = ",",
            paramLabel = "N",
            description =
                    "Participants after whose arrival memory is measured, over 300 (1000,10000).")
    private List<Integer> idle = new ArrayList<>(List.of(1_000, 10_000));

    @Option(
            names = "--viewers",
            paramLabel = "N",
            description = "Joins whose time to the first packet is measured (200).")
    private int viewers = 200;

    @Option(
            names = "--turnover",
            paramLabel = "N",
            description =
                    "Joins of people who leave again, after as many that warm up (6000; 0: none).")
    private int turnover = 6_000;

    @Option(names = "--no-memory", description = "Leaves out memory: it is waited for for minutes.")
    private boolean withoutMemory;

    @Option(names = "--json", paramLabel = "FILE", description = "Where the result goes as JSON.")
    private @Nullable Path json;

    @Option(
            names = "--server-core",
            paramLabel = "N",
            description = "The processor of the server (0).")
    private int serverCore;

    @Option(
            names = "--media-address",
            paramLabel = "ADDRESS",
            description = "Where media is received (127.0.0.1).")
    private String mediaAddress = "127.0.0.1";

    @Override
    public Integer call() throws IOException, InterruptedException {
        JoinReport report = new JoinReport();
        if (turnover > 0) {
            turnOver(report);
        }
        fill(report);
        report.print(System.out);
        if (json != null) {
            report.write(json);
        }
        return 0;
    }

    private SluiceServer server() throws IOException, InterruptedException {
        Site site = new Site(serverCore, InetAddress.ofLiteral(mediaAddress));
        SluiceKind kind = SluiceKind.adapting();
        return kind.start(kind.settings().getFirst(), site);
    }

    /// Meetings come and end: what the server does, it does for those who join and leave.
    private void turnOver(JoinReport report) throws IOException, InterruptedException {
        try (Generator generator = Generator.start();
                SluiceServer server = server();
                Arrivals arrivals = new Arrivals(generator, server);
                Entrances entrances = new Entrances(server, arrivals)) {
            JoinReport.Rate _ = entrances.turnOver(0, turnover);
            report.turnover(entrances.turnOver(turnover, 2 * turnover));
        }
    }

    /// People come and stay.
    private void fill(JoinReport report) throws IOException, InterruptedException {
        try (Generator generator = Generator.start();
                SluiceServer server = server();
                Arrivals arrivals = new Arrivals(generator, server);
                Entrances entrances = new Entrances(server, arrivals)) {
            report.version(server.version());
            long before = arrivals.serverRssBytes();
            JoinReport.Rate _ = entrances.fill(0, WARM_UP);
            report.firstMedia(watch(arrivals));
            int from = WARM_UP;
            for (int participants : idle.stream().filter(n -> n > WARM_UP).sorted().toList()) {
                report.add(entrances.fill(from, participants));
                from = participants;
                if (!withoutMemory) {
                    long rss = arrivals.settledRssBytes();
                    report.add(new JoinReport.Idle(from, rss, before));
                }
            }
        }
    }

    /// Somebody speaks and is seen; others come to watch, one after the other.
    private Histogram watch(Arrivals arrivals) throws IOException, InterruptedException {
        Histogram nanos = new Histogram(3);
        arrivals.publish(new JoinRequest("stage", "speaker", true, true, 0, 0));
        for (int i = 0; i < viewers; i++) {
            nanos.recordValue(
                    arrivals.joinAndWatch(
                            new JoinRequest("stage", "viewer-" + i, false, false, 1, 1)));
        }
        arrivals.fallSilent();
        return nanos;
    }
}
