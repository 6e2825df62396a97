package io.sluice.bench.forward;

import io.sluice.bench.load.Measurement;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Finds the largest audience that a server carries on its processor.
final class Saturation {
    static final int SAMPLE_EVERY = 50;
    static final int FIRST = 60;

    /// More tells nothing new.
    static final Duration MOST_TIME = Duration.ofSeconds(4);

    /// What a busy processor can hardly go beyond; a quieter one gets the audience that would take
    /// it there, but at most twice of what it had.
    private static final double NEARLY_FULL = 0.85;

    private static final double MOST_GROWTH = 2;
    private static final double LEAST_GROWTH = 1.1;
    private static final int MOST = 2_000;

    private final Audience audience;

    /// Those who watch, on a server.
    interface Audience {
        /// More viewers come.
        ///
        /// @return whether the server serves all of them
        boolean grow(int from, int until) throws IOException, InterruptedException;

        Measurement measure() throws IOException, InterruptedException;
    }

    /// @param viewers the largest audience that lost less than a thousandth
    /// @param carried what was measured then
    /// @param next what was measured with the audience that was too large
    record Result(int viewers, Measurement carried, @Nullable Measurement next) {}

    Saturation(Audience audience) {
        this.audience = audience;
    }

    Result run() throws IOException, InterruptedException {
        int viewers = FIRST;
        Measurement measured = audience.grow(0, viewers) ? attempt() : null;
        if (measured == null || !measured.valid()) {
            throw new IOException("not even " + FIRST + " viewers were served");
        }
        Result best = new Result(viewers, measured, null);
        while (viewers < MOST) {
            int next = (int) (viewers * growth(measured.cpuShare()));
            if (!audience.grow(viewers, next)) {
                return best;
            }
            viewers = next;
            measured = attempt();
            if (!measured.valid()) {
                return new Result(best.viewers, best.carried, measured);
            }
            best = new Result(viewers, measured, null);
        }
        return best;
    }

    /// Few steps, as each brings many joins: large ones first, small ones at the end.
    private static double growth(double cpuShare) {
        return Math.clamp(NEARLY_FULL / cpuShare, LEAST_GROWTH, MOST_GROWTH);
    }

    /// A neighbour of this machine may have been loud the first time.
    private Measurement attempt() throws IOException, InterruptedException {
        Measurement first = audience.measure();
        return first.valid() ? first : audience.measure();
    }
}
