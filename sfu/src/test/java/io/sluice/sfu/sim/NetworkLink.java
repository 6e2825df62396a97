package io.sluice.sfu.sim;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.function.LongConsumer;

/// A link with a bottleneck, a drop-tail queue in front of it, a delay behind it, jitter that keeps
/// the order, and loss by chance or in bursts. The same for the same seed.
public final class NetworkLink {
    /// What a link is like.
    ///
    /// @param bps of the bottleneck, 0 for none
    /// @param delayNanos one way
    /// @param jitterNanos at most so much more delay, evenly spread
    /// @param loss chance of each packet, 0..1
    /// @param burstPackets mean length of a run of losses, 1 when each packet is lost for itself
    public record Conditions(
            long bps, long delayNanos, long jitterNanos, double loss, double burstPackets) {
        public static Conditions of(long bps, long delayNanos) {
            return new Conditions(bps, delayNanos, 0, 0, 1);
        }

        public Conditions losing(double share) {
            return new Conditions(bps, delayNanos, jitterNanos, share, burstPackets);
        }

        public Conditions inBursts(double packets) {
            return new Conditions(bps, delayNanos, jitterNanos, loss, packets);
        }

        public Conditions jittering(long nanos) {
            return new Conditions(bps, delayNanos, nanos, loss, burstPackets);
        }
    }

    private record Packet(int bytes, long sinceNanos, Runnable arrives) {}

    /// What the queue holds at most, in time at the rate of the bottleneck.
    private static final double QUEUE_SECONDS = 0.300;

    private static final long SECOND = 1_000_000_000;

    private final VirtualTime time;
    private final Random random;
    private final Deque<Packet> queue = new ArrayDeque<>();
    private Conditions conditions;
    private long queuedBytes;
    private boolean busy;
    private boolean losing;
    private long lastArrivalNanos;
    private LongConsumer queueDelays = _ -> {};

    public NetworkLink(VirtualTime time, long seed, Conditions conditions) {
        this.time = time;
        this.random = new Random(seed);
        this.conditions = conditions;
    }

    /// From now on the link is like this; what waits goes on waiting.
    public void conditions(Conditions now) {
        conditions = now;
    }

    /// Told how long each packet waited when it leaves the queue, in nanoseconds.
    public void onQueueDelay(LongConsumer delays) {
        queueDelays = delays;
    }

    public void send(int bytes, Runnable arrives) {
        if (conditions.bps == 0) {
            deliver(arrives);
            return;
        }
        double room = conditions.bps / 8.0 * QUEUE_SECONDS;
        if (queuedBytes + bytes > room) {
            return;
        }
        queuedBytes += bytes;
        queue.add(new Packet(bytes, time.nowNanos(), arrives));
        if (!busy) {
            serve();
        }
    }

    private void serve() {
        busy = !queue.isEmpty();
        if (!busy) {
            return;
        }
        Packet packet = queue.remove();
        queueDelays.accept(time.nowNanos() - packet.sinceNanos);
        long nanos = packet.bytes * 8L * SECOND / conditions.bps;
        time.in(
                nanos,
                () -> {
                    queuedBytes -= packet.bytes;
                    deliver(packet.arrives);
                    serve();
                });
    }

    private void deliver(Runnable arrives) {
        if (isLost()) {
            return;
        }
        long jitter = (long) (random.nextDouble() * conditions.jitterNanos);
        long at = Math.max(time.nowNanos() + conditions.delayNanos + jitter, lastArrivalNanos);
        lastArrivalNanos = at;
        time.in(at - time.nowNanos(), arrives);
    }

    /// Two states: in one everything is lost, in the other nothing.
    private boolean isLost() {
        if (conditions.loss == 0) {
            return false;
        }
        double leave = 1 / conditions.burstPackets;
        if (conditions.burstPackets <= 1) {
            return random.nextDouble() < conditions.loss;
        }
        double enter = leave * conditions.loss / (1 - conditions.loss);
        losing = random.nextDouble() < (losing ? 1 - leave : enter);
        return losing;
    }
}
