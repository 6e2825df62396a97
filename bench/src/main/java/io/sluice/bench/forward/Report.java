package io.sluice.bench.forward;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.bench.load.Measurement;
import io.sluice.bench.server.ServerUnderTest;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// The result of a run, for people and as JSON. Figures are medians of the rounds.
final class Report {
    private static final String OURS = "sluice";
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final PrintStream progress;
    private final Map<String, Result> results = new LinkedHashMap<>();

    /// What was measured in one scenario.
    private static final class Result {
        final Map<String, List<Measurement>> rounds = new LinkedHashMap<>();
        final Map<String, Integer> viewers = new LinkedHashMap<>();
        final Map<String, String> versions = new LinkedHashMap<>();
        final Map<String, List<BestSetting.Trial>> trials = new LinkedHashMap<>();
        final List<Double> bare = new ArrayList<>();
    }

    /// @param progress is told each figure as soon as it is there
    Report(PrintStream progress) {
        this.progress = progress;
    }

    private Result result(String scenario) {
        return results.computeIfAbsent(scenario, _ -> new Result());
    }

    void add(String scenario, ServerUnderTest server, Measurement measured) {
        Result result = result(scenario);
        result.versions.put(server.name(), server.version() + "; " + measured.srtp());
        result.rounds.computeIfAbsent(server.name(), _ -> new ArrayList<>()).add(measured);
        progress.println(line(scenario, server.name(), List.of(measured)));
    }

    void add(String scenario, ServerUnderTest server, Saturation.Result saturation) {
        result(scenario).viewers.put(server.name(), saturation.viewers());
        add(scenario, server, saturation.carried());
    }

    /// @param trials of the settings of a server before it was measured, the best first
    void addTrials(String scenario, String server, List<BestSetting.Trial> trials) {
        result(scenario).trials.put(server, trials);
        trials.forEach(
                trial -> progress.println("%-9s %-7s %s".formatted(scenario, server, text(trial))));
    }

    private static String text(BestSetting.Trial trial) {
        return "%6.0f ns, %.4f %% lost: %s"
                .formatted(trial.cpuNanosPerPacket(), 100 * trial.lossRatio(), trial.setting());
    }

    void addBare(String scenario, double nanosPerPacket) {
        result(scenario).bare.add(nanosPerPacket);
    }

    /// Whether each figure stands on packets that arrived.
    boolean valid() {
        return results.values().stream()
                .flatMap(result -> result.rounds.values().stream())
                .allMatch(rounds -> rounds.stream().allMatch(Measurement::valid));
    }

    void print(PrintStream out) {
        results.values().stream()
                .flatMap(result -> result.versions.entrySet().stream())
                .map(version -> version.getKey() + ": " + version.getValue())
                .distinct()
                .forEach(out::println);
        out.println(
                "scenario  server  ns CPU/packet (min–max)   packets/s/core   delay µs p50/p99/p99.9"
                        + "    loss      B/packet  per message  server/generator CPU");
        results.forEach((scenario, result) -> {
            result.rounds.forEach((server, rounds) -> {
                out.println(line(scenario, server, rounds));
                List<BestSetting.Trial> trials = result.trials.getOrDefault(server, List.of());
                trials.forEach(trial -> out.println("          tried " + text(trial)));
                Integer viewers = result.viewers.get(server);
                if (viewers != null) {
                    out.println("          " + server + " carries " + viewers + " viewers");
                }
            });
            if (!result.bare.isEmpty()) {
                double bare = median(result.bare);
                out.println("%-9s bare    %8.0f ns".formatted(scenario, bare));
                OptionalDouble ours = nanos(result, OURS);
                ours.ifPresent(nanos ->
                        out.println("          ours / bare: %.2f".formatted(nanos / bare)));
            }
            ratio(result)
                    .ifPresent(ratio -> {
                        List<Double> each = ratioOfRounds(result);
                        out.println(
                                "          peer / ours: %.2f (%.2f–%.2f)"
                                        .formatted(
                                                ratio,
                                                Collections.min(each),
                                                Collections.max(each)));
                    });
        });
    }

