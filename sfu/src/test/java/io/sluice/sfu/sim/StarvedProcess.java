package io.sluice.sfu.sim;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;

/// The process of a receiver that has no processor time and again: what arrives meanwhile waits in
/// its socket and is taken in one go, and only then it looks at the clock.
final class StarvedProcess {
    /// How long the pauses are, and the moments between them.
    ///
    /// @param leastPauseNanos of a pause
    /// @param mostPauseNanos of a pause, evenly spread
    /// @param wakeNanos between two pauses at most, evenly spread
    record Pauses(long leastPauseNanos, long mostPauseNanos, long wakeNanos) {}

    /// What it needs for a packet.
    private static final long TAKE_NANOS = 20_000;

    private final VirtualTime time;
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private boolean asleep;

    StarvedProcess(VirtualTime time) {
        this.time = time;
    }

    /// From now on it pauses by chance.
    void starve(long seed, Pauses pauses) {
        Random random = new Random(seed);
        time.in(0, () -> sleep(random, pauses));
    }

    /// Does this as soon as there is a processor, after all that came before.
    void run(Runnable work) {
        if (asleep || !waiting.isEmpty()) {
            waiting.add(work);
        } else {
            work.run();
        }
    }

    private void sleep(Random random, Pauses pauses) {
        asleep = true;
        long spread = pauses.mostPauseNanos - pauses.leastPauseNanos;
        time.in(
                pauses.leastPauseNanos + (long) (random.nextDouble() * spread),
                () -> {
                    asleep = false;
                    catchUp();
                    time.in(
                            (long) (random.nextDouble() * pauses.wakeNanos),
                            () -> sleep(random, pauses));
                });
    }

    private void catchUp() {
        if (!asleep && !waiting.isEmpty()) {
            waiting.element().run();
            waiting.remove();
            time.in(TAKE_NANOS, this::catchUp);
        }
    }
}
