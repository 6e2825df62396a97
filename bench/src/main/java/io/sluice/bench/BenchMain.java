package io.sluice.bench;

import io.sluice.bench.egress.EgressCommand;
import io.sluice.bench.forward.ForwardCommand;
import io.sluice.bench.join.JoinCommand;
import java.io.IOException;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// What `sluice bench` runs: load on whole servers. Benchmarks of single classes are JMH's.
@Command(
        name = "bench",
        description = "Measure this server.",
        mixinStandardHelpOptions = true,
        subcommands = {ForwardCommand.class, JoinCommand.class, EgressCommand.class})
public final class BenchMain {
    private BenchMain() {}

    public static void main(String[] arguments) {
        Locale.setDefault(Locale.ROOT); // points, not commas, in figures
        System.exit(
                new CommandLine(new BenchMain())
                        .setExecutionExceptionHandler((failure, _, _) -> fail(failure))
                        .execute(arguments));
    }

    /// What does not work for an outer reason is one line; our own mistakes say where they are.
    private static int fail(Exception failure) throws Exception {
        if (!(failure instanceof IOException)) {
            throw failure;
        }
        StringBuilder line = new StringBuilder("bench: ").append(failure.getMessage());
        for (Throwable reason = failure.getCause(); reason != null; reason = reason.getCause()) {
            line.append(" (").append(reason).append(')');
        }
        System.err.println(line);
        return 1;
    }
}