    private static String line(String scenario, String server, List<Measurement> rounds) {
        double loss = median(rounds, Measurement::lossRatio);
        double generator = median(rounds, Measurement::generatorShare);
        boolean bottleneck = rounds.stream().anyMatch(Measurement::generatorBottleneck);
        boolean valid = rounds.stream().allMatch(Measurement::valid);
        int unequal = rounds.stream().mapToInt(Measurement::unequal).max().orElse(0);
        return "%-9s %-7s %6.0f (%.0f–%.0f)   %9.0f   %5.0f / %5.0f / %5.0f   %.4f %% %8s  %11s   %.2f / %.2f%s%s%s"
                .formatted(
                        scenario,
                        server,
                        median(rounds, Measurement::cpuNanosPerPacket),
                        rounds.stream().mapToDouble(Measurement::cpuNanosPerPacket).min().orElse(0),
                        rounds.stream().mapToDouble(Measurement::cpuNanosPerPacket).max().orElse(0),
                        1e9 / median(rounds, Measurement::cpuNanosPerPacket),
                        delay(rounds, 50),
                        delay(rounds, 99),
                        delay(rounds, 99.9),
                        100 * loss,
                        text(allocated(rounds)),
                        text(datagramsPerMessage(rounds)),
                        median(rounds, Measurement::cpuShare),
                        generator,
                        valid ? "" : "  NOT VALID: packets are missing or damaged",
                        unequal == 0 ? "" : "  (" + unequal + " receivers unequal)",
                        bottleneck ? "  the generator was the bottleneck" : "");
    }

    private static String text(OptionalDouble value) {
        return value.isPresent() ? "%.2f".formatted(value.getAsDouble()) : "-";
    }

    private static OptionalDouble nanos(Result result, @Nullable String server) {
        List<Measurement> rounds = server == null ? null : result.rounds.get(server);
        return rounds == null
                ? OptionalDouble.empty()
                : OptionalDouble.of(median(rounds, Measurement::cpuNanosPerPacket));
    }

    /// Of runs in turns, at the same load: servers that each had the most they carry, one after the
    /// other, have none.
    private static OptionalDouble ratio(Result result) {
        if (!result.viewers.isEmpty()) {
            return OptionalDouble.empty();
        }
        OptionalDouble ours = nanos(result, OURS);
        OptionalDouble theirs = nanos(result, peerOf(result));
        return ours.isPresent() && theirs.isPresent()
                ? OptionalDouble.of(theirs.getAsDouble() / ours.getAsDouble())
                : OptionalDouble.empty();
    }

