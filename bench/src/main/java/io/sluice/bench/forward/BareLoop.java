package io.sluice.bench.forward;

import io.sluice.bench.load.BareReceivers;
import io.sluice.bench.load.HelperProcess;
import io.sluice.bench.server.JoinRequest;
import io.sluice.bench.server.Site;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The bare minimum on the server's processor in a process of its own: write headers, encrypt,
/// send, with this server's own sockets and cryptography, in the bursts of a scenario. See
/// [BareLoopMain].
final class BareLoop implements AutoCloseable {
    private final BareReceivers receivers;
    private final HelperProcess process;

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
        List<String> arguments = new ArrayList<>();
        arguments.addAll(List.of(address, String.valueOf(speakers), String.valueOf(cameras)));
        arguments.add(String.valueOf(audience));
        receivers.ports().forEach(port -> arguments.add(String.valueOf(port)));
        List<String> pinned = List.of("taskset", "-c", String.valueOf(site.core()));
        process = HelperProcess.start(pinned, BareLoopMain.class, arguments);
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
        process.order(String.valueOf(millis));
    }

    @Override
    public void close() throws IOException {
        process.close();
        receivers.close();
    }
}
