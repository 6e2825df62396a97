package io.sluice.bench.forward;

import io.sluice.bench.load.Generator;
import io.sluice.bench.load.Load;
import io.sluice.bench.load.Measurement;
import io.sluice.bench.server.JoinRequest;
import io.sluice.bench.server.ServerKind;
import io.sluice.bench.server.ServerUnderTest;
import io.sluice.bench.server.Site;
import io.sluice.bench.sluice.SluiceKind;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Lets servers run the same scenarios on the same processor, in turns.
final class Contest {
    static final String SATURATE = "saturate";
    static final String SPREAD = "spread";

    /// Of the warm-up, each with what a round does to a server at its end.
    private static final int WARM_UP_PARTS = 2;

    /// Too short to mean anything, long enough to run what measuring runs.
    private static final Duration REHEARSAL = Duration.ofMillis(300);

    /// Viewers of a room that is served by two loops; each of two rooms beside it has half of them.
    private static final int SPREAD_VIEWERS = 100;

    private final Generator generator;
    private final Site site;
    private final List<ServerKind> kinds;
    private final Report report;

    /// A server that sends by what it is told: receivers have to tell it when packets really came,
    /// and cameras come in simulcast for all alike, so that there is something to choose.
    private final boolean adapts;

    /// @param kinds who is measured, ours first
    Contest(Generator generator, Site site, List<ServerKind> kinds, Report report) {
        this.generator = generator;
        this.site = site;
        this.kinds = kinds;
        this.report = report;
        adapts = kinds.stream().anyMatch(ServerKind::adapts);
    }

    /// A server with its participants.
    private record Contender(ServerUnderTest server, Load load) {
        void close() throws IOException {
            try {
                load.close();
            } finally {
                server.close();
            }
        }
    }

    /// Who takes part, and with whom in it.
    private record Entry(ServerKind kind, String setting, List<JoinRequest> participants) {}

    /// How long things take.
    ///
    /// @param rounds in which each contender is measured once
    record Times(int rounds, Duration measured, Duration warmUp) {}

    /// All servers stand all the time, and warm up together, as their compilers take long; the
    /// rounds alternate.
    void run(Scenario scenario, Times times) throws IOException, InterruptedException {
        String name = scenario.name().toLowerCase(Locale.ROOT);
        List<JoinRequest> participants =
                adapts ? Scenario.inSimulcast(scenario.participants()) : scenario.participants();
        List<Entry> entries = new ArrayList<>();
        for (ServerKind kind : kinds) {
            String setting = setting(name, kind, participants, scenario.sampleEvery());
            entries.add(new Entry(kind, setting, participants));
        }
        if (adapts) {
            run(name, entries, scenario.sampleEvery(), times, () -> {});
            return; // the bare loop knows one encoding
        }
        try (BareLoop bare = new BareLoop(scenario, site)) {
            run(
                    name,
                    entries,
                    scenario.sampleEvery(),
                    times,
                    () -> report.addBare(name, bare.measure(times.measured)));
        }
    }

    /// One room that two loops share, beside two rooms with a loop each. All loops are on the one
    /// processor: what the relay between them costs shows, not how two processors would do.
    void spread(Times times) throws IOException, InterruptedException {
        List<Entry> entries =
                List.of(
                        entry(SluiceKind.spreading(), Scenario.lecture(SPREAD_VIEWERS)),
                        entry(SluiceKind.apart(), Scenario.lectures(2, SPREAD_VIEWERS / 2)));
        run(SPREAD, entries, Scenario.LECTURE.sampleEvery(), times, () -> {});
    }

    private static Entry entry(SluiceKind kind, List<JoinRequest> participants) {
        return new Entry(kind, kind.settings().getFirst(), participants);
    }

    /// Done at the end of each round.
    private interface Round {
        void end() throws IOException, InterruptedException;
    }

    private void run(String name, List<Entry> entries, int sampleEvery, Times times, Round roundEnd)
            throws IOException, InterruptedException {
        List<Contender> contenders = new ArrayList<>();
        try {
            for (Entry entry : entries) {
                contenders.add(start(entry.kind, entry.setting, sampleEvery));
                Load load = contenders.getLast().load;
                load.join(entry.participants);
                load.begin();
            }
            warmUp(contenders, times);
            for (int round = 0; round < times.rounds; round++) {
                for (Contender contender : contenders) {
                    contender.load.rest(false);
                    contender.load.settle();
                    Measurement measured = contender.load.measure(times.measured);
                    contender.load.rest(true);
                    report.add(name, contender.server, measured);
                }
                roundEnd.end();
            }
        } finally {
            for (Contender contender : contenders) {
                contender.close();
            }
        }
    }

    /// Lets everybody send, and now and then be silent and counted as in a round. In a round that
    /// is the first of its kind the compilers of a server, on its only processor, would still be at
    /// what follows silence and at answering with counters, not at forwarding.
    private static void warmUp(List<Contender> contenders, Times times)
            throws IOException, InterruptedException {
        for (int part = 0; part < WARM_UP_PARTS; part++) {
            rest(contenders, false);
            Thread.sleep(times.warmUp.dividedBy(WARM_UP_PARTS));
            for (Contender contender : contenders) {
                contender.load.measure(REHEARSAL);
            }
            rest(contenders, true);
            Thread.sleep(times.measured);
        }
    }

    private static void rest(List<Contender> contenders, boolean resting)
            throws IOException, InterruptedException {
        for (Contender contender : contenders) {
            contender.load.rest(resting);
        }
    }

    private Contender start(ServerKind kind, String setting, int sampleEvery)
            throws IOException, InterruptedException {
        ServerUnderTest server = kind.start(setting, site);
        try {
            return new Contender(server, new Load(generator, server, sampleEvery, adapts));
        } catch (IOException failure) {
            server.close();
            throw failure;
        }
    }

    /// More and more viewers of one lecture, until packets are lost: each server alone.
    void saturate(Duration time, Duration warmUp) throws IOException, InterruptedException {
        for (ServerKind kind : kinds) {
            List<JoinRequest> first = Scenario.lecture(Saturation.FIRST);
            String setting = setting(SATURATE, kind, first, Saturation.SAMPLE_EVERY);
            try (ServerUnderTest server = kind.start(setting, site);
                    Load load = new Load(generator, server, Saturation.SAMPLE_EVERY, adapts)) {
                LectureAudience audience = new LectureAudience(load, shorter(time), warmUp);
                report.add(SATURATE, server, new Saturation(audience).run());
            }
        }
    }

    private static Duration shorter(Duration time) {
        return time.compareTo(Saturation.MOST_TIME) < 0 ? time : Saturation.MOST_TIME;
    }

    private String setting(
            String scenario, ServerKind kind, List<JoinRequest> participants, int sampleEvery)
            throws IOException, InterruptedException {
        List<BestSetting.Trial> trials =
                new BestSetting(generator, site).find(kind, participants, sampleEvery);
        report.addTrials(scenario, kind.name(), trials);
        return trials.isEmpty() ? kind.settings().getFirst() : trials.getFirst().setting();
    }
}
