package io.sluice.bench.join;

import io.sluice.bench.load.Arrivals;
import io.sluice.bench.load.Generator;
import io.sluice.bench.load.HelperProcess;
import io.sluice.bench.sluice.RunningSluice;
import java.io.IOException;

/// Lets people into a running server, for [Crowd]. They stay as long as the process does.
///
/// Arguments: the server's process id and its port. For each order of two numbers those from the
/// first until the second come in.
final class CrowdMain {
    private CrowdMain() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        long pid = Long.parseLong(arguments[0]);
        int port = Integer.parseInt(arguments[1]);
        try (Generator generator = Generator.start();
                RunningSluice server = new RunningSluice(pid, port);
                Arrivals arrivals = new Arrivals(generator, server)) {
            HelperProcess.serve(line -> {
                String[] numbers = line.split(" ", 2);
                Doors.fill(arrivals, Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]));
            });
        }
    }
}
