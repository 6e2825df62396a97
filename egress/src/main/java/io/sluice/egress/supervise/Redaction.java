package io.sluice.egress.supervise;

import io.sluice.egress.control.WorkerCommand.AddDestination;
import io.sluice.egress.output.DestinationUrl;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Takes the secrets of a program's destinations out of what its worker, and the libraries in that,
/// write. Safe for several threads.
final class Redaction {
    private static final String DOTS = "••••";

    private volatile List<String> secrets = List.of();

    /// Whatever is secret in this destination is so from now on, also after it is gone.
    synchronized void learn(AddDestination destination) {
        List<String> all = new ArrayList<>(secrets);
        all.addAll(DestinationUrl.secrets(destination.url(), destination.key()));
        secrets =
                all.stream()
                        .distinct()
                        .sorted(Comparator.comparingInt(String::length).reversed())
                        .toList();
    }

    /// The line without secrets.
    String apply(String line) {
        String clean = line;
        for (String secret : secrets) {
            clean = clean.replace(secret, DOTS);
        }
        return clean;
    }
}
