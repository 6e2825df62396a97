package io.sluice.sfu.congestion;

import org.jspecify.annotations.Nullable;

/// Decides when to try out a higher rate: at the start, after a drop, and from time to time while
/// there is more to send than the estimate allows.
///
/// Follows libwebrtc's `probe_controller`; probing on need takes the place of its periodic probing
/// in application-limited regions. Rates in bits per second.
final class ProbeController {
    private static final double FIRST = 3;
    private static final double SECOND = 6;
    private static final double FURTHER = 2;
    private static final double FURTHER_THRESHOLD = 0.7;

    /// The estimate is known well enough then: only a clearly wider link is worth another probe.
    private static final double NEED_THRESHOLD = 0.9;

    private static final double NO_FURTHER = Double.MAX_VALUE;
    private static final double ALLOCATION = 2;

    /// Probing on need is gentler: most of the time the link is full.
    private static final double NEED = 1.5;

    private static final double LOSS_LIMITED = 1.5;
    private static final double MAX_OF_DESIRED = 2;
    private static final double DROP = 0.66;
    private static final double AFTER_DROP = 0.85;
    private static final double UNCERTAINTY = 0.05;
    private static final long RESULT_NANOS = 1_000_000_000;
    private static final long DROP_NANOS = 5_000_000_000L;
    private static final long NEED_NANOS = 5_000_000_000L;

    /// Probes that found nothing make the next ones rarer, unless there was more not long ago.
    private static final long MAX_NEED_NANOS = 20_000_000_000L;

    private static final long REMEMBERED_NANOS = 60_000_000_000L;
    private static final double CLUSTER_SECONDS = 0.015;
    private static final int CLUSTER_PACKETS = 5;
    private static final int CLUSTER_MIN_BYTES = 800;
    private static final double BITS_PER_BYTE = 8;
    private static final int QUEUE = 4;
    private static final long NEVER = Long.MIN_VALUE / 2;

    /// What keeps the estimate from being higher.
    enum Limit {
        NONE,
        /// Queues are not empty, or loss makes the rate fall: probing would make it worse.
        CONGESTED,
        LOSS_INCREASING
    }

    private enum State {
        INITIAL,
        WAITING,
        COMPLETE
    }

    private final double maxBps;
    private final @Nullable ProbeCluster[] queue = new ProbeCluster[QUEUE];
    private int queued;
    private int nextId = 1;
    private State state = State.INITIAL;
    private Limit limit = Limit.NONE;
    private double estimateBps;
    private double desiredBps;
    private double furtherBps = Double.MAX_VALUE;
    private double beforeDropBps;
    private long probeNanos = NEVER;
    private long dropNanos = NEVER;
    private long afterDropNanos = NEVER;
    private long needNanos = NEED_NANOS;

    ProbeController(double startBps, double maxBps) {
        estimateBps = startBps;
        this.maxBps = maxBps;
    }

    /// The next cluster to send, or null.
    @Nullable ProbeCluster take() {
        if (queued == 0) {
            return null;
        }
        ProbeCluster taken = queue[0];
        System.arraycopy(queue, 1, queue, 0, --queued);
        queue[queued] = null;
        return taken;
    }

    /// The first packet is about to be sent.
    void onStart(long nowNanos) {
        if (state == State.INITIAL) {
            begin(nowNanos);
            add(FIRST * estimateBps, FURTHER_THRESHOLD);
            add(SECOND * estimateBps, FURTHER_THRESHOLD);
        }
    }

    /// How much could be sent; more of it is a reason to probe.
    void desired(double bps, boolean applicationLimited, long nowNanos) {
        boolean more = bps > desiredBps;
        desiredBps = bps;
        if (more && applicationLimited && bps > estimateBps && state == State.COMPLETE) {
            probe(Math.min(bps, ALLOCATION * estimateBps), FURTHER_THRESHOLD, nowNanos);
        }
    }

    void onEstimate(double bps, Limit limitedBy, long nowNanos) {
        limit = limitedBy;
        if (bps < DROP * estimateBps) {
            dropNanos = nowNanos;
            beforeDropBps = estimateBps;
        }
        estimateBps = bps;
        if (state == State.WAITING && bps > furtherBps) {
            needNanos = NEED_NANOS;
            probe(FURTHER * bps, FURTHER_THRESHOLD, nowNanos);
        }
    }

    /// The queues have emptied again: was the drop a passing one?
    void onRecovered(long nowNanos) {
        double suggested = AFTER_DROP * beforeDropBps;
        if (state == State.COMPLETE
                && nowNanos - dropNanos < DROP_NANOS
                && nowNanos - afterDropNanos > DROP_NANOS
                && (1 - UNCERTAINTY) * suggested > estimateBps) {
            afterDropNanos = nowNanos;
            probe(suggested, NO_FURTHER, nowNanos);
        }
    }

    /// To be called several times a second.
    void onTime(long nowNanos) {
        if (state == State.WAITING && nowNanos - probeNanos > RESULT_NANOS) {
            complete();
        }
        if (state == State.COMPLETE
                && desiredBps > estimateBps
                && limit != Limit.CONGESTED
                && nowNanos - probeNanos >= interval(nowNanos)) {
            needNanos = Math.min(MAX_NEED_NANOS, 2 * needNanos);
            probe(NEED * estimateBps, NEED_THRESHOLD, nowNanos);
        }
    }

    private long interval(long nowNanos) {
        return nowNanos - dropNanos < REMEMBERED_NANOS ? NEED_NANOS : needNanos;
    }

    private void probe(double bps, double further, long nowNanos) {
        if (limit != Limit.CONGESTED) {
            begin(nowNanos);
            add(bps, further);
        }
    }

    private void begin(long nowNanos) {
        probeNanos = nowNanos;
        state = State.WAITING;
    }

    private void complete() {
        state = State.COMPLETE;
        furtherBps = Double.MAX_VALUE;
    }

    /// @param further the share of the rate that, when it is found, makes a faster probe follow
    private void add(double wanted, double further) {
        double most = desiredBps > 0 ? Math.min(maxBps, MAX_OF_DESIRED * desiredBps) : maxBps;
        if (limit == Limit.LOSS_INCREASING) {
            most = Math.min(most, LOSS_LIMITED * estimateBps);
        }
        double bps = Math.min(wanted, most);
        if (bps > estimateBps && queued < QUEUE) {
            int bytes = (int) (bps * CLUSTER_SECONDS / BITS_PER_BYTE);
            queue[queued++] =
                    new ProbeCluster(
                            nextId++,
                            (long) bps,
                            Math.max(bytes, CLUSTER_MIN_BYTES),
                            CLUSTER_PACKETS);
        }
        if (further < NO_FURTHER && wanted < most) {
            furtherBps = further * bps;
        } else {
            complete();
        }
    }
}
