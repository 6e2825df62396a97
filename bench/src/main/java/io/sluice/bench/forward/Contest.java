package io.sluice.bench.forward;

import io.sluice.bench.load.Generator;
import io.sluice.bench.load.Load;
import io.sluice.bench.load.Measurement;
import io.sluice.bench.server.JoinRequest;
import io.sluice.bench.server.ServerKind;
import io.sluice.bench.server.ServerUnderTest;
import io.sluice.bench.server.Site;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Lets servers run the same scenarios on the same processor, in turns.
final class Contest {
    static final String SATURATE = "saturate";

    private final Generator generator;
    private final Site site;
    private final List<ServerKind> kinds;
    private final Report report;

    /// @param kinds who is measured, ours first
    Contest(Generator generator, Site site, List<ServerKind> kinds, Report report) {
        this.generator = generator;
        this.site = site;
        this.kinds = kinds;
        this.report = report;
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

    /// All servers stand all the time; the rounds alternate.
    void run(Scenario scenario, int rounds, Duration time, Duration warmUp)
            throws IOException, InterruptedException {
        String name = scenario.name().toLowerCase(Locale.ROOT);
        List<String> settings = new ArrayList<>();
        for (ServerKind kind : kinds) {
            settings.add(setting(name, kind, scenario.participants(), scenario.sampleEvery()));
        }
        List<Contender> contenders = new ArrayList<>();
        try (BareLoop bare = new BareLoop(scenario, site)) {
            for (int i = 0; i < kinds.size(); i++) {
                contenders.add(start(kinds.get(i), settings.get(i), scenario.sampleEvery()));
                Load load = contenders.getLast().load;
                load.join(scenario.participants());
                load.warmUp(warmUp);
                load.rest(true);
            }
            for (int round = 0; round < rounds; round++) {
                for (Contender contender : contenders) {
                    contender.load.rest(false);
                    contender.load.settle();
                    Measurement measured = contender.load.measure(time);
                    contender.load.rest(true);
                    report.add(name, contender.server, measured);
                }
                report.addBare(name, bare.measure(time));
            }
        } finally {
            for (Contender contender : contenders) {
                contender.close();
            }
        }
    }

    private Contender start(ServerKind kind, String setting, int sampleEvery)
            throws IOException, InterruptedException {
        ServerUnderTest server = kind.start(setting, site);
        try {
            return new Contender(server, new Load(generator, server, sampleEvery));
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
                    Load load = new Load(generator, server, Saturation.SAMPLE_EVERY)) {
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
