package io.sluice.server;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// `sluice version`.
@Command(name = "version", description = "Print which build this is.")
final class VersionCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        System.out.println("Sluice " + Version.text() + ", Java " + Runtime.version());
        return 0;
    }
}
