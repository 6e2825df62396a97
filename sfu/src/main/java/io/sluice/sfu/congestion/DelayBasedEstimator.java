package io.sluice.sfu.congestion;

/// The rate at which the queues on the way do not grow.
///
/// Follows libwebrtc's `delay_based_bwe`. Rates in bits per second.
final class DelayBasedEstimator {
    /// After a longer silence the past says nothing.
    private static final long TIMEOUT_NANOS = 2_000_000_000L;

    /// So long after a probe what it found counts as what the link carries, because what arrives
    /// has not caught up with the new rate: the jump itself may look like over-use.
    private static final long PROBE_NANOS = 1_000_000_000;

    /// A queue that is none: a burst of ours takes as long.
    private static final long LOW_NANOS = 12_000_000;

    /// A queue that even a busy receiver is not to have.
    private static final long HIGH_NANOS = 40_000_000;

    /// A network that carries less than sound and a small picture is rare, and a moment without a
    /// processor is not: it takes a queue that lasts to go below this.
    private static final double FLOOR_BPS = 250_000;

    /// After over-use, so long what was delivered before it is no rate to go back to.
    private static final long FRESH_NANOS = 2_000_000_000;

    /// While no queue stands, over-use is a doubt, and takes no more than this from what goes
    /// through.
    private static final double KEPT = 0.85;

    private static final long LASTING_NANOS = 1_000_000_000;

    private static final long NEVER = Long.MIN_VALUE;

    private final InterArrival groups = new InterArrival();
    private final TrendlineEstimator trendline = new TrendlineEstimator();
    private final OveruseDetector detector = new OveruseDetector();
    private final StandingQueue queue = new StandingQueue();
    private final BusyReceiver receiver = new BusyReceiver();
    private final ArrivalRate arrivals = new ArrivalRate();
    private final DeliveredRate delivered = new DeliveredRate();
    private final AimdRateControl rate;
    private double desiredBps;
    private long feedbackNanos = NEVER;
    private long probeNanos = NEVER;
    private long reducedNanos = NEVER;
    private double lastProbeBps;
    private BandwidthUsage usage = BandwidthUsage.NORMAL;
    private long highSinceNanos = NEVER;
    private boolean probed;
    private boolean recovered;

    DelayBasedEstimator(double startBps, double minBps, double maxBps) {
        rate = new AimdRateControl(startBps, minBps, maxBps);
    }

    double bps() {
        return rate.bps();
    }

    BandwidthUsage usage() {
        return usage;
    }

    /// How long all packets wait on the way.
    long queueNanos() {
        return queue.heightNanos();
    }

    /// Whether the last update took over the result of a probe.
    boolean probed() {
        return probed;
    }

    /// Whether the queues emptied with the last update.
    boolean recovered() {
        return recovered;
    }

    /// What is to be sent if the network takes it.
    void desired(double bps) {
        desiredBps = bps;
    }

    void onRoundTrip(long nanos) {
        rate.onRoundTrip(nanos);
    }

    /// Takes feedback about received packets.
    ///
    /// @param acknowledgedBps or [AimdRateControl#UNKNOWN]
    /// @param probeBps the result of a probe that has just ended, or [AimdRateControl#UNKNOWN]
    void onFeedback(
            PacketResults results,
            double acknowledgedBps,
            double probeBps,
            boolean applicationLimited,
            long nowNanos) {
        probed = false;
        recovered = false;
        if (results.received() == 0) {
            return;
        }
        if (feedbackNanos != NEVER && nowNanos - feedbackNanos > TIMEOUT_NANOS) {
            groups.reset();
            queue.reset();
            receiver.reset();
            delivered.reset();
            trendline.reset();
            detector.reset();
        }
        feedbackNanos = nowNanos;
        for (int i = 0; i < results.received(); i++) {
            int packet = results.byArrival(i);
            if (!results.isTimed(packet)) {
                continue;
            }
            long sent = results.sentNanos(packet);
            long arrival = results.receivedNanos(packet);
            queue.onPacket(sent, arrival);
            receiver.onPacket(sent, arrival);
            arrivals.onPacket(arrival, results.bytes(packet));
            onPacket(sent, arrival, nowNanos);
        }
        delivered.onFeedback(results);
        usage = judge(nowNanos);
        rate.applicationLimited(applicationLimited);
        update(acknowledgedBps, probeBps, nowNanos);
    }

    /// What the trend says, unless the receiver is busy: then the height of the queue counts.
    private BandwidthUsage judge(long nowNanos) {
        boolean busy = receiver.isBusy();
        long height = queue.heightNanos();
        if (height < HIGH_NANOS) {
            highSinceNanos = NEVER;
        } else if (highSinceNanos == NEVER) {
            highSinceNanos = nowNanos;
        }
        boolean lasting = highSinceNanos != NEVER && nowNanos - highSinceNanos >= LASTING_NANOS;
        if (height < LOW_NANOS) {
            rate.floor(Math.max(FLOOR_BPS, KEPT * delivered.bps()));
        } else {
            rate.floor(lasting ? 0 : FLOOR_BPS);
        }
        rate.unhindered(busy && height < LOW_NANOS && desiredBps > rate.bps());
        if (!busy) {
            return detector.usage();
        }
        return height >= HIGH_NANOS ? BandwidthUsage.OVERUSING : BandwidthUsage.NORMAL;
    }

    private void onPacket(long sentNanos, long arrivalNanos, long nowNanos) {
        if (!groups.onPacket(sentNanos, arrivalNanos, nowNanos)) {
            return;
        }
        BandwidthUsage before = detector.usage();
        trendline.onGroup(groups.arrivalDeltaNanos(), groups.sentDeltaNanos(), arrivalNanos);
        detector.onTrend(
                trendline.trend(), trendline.deltas(), groups.sentDeltaNanos(), arrivalNanos);
        recovered |=
                before == BandwidthUsage.UNDERUSING && detector.usage() == BandwidthUsage.NORMAL;
    }

    private void update(double acknowledgedBps, double probeBps, long nowNanos) {
        if (usage == BandwidthUsage.OVERUSING) {
            recovered = false;
            if (acknowledgedBps == AimdRateControl.UNKNOWN) {
                if (rate.mayReduce(rate.bps(), nowNanos)) {
                    rate.reduce(rate.bps() / 2, nowNanos);
                }
            } else {
                reduce(acknowledgedBps, nowNanos);
            }
        } else if (probeBps != AimdRateControl.UNKNOWN && !receiver.isBusy()) {
            probed = true;
            recovered = false;
            probeNanos = nowNanos;
            lastProbeBps = probeBps;
            rate.set(probeBps, nowNanos);
        } else {
            rate.update(usage, acknowledgedBps, nowNanos);
        }
        if (usage == BandwidthUsage.NORMAL
                && queue.heightNanos() < LOW_NANOS
                && delivered.bps() > rate.bps()
                && (reducedNanos == NEVER || nowNanos - reducedNanos > FRESH_NANOS)) {
            // Nobody was held back at first, and all of it went through.
            rate.set(delivered.bps(), nowNanos);
        }
    }

    private void reduce(double acknowledgedBps, long nowNanos) {
        boolean justProbed = probeNanos != NEVER && nowNanos - probeNanos < PROBE_NANOS;
        double arrived = Math.max(acknowledgedBps, arrivals.bps());
        double carried = justProbed ? Math.max(arrived, lastProbeBps) : arrived;
        reducedNanos = nowNanos;
        if (rate.mayReduce(carried, nowNanos)) {
            rate.update(BandwidthUsage.OVERUSING, carried, nowNanos);
        }
    }
}
