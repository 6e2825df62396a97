package io.sluice.bench.join;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JoinReportTest {
    private final JoinReport report = new JoinReport();

    @BeforeEach
    void measure() {
        Histogram nanos = new Histogram(3);
        for (int millis = 1; millis <= 100; millis++) {
            nanos.recordValue(1_000_000L * millis);
        }
        report.version("1.0");
        report.firstMedia(nanos);
        report.turnover(new JoinReport.Rate(3_000, 12, 8_000_000_000L));
        report.add(new JoinReport.Rate(700, 10, 2_000_000_000));
        report.add(new JoinReport.Idle(1_000, 350_000_000, 200_000_000));
    }

    @Test
    void countsJoinsByTheServersOwnTime() {
        JsonNode joins = report.json().path("joins").path(0);
        assertEquals(700, joins.path("joins").asInt());
        assertEquals(350, joins.path("joinsPerSecondPerCore").asDouble());
        assertEquals(70, joins.path("joinsPerSecond").asDouble());
        assertEquals(375, report.json().path("turnover").path("joinsPerSecondPerCore").asDouble());
    }

    @Test
    void countsOnlyTheMemoryThatCameWithParticipants() {
        JsonNode idle = report.json().path("idle").path(0);
        assertEquals(1_000, idle.path("participants").asInt());
        assertEquals(350_000_000, idle.path("rssBytes").asLong());
        assertEquals(150_000, idle.path("rssBytesPerParticipant").asDouble());
    }

    @Test
    void tellsWhenTheFirstPacketCame() {
        JsonNode first = report.json().path("firstMediaMillis");
        assertEquals(50, first.path("p50").asDouble(), 0.1);
        assertEquals(99, first.path("p99").asDouble(), 0.1);
    }

    @Test
    void saysTheSameInItsTable() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        report.print(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        String table = bytes.toString(StandardCharsets.UTF_8);
        assertTrue(
                table.contains(
                        "375 per second and core (250 per second here), of people who leave"),
                table);
        assertTrue(table.contains("350 per second and core (70 per second here)"), table);
        assertTrue(table.contains("p50 50.0 ms, p99 99.0 ms (100 joins)"), table);
        assertTrue(table.contains("RSS 350 MB, 150 kB each"), table);
    }

    @Test
    void isWrittenAsItIs(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("join.json");
        report.write(file);
        assertEquals(
                report.json().toString(), new ObjectMapper().readTree(file.toFile()).toString());
    }
}
