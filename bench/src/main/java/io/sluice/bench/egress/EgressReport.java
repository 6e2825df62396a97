package io.sluice.bench.egress;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What programs cost, as a table for people and as JSON.
final class EgressReport {
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /// What every program has to keep to.
    static final double RESIDENT_TARGET = 160e6;

    static final double DELAY_TARGET_MILLIS = 250;
    static final double FIRST_BYTE_TARGET_MILLIS = 1_000;

    private static final double PERCENT = 95;

    private static final String HEAD =
            """
            | scenario | CPU-s per minute | goal | offline | goal | RSS | fps | RTP in to RTMP out p50 / p95 | first byte / picture | CPU-s before |
            |---|---|---|---|---|---|---|---|---|---|\
            """;

    private final List<Result> results = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();

    void add(Result result) {
        results.add(result);
    }

    /// A run that gave no figure.
    void failed(Scenario scenario, String why) {
        failures.add(scenario.label() + ": no figure: " + why);
    }

    boolean complete() {
        return failures.isEmpty();
    }

    void print(PrintStream out) {
        out.println(machine());
        out.println(HEAD);
        results.forEach(result -> out.println(row(result)));
        failures.forEach(out::println);
    }

    private static String row(Result result) {
        String delay = "-";
        if (!result.delays().isEmpty()) {
            delay =
                    "%.0f / %.0f ms"
                            .formatted(
                                    Delays.percentile(result.delays(), 50),
                                    Delays.percentile(result.delays(), PERCENT));
        }
        String rate =
                result.scenario().soundAlone() ? "-" : "%.2f".formatted(result.framesPerSecond());
        String offline = "- | -";
        if (result.offlineCpuSeconds() > 0) {
            offline =
                    "%.1f | %.0f"
                            .formatted(
                                    result.offlineCpuSeconds(), result.scenario().offlineTarget());
        }
        return "| `%s` (%s) | %.1f | %.0f | %s | %.0f MB | %s | %s | %.0f / %.0f ms | %.1f |"
                .formatted(
                        result.scenario().label(),
                        result.scenario().title(),
                        result.cpuSecondsPerMinute(),
                        result.scenario().targetCpuSeconds(),
                        offline,
                        result.residentBytes() / 1e6,
                        rate,
                        delay,
                        result.firstByteMillis(),
                        result.firstPictureMillis(),
                        result.startCpuSeconds());
    }

    /// Processor and Java, as figures mean nothing without.
    private static String machine() {
        return "%s, %d processors, %s %s, Java %s"
                .formatted(
                        processor(),
                        Runtime.getRuntime().availableProcessors(),
                        System.getProperty("os.name", ""),
                        System.getProperty("os.version", ""),
                        System.getProperty("java.vm.version", ""));
    }

    private static String processor() {
        try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("?");
        } catch (IOException _) {
            return System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        }
    }

    ObjectNode json() {
        ObjectNode root = JSON.createObjectNode().put("machine", machine());
        ArrayNode all = root.putArray("programs");
        for (Result result : results) {
            ObjectNode one =
                    all.addObject()
                            .put("scenario", result.scenario().label())
                            .put("seconds", result.seconds())
                            .put("cpuSecondsPerMinute", result.cpuSecondsPerMinute())
                            .put("cpuSecondsTarget", result.scenario().targetCpuSeconds())
                            .put("startCpuSeconds", result.startCpuSeconds())
                            .put("residentBytes", result.residentBytes())
                            .put("pictures", result.pictures())
                            .put("framesPerSecond", result.framesPerSecond())
                            .put("firstByteMillis", result.firstByteMillis())
                            .put("firstPictureMillis", result.firstPictureMillis())
                            .put("lateMillis", result.lateMillis());
            if (result.offlineCpuSeconds() > 0) {
                one.put("offlineCpuSecondsPerMinute", result.offlineCpuSeconds())
                        .put("offlineCpuSecondsTarget", result.scenario().offlineTarget());
            }
            if (!result.delays().isEmpty()) {
                one.putObject("delayMillis")
                        .put("count", result.delays().size())
                        .put("p50", Delays.percentile(result.delays(), 50))
                        .put("p95", Delays.percentile(result.delays(), PERCENT))
                        .put("max", result.delays().getLast());
            }
            ArrayNode missed = one.putArray("missed");
            missed(result).forEach(missed::add);
        }
        ArrayNode failed = root.putArray("failures");
        failures.forEach(failed::add);
        return root;
    }

    /// The goals that a program does not reach.
    static List<String> missed(Result result) {
        List<String> missed = new ArrayList<>();
        if (result.cpuSecondsPerMinute() > result.scenario().targetCpuSeconds()) {
            missed.add("cpu");
        }
        if (result.offlineCpuSeconds() > 0
                && result.offlineCpuSeconds() > result.scenario().offlineTarget()) {
            missed.add("offline cpu");
        }
        if (result.residentBytes() > RESIDENT_TARGET) {
            missed.add("memory");
        }
        if (!result.delays().isEmpty()
                && Delays.percentile(result.delays(), PERCENT) > DELAY_TARGET_MILLIS) {
            missed.add("delay");
        }
        if (result.firstByteMillis() > FIRST_BYTE_TARGET_MILLIS) {
            missed.add("start");
        }
        return missed;
    }

    void write(Path file) throws IOException {
        JSON.writeValue(file.toFile(), json());
    }
}
