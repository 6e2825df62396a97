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
import java.util.Comparator;
import java.util.List;

/// Finds the setting in which a server forwards a packet cheapest, by a short trial of each with
/// the very load it will be measured with.
final class BestSetting {
    private static final Duration WARM_UP = Duration.ofSeconds(2);
    private static final Duration TIME = Duration.ofSeconds(3);

    private final Generator generator;
    private final Site site;

    BestSetting(Generator generator, Site site) {
        this.generator = generator;
        this.site = site;
    }

    /// How a setting did.
    ///
    /// @param valid whether nearly all packets arrived
    record Trial(String setting, double cpuNanosPerPacket, double lossRatio, boolean valid) {}

    /// The trials, the best first; none when there is nothing to choose.
    List<Trial> find(ServerKind kind, List<JoinRequest> participants, int sampleEvery)
            throws IOException, InterruptedException {
        List<Trial> trials = new ArrayList<>();
        List<String> settings = kind.settings();
        for (String setting : settings.size() < 2 ? List.<String>of() : settings) {
            try (ServerUnderTest server = kind.start(setting, site);
                    Load load = new Load(generator, server, sampleEvery, false)) {
                load.join(participants);
                load.warmUp(WARM_UP);
                Measurement measured = load.measure(TIME);
                if (!measured.valid()) {
                    measured = load.measure(TIME); // a neighbour may have been loud
                }
                trials.add(trial(setting, measured));
            }
        }
        trials.sort(best());
        return trials;
    }

    private static Trial trial(String setting, Measurement measured) {
        return new Trial(
                setting, measured.cpuNanosPerPacket(), measured.lossRatio(), measured.valid());
    }

    /// A server that loses packets saves work: whoever delivers comes first.
    static Comparator<Trial> best() {
        return Comparator.comparing((Trial trial) -> !trial.valid)
                .thenComparingDouble(Trial::cpuNanosPerPacket);
    }
}
