package io.sluice.bench.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.bench.load.Measurement;
import io.sluice.bench.server.JoinRequest;
import io.sluice.bench.server.LocalEndpoint;
import io.sluice.bench.server.NegotiatedConnection;
import io.sluice.bench.server.ServerUnderTest;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReportTest {
    private final Report report = new Report(new PrintStream(OutputStream.nullOutputStream()));

    /// A server that nobody joins.
    private record Named(String name) implements ServerUnderTest {
        @Override
        public String version() {
            return "1.0 of " + name;
        }

        @Override
        public long pid() {
            return 1;
        }

        @Override
        public List<NegotiatedConnection> join(
                JoinRequest request, Supplier<LocalEndpoint> endpoints) {
            return List.of();
        }

        @Override
        public void allConnected() {}

        @Override
        public void close() {}
    }

    private static final ServerUnderTest OURS = new Named("sluice");
    private static final ServerUnderTest JANUS = new Named("janus");

    private void round(double ours, double theirs) {
        report.add("meeting", OURS, Measurements.of(Measurements.EXPECTED, ours));
        report.add("meeting", JANUS, Measurements.of(Measurements.EXPECTED, theirs));
    }

    private JsonNode scenario(int index) {
        return report.json().path("scenarios").path(index);
    }

    private String table() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        report.print(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void tellsTheMedianOfBothAndTheirRatio() {
        round(2_000, 30_000);
        round(2_500, 20_000);
        round(9_000, 25_000);
        report.addBare("meeting", 1_500);
        report.addBare("meeting", 1_700);
        JsonNode meeting = scenario(0);
        assertEquals("meeting", meeting.path("name").asText());
        assertEquals(1_600, meeting.path("bareLoopNanos").asDouble());
        assertEquals(2_500, meeting.path("sluice").path("cpuNanosPerPacket").asDouble());
        assertEquals(25_000, meeting.path("peer").path("cpuNanosPerPacket").asDouble());
        assertEquals(10, meeting.path("cpuRatio").asDouble());
        assertEquals(15, meeting.path("cpuRatioOfRounds").path(0).asDouble());
        assertEquals(3, meeting.path("cpuRatioOfRounds").size());
        assertTrue(table().contains("peer / ours: 10.00 (2.78–15.00)"), table());
    }

    @Test
    void tellsAllThatBelongsToAServer() {
        round(2_000, 20_000);
        JsonNode ours = scenario(0).path("sluice");
        assertEquals("sluice", ours.path("server").asText());
        assertEquals("1.0 of sluice; AEAD_AES_128_GCM", ours.path("version").asText());
        assertEquals("AEAD_AES_128_GCM", ours.path("srtp").asText());
        assertEquals(500_000, ours.path("packetsPerSecondPerCore").asDouble());
        assertEquals(500, ours.path("delayMicros").path("p50").asDouble(), 1);
        assertEquals(990, ours.path("delayMicros").path("p99").asDouble(), 1);
        assertEquals(999, ours.path("delayMicros").path("p999").asDouble(), 1);
        assertEquals(0.5, ours.path("allocatedBytesPerPacket").asDouble());
        assertEquals(4, ours.path("datagramsPerMessage").asDouble());
        assertTrue(ours.path("gcPauseMaxMillis").isNull());
        assertEquals(1_000_000, ours.path("rssBytesPerParticipant").asDouble());
        assertEquals(0, ours.path("lossRatio").asDouble());
        assertEquals(0, ours.path("worstReceiverLossRatio").asDouble());
        assertEquals(0, ours.path("unequalReceivers").asInt());
        assertEquals(0.1, ours.path("generatorCpuShare").asDouble(), 1e-9);
        assertFalse(ours.path("generatorBottleneck").asBoolean());
        assertEquals("janus", scenario(0).path("peer").path("server").asText());
    }

    @Test
    void saysNothingOfAPeerThatWasNotMeasured() {
        report.add("audio", OURS, Measurements.of(Measurements.EXPECTED, 2_000));
        JsonNode audio = scenario(0);
        assertTrue(audio.has("peer") && audio.path("peer").isNull());
        assertTrue(audio.has("bareLoopNanos") && audio.path("bareLoopNanos").isNull());
        assertFalse(audio.has("cpuRatio"));
        assertFalse(table().contains("peer / ours"));
    }

    @Test
    void namesTheSettingsThatWereTried() {
        report.addTrials(
                "meeting",
                "janus",
                List.of(
                        new BestSetting.Trial("event_loops=1", 20_000, 0, true),
                        new BestSetting.Trial("a thread per connection", 30_000, 0.5, false)));
        round(2_000, 20_000);
        JsonNode tried = scenario(0).path("peer").path("settingsTried");
        assertEquals("event_loops=1", tried.path(0).path("setting").asText());
        assertEquals(0.5, tried.path(1).path("lossRatio").asDouble());
        assertFalse(scenario(0).path("sluice").has("settingsTried"));
    }

    @Test
    void isNotValidWhenPacketsAreMissing() {
        round(2_000, 20_000);
        assertTrue(report.valid());
        report.add("meeting", JANUS, Measurements.of(9_900, 20_000));
        assertFalse(report.valid());
        assertFalse(scenario(0).path("peer").path("valid").asBoolean());
        assertTrue(scenario(0).path("sluice").path("valid").asBoolean());
        assertTrue(table().contains("NOT VALID"));
    }

    @Test
    void tellsHowManyASaturatedServerCarries() {
        Saturation.Result carried =
                new Saturation.Result(240, Measurements.of(Measurements.EXPECTED, 2_000), null);
        report.add("saturate", OURS, carried);
        assertEquals(240, scenario(0).path("sluice").path("viewers").asInt());
        assertTrue(table().contains("sluice carries 240 viewers"));
    }

    /// Each had another load, one after the other.
    @Test
    void setsNoSaturatedServersInProportion() {
        for (ServerUnderTest server : List.of(OURS, JANUS)) {
            report.add(
                    "saturate",
                    server,
                    new Saturation.Result(
                            240, Measurements.of(Measurements.EXPECTED, 2_000), null));
        }
        assertFalse(scenario(0).has("cpuRatio"));
        assertFalse(table().contains("peer / ours"));
    }

    @Test
    void keepsAllPeers() {
        round(2_000, 20_000);
        Named older = new Named("before");
        report.add("meeting", older, Measurements.of(Measurements.EXPECTED, 3_000));
        JsonNode further = scenario(0).path("furtherPeers").path("before");
        assertEquals(3_000, further.path("cpuNanosPerPacket").asDouble());
        assertEquals("janus", scenario(0).path("peer").path("server").asText());
    }

    @Test
    void isNotValidWhenOneOfManyHasNothing() {
        Measurement starved = Measurements.of(Measurements.EXPECTED, 2_000, 1);
        report.add("lecture", OURS, starved);
        assertFalse(report.valid());
        assertEquals(1, scenario(0).path("sluice").path("worstReceiverLossRatio").asDouble());
    }

    @Test
    void saysWhenTheGeneratorWasLate() {
        report.add("lecture", OURS, Measurements.late(40_000_000));
        assertTrue(table().contains("the generator was the bottleneck"));
        JsonNode ours = scenario(0).path("sluice");
        assertTrue(ours.path("generatorBottleneck").asBoolean());
        assertEquals(40, ours.path("generatorLateMillis").asDouble());
    }

    @Test
    void isWrittenAsItIs(@TempDir Path folder) throws Exception {
        round(2_000, 20_000);
        Path file = folder.resolve("result.json");
        report.write(file);
        assertEquals(
                report.json().toString(), new ObjectMapper().readTree(file.toFile()).toString());
    }

    @Test
    void takesTheMiddleOfWhatWasMeasured() {
        assertEquals(2, Report.median(List.of(3.0, 1.0, 2.0)));
        assertEquals(2.5, Report.median(List.of(4.0, 1.0, 2.0, 3.0)));
        assertEquals(1, Report.median(List.of(1.0)));
    }
}
