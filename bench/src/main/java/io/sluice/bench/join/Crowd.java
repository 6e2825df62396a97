package io.sluice.bench.join;

import io.sluice.bench.load.HelperProcess;
import java.io.IOException;
import java.util.List;

/// People who come from a process of their own, [CrowdMain]: each takes two open files there, and a
/// process may have too few for ten thousand people.
final class Crowd implements AutoCloseable {
    private final HelperProcess process;

    private Crowd(HelperProcess process) {
        this.process = process;
    }

    /// Nobody has come yet.
    ///
    /// @param pid of the server
    /// @param port of its HTTP on this machine
    static Crowd start(long pid, int port) throws IOException {
        List<String> arguments = List.of(String.valueOf(pid), String.valueOf(port));
        return new Crowd(HelperProcess.start(List.of(), CrowdMain.class, arguments));
    }

    /// Lets those with these numbers in.
    void fill(int from, int until) throws IOException {
        process.order(from + " " + until);
    }

    @Override
    public void close() {
        process.close();
    }
}
