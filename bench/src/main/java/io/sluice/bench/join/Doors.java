package io.sluice.bench.join;

import io.sluice.bench.load.Arrivals;
import io.sluice.bench.server.JoinRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Lets people into meetings of ten, each of whom could show all others.
final class Doors {
    private static final int ROOM = 10;

    /// Enough to keep the server busy while each waits for the network's answers.
    private static final int DOORS = 8;

    private Doors() {}

    /// Lets those with these numbers in, several at a time.
    static void fill(Arrivals arrivals, int from, int until)
            throws IOException, InterruptedException {
        try (ExecutorService doors = Executors.newFixedThreadPool(DOORS)) {
            List<Future<?>> joined = new ArrayList<>();
            for (int i = from; i < until; i++) {
                JoinRequest request = member(i);
                joined.add(
                        doors.submit(() -> {
                            arrivals.join(request);
                            return null;
                        }));
            }
            for (Future<?> each : joined) {
                each.get();
            }
        } catch (ExecutionException e) {
            throw new IOException("somebody could not join", e.getCause());
        }
    }

    private static JoinRequest member(int number) {
        String room = "room-" + number / ROOM;
        return new JoinRequest(room, "p-" + number % ROOM, true, true, ROOM - 1, ROOM - 1);
    }
}
