package io.sluice.bench.forward;

import io.sluice.bench.load.Load;
import io.sluice.bench.load.Measurement;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Finds the largest audience that a server carries on its processor.
final class Saturation {
    static final int SAMPLE_EVERY = 50;

    /// From one attempt to the next the audience grows by a fifth, and at least by so many.
    private static final int LEAST_STEP = 20;

    private static final int FIRST = 60;
    private static final int MOST = 2_000;
    private static final double GROWTH = 1.2;

    private final Load load;
    private final Duration time;

    /// @param viewers the largest audience that lost less than a thousandth
    /// @param carried what was measured then
    /// @param next what was measured with the audience that was too large
    record Result(int viewers, Measurement carried, @Nullable Measurement next) {}

    Saturation(Load load, Duration time) {
        this.load = load;
        this.time = time;
    }

    Result run(Duration warmUp) throws IOException, InterruptedException {
        int viewers = FIRST;
        load.join(Scenario.lecture(viewers));
        load.warmUp(warmUp);
        Result best = null;
        while (true) {
            Measurement measured = load.measure(time);
            if (!measured.valid()) {
                measured = load.measure(time); // a neighbour of this machine may have been loud
            }
            if (!measured.valid()) {
                if (best == null) {
                    throw new IOException("not even " + FIRST + " viewers were served");
                }
                return new Result(best.viewers, best.carried, measured);
            }
            best = new Result(viewers, measured, null);
            if (viewers >= MOST) {
                return best;
            }
            int more = Math.max(LEAST_STEP, (int) (viewers * GROWTH) - viewers);
            load.join(Scenario.viewers(viewers, viewers + more));
            viewers += more;
            try {
                load.warmUp(Duration.ofSeconds(1));
            } catch (IOException unserved) {
                return best;
            }
        }
    }
}
