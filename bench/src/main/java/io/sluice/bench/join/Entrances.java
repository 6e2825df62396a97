package io.sluice.bench.join;

import io.sluice.bench.load.Arrivals;
import io.sluice.bench.sluice.SluiceServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Where people come in: by this process, and by one more for each share of them that it has not
/// the files for.
final class Entrances implements AutoCloseable {
    /// Of people from one process. Each has two open files; 20,000 is a usual limit.
    private static final int SHARE = 5_000;

    private final SluiceServer server;
    private final Arrivals arrivals;
    private final List<Crowd> crowds = new ArrayList<>();

    Entrances(SluiceServer server, Arrivals arrivals) {
        this.server = server;
        this.arrivals = arrivals;
    }

    /// Lets those with these numbers in.
    JoinReport.Rate fill(int from, int until) throws IOException, InterruptedException {
        while (crowds.size() < (until - 1) / SHARE) {
            crowds.add(Crowd.start(server.pid(), server.port()));
        }
        return measured(until - from, () -> pass(from, until));
    }

    /// Lets so many in who leave again.
    ///
    /// @param from of numbers that nobody has had who is still there
    JoinReport.Rate turnOver(int from, int until) throws IOException, InterruptedException {
        return measured(until - from, () -> Doors.turnOver(arrivals, server::leave, from, until));
    }

    private interface Joins {
        void run() throws IOException, InterruptedException;
    }

    private JoinReport.Rate measured(int count, Joins joins)
            throws IOException, InterruptedException {
        long begin = System.nanoTime();
        long cpuBefore = arrivals.serverNanos();
        joins.run();
        return new JoinReport.Rate(
                count, (System.nanoTime() - begin) / 1e9, arrivals.serverNanos() - cpuBefore);
    }

    private void pass(int from, int until) throws IOException, InterruptedException {
        for (int next = from; next < until; ) {
            int end = Math.min(until, (next / SHARE + 1) * SHARE);
            if (next < SHARE) {
                Doors.fill(arrivals, next, end);
            } else {
                crowds.get(next / SHARE - 1).fill(next, end);
            }
            next = end;
        }
    }

    @Override
    public void close() {
        crowds.forEach(Crowd::close);
    }
}
