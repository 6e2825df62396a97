package io.sluice.bench.egress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.Test;

final class EgressReportTest {
    private static Result result(Scenario scenario, double cpu, long resident, Double... delays) {
        return new Result(
                scenario, 60, cpu, 0, 3, resident, 1_500, 25, 400, 900, List.of(delays), 2);
    }

    private static String printed(EgressReport report) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        report.print(new PrintStream(bytes, true, UTF_8));
        return bytes.toString(UTF_8);
    }

    @Test
    void aRowSaysWhatAProgramCosts() {
        EgressReport report = new EgressReport();
        report.add(result(Scenario.GRID, 24.44, 150_000_000, 110.0, 120.0, 140.0));
        String text = printed(report);
        assertTrue(
                text.contains(
                        "| 24.4 | 28 | - | - | 150 MB | 25.00 | 120 / 140 ms | 400 / 900 ms | 3.0 |"),
                text);
        assertTrue(report.complete());
    }

    @Test
    void theEngineAloneHasAFigureAndAGoalOfItsOwn() {
        Result result = result(Scenario.GRID, 24.44, 1).withOffline(22.04);
        EgressReport report = new EgressReport();
        report.add(result);
        assertTrue(printed(report).contains("| 24.4 | 28 | 22.0 | 22 |"), printed(report));
        assertEquals(22.04, report.json().at("/programs/0/offlineCpuSecondsPerMinute").asDouble());
        assertEquals(List.of("offline cpu"), EgressReport.missed(result));
    }

    @Test
    void withoutAPictureThereIsNoDelay() {
        EgressReport report = new EgressReport();
        report.add(result(Scenario.AUDIO, 2, 100_000_000));
        assertTrue(printed(report).contains("| 100 MB | - | - |"));
        assertFalse(report.json().at("/programs/0").has("delayMillis"));
    }

    @Test
    void aRunThatWasNotAsItHadToBeGivesNoFigure() {
        EgressReport report = new EgressReport();
        report.failed(Scenario.FULL_HD, "pictures per second: 20.00 instead of 25.00");
        assertTrue(printed(report).contains("full-hd: no figure: pictures per second"));
        assertEquals(0, report.json().path("programs").size());
        assertFalse(report.complete());
    }

    @Test
    void goalsThatAreMissedAreNamed() {
        assertEquals(List.of(), EgressReport.missed(result(Scenario.GRID, 28, 160_000_000, 250.0)));
        assertEquals(
                List.of("cpu", "memory", "delay"),
                EgressReport.missed(result(Scenario.GRID, 28.1, 160_000_001, 250.1)));
        assertEquals(List.of("cpu"), EgressReport.missed(result(Scenario.PASSTHROUGH, 3.1, 1)));
    }
}
