package io.sluice.server;

import io.sluice.server.config.ConfigException;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The entry point of `sluice.jar`.
@Command(
        name = "sluice",
        description = "A video-conferencing server in one process.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
public final class Main implements Callable<Integer> {
    private Main() {}

    /// Without a command there is nothing to do but to say which there are.
    @Override
    public Integer call() {
        commandLine().usage(System.err);
        return CommandLine.ExitCode.USAGE;
    }

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main())
                .addSubcommand(new ServeCommand(System.getenv()))
                .addSubcommand(new VersionCommand())
                .setExecutionExceptionHandler((failure, command, _) -> {
                    if (!(failure instanceof ConfigException)) {
                        throw failure;
                    }
                    command.getErr().println("sluice: " + failure.getMessage());
                    return CommandLine.ExitCode.SOFTWARE;
                });
    }
}
