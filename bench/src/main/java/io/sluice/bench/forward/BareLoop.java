package io.sluice.bench.forward;

import io.sluice.bench.load.BareReceivers;
import io.sluice.bench.server.JoinRequest;
import io.sluice.bench.server.Site;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The bare minimum on the server's processor in a process of its own: write headers, encrypt,
/// send, with this server's own sockets and cryptography, in the bursts of a scenario. See
/// [BareLoopMain].
final class BareLoop implements AutoCloseable {
    private final BareReceivers receivers;
    private final Process process;
    private final BufferedReader said;

    BareLoop(Scenario scenario, Site site) throws IOException {
        String address = site.media().getHostAddress();
        List<JoinRequest> participants = scenario.participants();
        long speakers = participants.stream().filter(JoinRequest::sendsAudio).count();
        long cameras = participants.stream().filter(JoinRequest::sendsVideo).count();
        int[] audiences =
                participants.stream()
                        .mapToInt(each -> Math.max(each.receivesAudio(), each.receivesVideo()))
                        .toArray();
        int listeners = (int) Arrays.stream(audiences).filter(n -> n > 0).count();
        // Each publisher of a scenario has the same audience.
        int audience = (int) (Arrays.stream(audiences).asLongStream().sum() / speakers);
        receivers =
                new BareReceivers(
                        site.media(),
                        listeners,
                        List.of(BareLoopMain.AUDIO_TYPE, BareLoopMain.VIDEO_TYPE));
        List<String> command =
                new ArrayList<>(List.of("taskset", "-c", String.valueOf(site.core())));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseZGC", "--enable-native-access=ALL-UNNAMED"));
        command.add("-Dslf4j.internal.verbosity=ERROR"); // nothing is logged here
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add(BareLoopMain.class.getName());
        command.addAll(List.of(address, String.valueOf(speakers), String.valueOf(cameras)));
        command.add(String.valueOf(audience));
        receivers.ports().forEach(port -> command.add(String.valueOf(port)));
        process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        said =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
        awaitReady();
    }

    private void awaitReady() throws IOException {
        String line = said.readLine();
        if (line == null || !line.equals(BareLoopMain.READY)) {
            close();
            throw new IOException("the bare loop did not start: " + line);
        }
    }

    /// Processor time per packet that arrived, in nanoseconds.
    double measure(Duration time) throws IOException, InterruptedException {
        order(time.toMillis() / 3); // warm again
        long before = receivers.arrived();
        long cpuBefore = BareReceivers.cpuNanos(process.pid());
        order(time.toMillis());
        long cpu = BareReceivers.cpuNanos(process.pid()) - cpuBefore;
        long arrived = receivers.arrived() - before;
        if (arrived == 0) {
            throw new IOException("nothing of the bare loop arrived");
        }
        return cpu / (double) arrived;
    }

    /// Lets it send for so long and waits for its end.
    private void order(long millis) throws IOException {
        var out = process.getOutputStream();
        out.write((millis + "\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
        String line = said.readLine();
        if (line == null || !line.equals(BareLoopMain.READY)) {
            throw new IOException("the bare loop ended: " + line);
        }
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        receivers.close();
    }
}