    /// Of rounds that followed each other.
    private static List<Double> ratioOfRounds(Result result) {
        List<Measurement> ours = result.rounds.getOrDefault(OURS, List.of());
        String peer = peerOf(result);
        List<Measurement> theirs =
                peer == null ? List.of() : result.rounds.getOrDefault(peer, List.of());
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < Math.min(ours.size(), theirs.size()); i++) {
            ratios.add(theirs.get(i).cpuNanosPerPacket() / ours.get(i).cpuNanosPerPacket());
        }
        return ratios;
    }

    private static @Nullable String peerOf(Result result) {
        return peers(result).isEmpty() ? null : peers(result).getFirst();
    }

    private static List<String> peers(Result result) {
        return result.rounds.keySet().stream().filter(name -> !name.equals(OURS)).toList();
    }

    void write(Path file) throws IOException {
        JSON.writeValue(file.toFile(), json());
    }

    ObjectNode json() {
        ObjectNode root = JSON.createObjectNode();
        ArrayNode scenarios = root.putArray("scenarios");
        results.forEach((name, result) -> {
            ObjectNode node = scenarios.addObject().put("name", name);
            if (result.bare.isEmpty()) {
                node.putNull("bareLoopNanos");
            } else {
                node.put("bareLoopNanos", median(result.bare));
            }
            put(node, "sluice", result, OURS);
            put(node, "peer", result, peerOf(result));
            for (String further : peers(result).stream().skip(1).toList()) {
                put(node.withObjectProperty("furtherPeers"), further, result, further);
            }
            ratio(result)
                    .ifPresent(ratio -> {
                        node.put("cpuRatio", ratio);
                        ratioOfRounds(result).forEach(node.putArray("cpuRatioOfRounds")::add);
                    });
        });
        return root;
    }

    private static void put(ObjectNode to, String key, Result result, @Nullable String server) {
        List<Measurement> rounds = server == null ? null : result.rounds.get(server);
        if (server == null || rounds == null) {
            to.putNull(key);
            return;
        }
        double nanos = median(rounds, Measurement::cpuNanosPerPacket);
        ObjectNode node = to.putObject(key).put("server", server);
        node.put("version", result.versions.get(server));
        node.put("srtp", rounds.getFirst().srtp());
        node.put("cpuNanosPerPacket", nanos);
        node.put("packetsPerSecondPerCore", 1e9 / nanos);
        node.putObject("delayMicros")
                .put("p50", delay(rounds, 50))
                .put("p99", delay(rounds, 99))
                .put("p999", delay(rounds, 99.9));
        put(node, "allocatedBytesPerPacket", allocated(rounds));
        put(node, "datagramsPerMessage", datagramsPerMessage(rounds));
        put(
                node,
                "gcPauseMaxMillis",
                rounds.stream()
                        .map(Measurement::gcPauseMaxMillis)
                        .filter(OptionalDouble::isPresent)
                        .mapToDouble(OptionalDouble::getAsDouble)
                        .max());
        node.put("rssBytesPerParticipant", median(rounds, Measurement::rssBytesPerParticipant));
        node.put("lossRatio", median(rounds, Measurement::lossRatio));
        node.put(
                "worstReceiverLossRatio",
                rounds.stream().mapToDouble(Measurement::worstLossRatio).max().orElse(0));
        node.put(
                "unequalReceivers", rounds.stream().mapToInt(Measurement::unequal).max().orElse(0));
        node.put("valid", rounds.stream().allMatch(Measurement::valid));
        node.put("generatorCpuShare", median(rounds, Measurement::generatorShare));
        node.put(
                "generatorLateMillis",
                rounds.stream().mapToLong(Measurement::lateNanos).max().orElse(0) / 1e6);
        node.put("generatorBottleneck", rounds.stream().anyMatch(Measurement::generatorBottleneck));
        node.put("cpuShare", median(rounds, Measurement::cpuShare));
        node.put("packetsPerSecond", median(rounds, Measurement::packetsPerSecond));
        node.put("rounds", rounds.size());
        ArrayNode each = node.putArray("cpuNanosPerPacketOfRounds");
        rounds.forEach(round -> each.add(round.cpuNanosPerPacket()));
        for (BestSetting.Trial trial : result.trials.getOrDefault(server, List.of())) {
            node.withArray("settingsTried")
                    .addObject()
                    .put("setting", trial.setting())
                    .put("cpuNanosPerPacket", trial.cpuNanosPerPacket())
                    .put("lossRatio", trial.lossRatio());
        }
        Integer viewers = result.viewers.get(server);
        if (viewers != null) {
            node.put("viewers", viewers);
        }
    }

    private static void put(ObjectNode to, String key, OptionalDouble value) {
        if (value.isPresent()) {
            to.put(key, value.getAsDouble());
        } else {
            to.putNull(key);
        }
    }

    private static OptionalDouble allocated(List<Measurement> rounds) {
        return rounds.stream()
                .map(Measurement::allocatedBytesPerPacket)
                .flatMapToDouble(OptionalDouble::stream)
                .max();
    }

    private static OptionalDouble datagramsPerMessage(List<Measurement> rounds) {
        List<Double> figures =
                rounds.stream()
                        .map(Measurement::datagramsPerMessage)
                        .flatMapToDouble(OptionalDouble::stream)
                        .boxed()
                        .toList();
        return figures.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(median(figures));
    }

    private static double delay(List<Measurement> rounds, double percentile) {
        return median(rounds, round -> round.delays().getValueAtPercentile(percentile) / 1_000.0);
    }

    private static double median(List<Measurement> rounds, ToDoubleFunction<Measurement> figure) {
        return median(rounds.stream().mapToDouble(figure).boxed().toList());
    }

    static double median(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
