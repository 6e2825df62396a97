package io.sluice.bench.join;

import io.sluice.bench.load.Arrivals;
import io.sluice.bench.server.JoinRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/// Lets people into meetings of ten, each of whom could show all others.
final class Doors {
    private static final int ROOM = 10;

    /// Enough to keep the server busy while each waits for the network's answers.
    private static final int DOORS = 8;

    private Doors() {}

    /// How somebody says that they leave.
    @FunctionalInterface
    interface Exit {
        void leave(JoinRequest request) throws IOException, InterruptedException;
    }

    /// Lets those with these numbers in, several at a time.
    static void fill(Arrivals arrivals, int from, int until)
            throws IOException, InterruptedException {
        List<Callable<Void>> joins = new ArrayList<>();
        for (int i = from; i < until; i++) {
            JoinRequest request = member("room-", i);
            joins.add(() -> {
                arrivals.join(request);
                return null;
            });
        }
        open(joins);
    }

    /// Lets those with these numbers in, several meetings at a time. Once all of a meeting are
    /// there they leave.
    static void turnOver(Arrivals arrivals, Exit exit, int from, int until)
            throws IOException, InterruptedException {
        List<Callable<Void>> meetings = new ArrayList<>();
        for (int first = from; first < until; first += ROOM) {
            List<JoinRequest> members =
                    IntStream.range(first, Math.min(first + ROOM, until))
                            .mapToObj(i -> member("turnover-", i))
                            .toList();
            meetings.add(() -> {
                hold(arrivals, exit, members);
                return null;
            });
        }
        open(meetings);
    }

    private static void hold(Arrivals arrivals, Exit exit, List<JoinRequest> members)
            throws IOException, InterruptedException {
        List<Arrivals.Departure> departures = new ArrayList<>();
        for (JoinRequest member : members) {
            departures.add(arrivals.visit(member));
        }
        for (int i = 0; i < departures.size(); i++) {
            departures.get(i).go();
            exit.leave(members.get(i));
        }
    }

    private static void open(List<Callable<Void>> tasks) throws IOException, InterruptedException {
        try (ExecutorService doors = Executors.newFixedThreadPool(DOORS)) {
            for (Future<Void> each : doors.invokeAll(tasks)) {
                Void _ = each.get();
            }
        } catch (ExecutionException e) {
            throw new IOException("somebody could not join", e.getCause());
        }
    }

    private static JoinRequest member(String prefix, int number) {
        String room = prefix + number / ROOM;
        return new JoinRequest(room, "p-" + number % ROOM, true, true, ROOM - 1, ROOM - 1);
    }
}
