package io.sluice.sfu.sim;

import java.util.Random;
import java.util.function.Consumer;

/// One direction of one participant's network: loses, delays, reorders and repeats.
final class Wire {
    /// What a network does to packets.
    ///
    /// @param loss 0..1
    /// @param jitterNanos up to so much is added to the delay, each packet by itself, so that they
    ///   overtake each other
    /// @param duplicates 0..1
    record Conditions(double loss, long delayNanos, long jitterNanos, double duplicates) {
        static final Conditions GOOD = new Conditions(0, 10_000_000, 0, 0);
        static final Conditions BAD = new Conditions(0.1, 15_000_000, 12_000_000, 0.02);
    }

    private final VirtualTime time;
    private final Random random;
    private Conditions conditions;

    Wire(VirtualTime time, Random random, Conditions conditions) {
        this.time = time;
        this.random = random;
        this.conditions = conditions;
    }

    void conditions(Conditions now) {
        conditions = now;
    }

    void carry(byte[] packet, long extraNanos, Consumer<byte[]> to) {
        if (random.nextDouble() < conditions.loss) {
            return;
        }
        deliver(packet, extraNanos, to);
        if (random.nextDouble() < conditions.duplicates) {
            deliver(packet, extraNanos, to);
        }
    }

    private void deliver(byte[] packet, long extraNanos, Consumer<byte[]> to) {
        long jitter = conditions.jitterNanos == 0 ? 0 : random.nextLong(conditions.jitterNanos);
        time.in(conditions.delayNanos + extraNanos + jitter, () -> to.accept(packet));
    }
}
