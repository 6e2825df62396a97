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

    /// Shorter ones stand in ordinary words.
    private static final int MIN_SECRET = 4;

    private volatile List<String> secrets = List.of();

    /// Whatever is secret in this destination is so from now on, also after it is gone.
    synchronized void learn(AddDestination destination) {
        List<String> all = new ArrayList<>(secrets);
        all.addAll(secretsOf(destination));
        secrets =
                all.stream()
                        .filter(secret -> secret.length() >= MIN_SECRET)
                        .distinct()
                        .sorted(Comparator.comparingInt(String::length).reversed())
                        .toList();
    }

    private static List<String> secretsOf(AddDestination destination) {
        List<String> found = new ArrayList<>();
        found.add(destination.key());
        int query = destination.url().indexOf('?');
        if (query >= 0) {
            found.add(destination.url().substring(query + 1));
        }
        DestinationUrl.parse(destination.url(), destination.key())
                .ifPresent(url -> {
                    found.add(url.key());
                    if (url instanceof DestinationUrl.Srt(var target)) {
                        found.add(target.passphrase());
                    }
                });
        return found;
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
