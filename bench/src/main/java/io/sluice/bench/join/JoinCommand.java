package io.sluice.bench.join;

import io.sluice.bench.load.Arrivals;
import io.sluice.bench.load.Generator;
import io.sluice.bench.server.JoinRequest;
import io.sluice.bench.server.ServerUnderTest;
import io.sluice.bench.server.Site;
import io.sluice.bench.sluice.SluiceKind;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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
    /// Meetings of ten, each of whom could show all others.
    private static final int ROOM = 10;

    /// Enough to keep the server busy while each waits for the network's answers.
    private static final int DOORS = 8;

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
        Site site = new Site(serverCore, InetAddress.ofLiteral(mediaAddress));
        SluiceKind kind = SluiceKind.adapting();
        try (Generator generator = Generator.start();
                ServerUnderTest server = kind.start(kind.settings().getFirst(), site);
                Arrivals arrivals = new Arrivals(generator, server)) {
            JoinReport report = new JoinReport(server.version());
            long before = arrivals.serverRssBytes();
            fill(arrivals, 0, WARM_UP);
            report.firstMedia(watch(arrivals));
            int from = WARM_UP;
            for (int participants : idle.stream().filter(n -> n > WARM_UP).sorted().toList()) {
                report.add(fill(arrivals, from, participants));
                from = participants;
                if (!withoutMemory) {
                    long rss = arrivals.settledRssBytes();
                    report.add(new JoinReport.Idle(from, rss, before));
                }
            }
            report.print(System.out);
            if (json != null) {
                report.write(json);
            }
        }
        return 0;
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

    /// Lets those with these numbers in, several at a time.
    private static JoinReport.Rate fill(Arrivals arrivals, int from, int until)
            throws IOException, InterruptedException {
        long begin = System.nanoTime();
        long cpuBefore = arrivals.serverNanos();
        try (ExecutorService doors = Executors.newFixedThreadPool(DOORS)) {
            List<Future<?>> joined = new ArrayList<>();
            for (int i = from; i < until; i++) {
                JoinRequest request = member(i);
                joined.add(
                        doors.submit(() -> {
                            arrivals.join(request);
                            return null;
                        }));
            }
            for (Future<?> each : joined) {
                each.get();
            }
        } catch (ExecutionException e) {
            throw new IOException("somebody could not join", e.getCause());
        }
        return new JoinReport.Rate(
                until - from,
                (System.nanoTime() - begin) / 1e9,
                arrivals.serverNanos() - cpuBefore);
    }

    private static JoinRequest member(int number) {
        String room = "room-" + number / ROOM;
        return new JoinRequest(room, "p-" + number % ROOM, true, true, ROOM - 1, ROOM - 1);
    }
}
