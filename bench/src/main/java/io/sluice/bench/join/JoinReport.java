package io.sluice.bench.join;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/// What joining and staying cost, for people and as JSON.
final class JoinReport {
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private static final double NANOS_PER_MILLI = 1e6;

    private String version = "";
    private @Nullable Rate turnover;
    private final List<Rate> rates = new ArrayList<>();
    private final List<Idle> idles = new ArrayList<>();
    private Histogram firstMedia = new Histogram(3);

    /// A stretch of joins.
    ///
    /// @param cpuNanos of the server, user and system
    record Rate(int joins, double seconds, long cpuNanos) {
        /// How many a server could let in that does nothing else.
        double perSecondAndCore() {
            return joins * 1e9 / cpuNanos;
        }

        double perSecond() {
            return joins / seconds;
        }

        String words() {
            return "%6d joins: %4.0f per second and core (%.0f per second here)"
                    .formatted(joins, perSecondAndCore(), perSecond());
        }

        void write(ObjectNode node) {
            node.put("joins", joins)
                    .put("joinsPerSecondPerCore", perSecondAndCore())
                    .put("joinsPerSecond", perSecond());
        }
    }

    /// How much memory so many connected participants take who say nothing.
    ///
    /// @param rssBytesBefore of the server before anybody joined
    record Idle(int participants, long rssBytes, long rssBytesBefore) {
        double bytesPerParticipant() {
            return (rssBytes - rssBytesBefore) / (double) participants;
        }
    }

    /// Of the server.
    void version(String text) {
        version = text;
    }

    /// Joins of people who left again.
    void turnover(Rate rate) {
        turnover = rate;
    }

    void add(Rate rate) {
        rates.add(rate);
    }

    void add(Idle idle) {
        idles.add(idle);
    }

    /// @param nanos from the first byte of each to its first packet
    void firstMedia(Histogram nanos) {
        firstMedia = nanos;
    }

    private double firstMediaMillis(double percentile) {
        return firstMedia.getValueAtPercentile(percentile) / NANOS_PER_MILLI;
    }

    void print(PrintStream out) {
        out.println("sluice: " + version);
        if (turnover != null) {
            out.println(turnover.words() + ", of people who leave again");
        }
        for (Rate rate : rates) {
            out.println(rate.words() + ", of people who stay");
        }
        out.println(
                "first byte to first packet of media: p50 %.1f ms, p99 %.1f ms (%d joins)"
                        .formatted(
                                firstMediaMillis(50),
                                firstMediaMillis(99),
                                firstMedia.getTotalCount()));
        for (Idle idle : idles) {
            out.println(
                    "%6d idle participants: RSS %.0f MB, %.0f kB each"
                            .formatted(
                                    idle.participants,
                                    idle.rssBytes / 1e6,
                                    idle.bytesPerParticipant() / 1e3));
        }
    }

    ObjectNode json() {
        ObjectNode root = JSON.createObjectNode().put("version", version);
        if (turnover != null) {
            turnover.write(root.putObject("turnover"));
        }
        ArrayNode joins = root.putArray("joins");
        rates.forEach(rate -> rate.write(joins.addObject()));
        root.putObject("firstMediaMillis")
                .put("p50", firstMediaMillis(50))
                .put("p99", firstMediaMillis(99));
        ArrayNode idle = root.putArray("idle");
        for (Idle each : idles) {
            idle.addObject()
                    .put("participants", each.participants)
                    .put("rssBytes", each.rssBytes)
                    .put("rssBytesPerParticipant", each.bytesPerParticipant());
        }
        return root;
    }

    void write(Path file) throws IOException {
        JSON.writeValue(file.toFile(), json());
    }
}
