package io.sluice.sfu.congestion;

import io.sluice.rtp.rtcp.TransportFeedback;
import io.sluice.sfu.time.Departures;
import org.jspecify.annotations.Nullable;

/// Estimates how much the network towards one receiver carries, from its transport-wide feedback or
/// from what it reports otherwise.
///
/// Follows libwebrtc's `goog_cc_network_control`. Sans-IO; allocates nothing per packet.
public final class CongestionController {
    /// What is assumed before anything is known, as in browsers.
    public static final long START_BPS = 300_000;

    /// Less than a voice.
    public static final long MIN_BPS = 10_000;

    /// More than anybody looks at.
    public static final long MAX_BPS = 30_000_000;

    /// Without feedback on packets there is nothing to test a rate with, so more is assumed.
    public static final long START_WITHOUT_FEEDBACK_BPS = 2_500_000;

    /// The pacer may send a frame so much faster than the stream.
    private static final double PACING_FACTOR = 2.5;

    /// While so much waits on the way, what leaves in a burst gets lost in the queue, and sound
    /// with it: pictures and repairs together keep to the rate.
    private static final double DRAINING_FACTOR = 1.0;

    private static final long LARGE_QUEUE_NANOS = 150_000_000;

    private static final long INTERVAL_NANOS = 25_000_000;

    /// Where nothing is sent or wanted: ten thousand of those are a load of their own.
    private static final long RESTING_NANOS = 1_000_000_000;

    private static final long NEVER = Long.MAX_VALUE;
    private static final long UNKNOWN = -1;

    /// Without a packet for so long that feedback could tell of, what it told last means nothing:
    /// some receivers give none on sound, and pictures may be paused.
    private static final long SILENT_NANOS = 1_000_000_000;

    private final boolean feedbackExpected;
    private final TransportFeedbackAdapter adapter;
    private final AcknowledgedBitrate acknowledged = new AcknowledgedBitrate();
    private final AlrDetector alr = new AlrDetector();
    private final ProbeBitrateEstimator probeResults = new ProbeBitrateEstimator();
    private final DelayBasedEstimator delay;
    private final LossBasedEstimator loss;
    private final ProbeController probes;
    private final TargetRate target;
    private @Nullable PacketResults scratch; // from the first feedback on
    private boolean started;
    private boolean wasLimited;
    private double reportedLoss;
    private long judgedPackets;
    private long judgedLost;
    private double desiredBps;
    private long roundTripNanos = UNKNOWN;
    private long sentNanos;
    private long deadlineNanos = NEVER;

    /// A receiver of whose network nothing is known.
    ///
    /// @param feedbackExpected transport-wide feedback was negotiated
    /// @param departures tell when a packet left that was sent at some time
    public CongestionController(boolean feedbackExpected, Departures departures) {
        this.feedbackExpected = feedbackExpected;
        adapter = new TransportFeedbackAdapter(departures);
        double start = feedbackExpected ? START_BPS : START_WITHOUT_FEEDBACK_BPS;
        delay = new DelayBasedEstimator(start, MIN_BPS, MAX_BPS);
        loss = new LossBasedEstimator(MIN_BPS, MAX_BPS);
        probes = new ProbeController(start, MAX_BPS);
        target = new TargetRate(start, MIN_BPS, MAX_BPS);
        alr.onEstimate(start);
    }

    /// How much to send, bits per second, all packets together.
    public long targetBps() {
        return (long) target.bps();
    }

    /// How fast the pacer may send, bits per second.
    public long pacingBps() {
        double factor = delay.queueNanos() > LARGE_QUEUE_NANOS ? DRAINING_FACTOR : PACING_FACTOR;
        return (long) (factor * target.bps());
    }

    /// What arrives, bits per second, -1 while unknown.
    public long acknowledgedBps() {
        return (long) acknowledged.bps();
    }

    /// What the delays say.
    public BandwidthUsage usage() {
        return delay.usage();
    }

    /// The lost share of what was sent in the last seconds, 0..1.
    public double lossRatio() {
        return loss.isReady() ? loss.averageLoss() : reportedLoss;
    }

    /// Packets that the last feedback message told of for the first time.
    public long judgedPackets() {
        return judgedPackets;
    }

    /// How many packets are lost by the last feedback message, less those that it takes back.
    public long judgedLost() {
        return judgedLost;
    }

    /// Whether clearly less is sent than might be.
    public boolean applicationLimited() {
        return alr.limited();
    }

    /// The round trip as feedback shows it, -1 while unknown.
    public long roundTripNanos() {
        return roundTripNanos;
    }

    /// What is to be added as padding, bits per second, while loss limits the rate and nothing else
    /// would show that it may rise again.
    public long paddingBps() {
        return loss.state() == LossBasedEstimator.State.LOSS_INCREASING && desiredBps > target.bps()
                ? targetBps()
                : 0;
    }

    /// The next probe to send, or null.
    public @Nullable ProbeCluster takeProbe() {
        ProbeCluster cluster = probes.take();
        if (cluster != null) {
            probeResults.onCluster(cluster);
        }
        return cluster;
    }

    /// How much could be sent if the network took it: all that the receiver wants to see.
    public void desired(long bps, long nowNanos) {
        desiredBps = bps;
        delay.desired((double) bps);
        probes.desired((double) bps, alr.limited(), nowNanos);
        if (bps > 0) {
            wake(nowNanos);
        }
    }

    /// A packet is about to leave; [#onSent] or [#onUnsent] follows.
    ///
    /// @param transportSequence 0..65535
    /// @param bytes on the wire
    /// @param probeCluster or [ProbeCluster#NONE]
    public void onSending(int transportSequence, int bytes, int probeCluster, long nowNanos) {
        adapter.onSent(transportSequence, bytes, probeCluster, nowNanos);
    }

    /// So many bytes have left.
    public void onSent(int bytes, long nowNanos) {
        sentNanos = nowNanos;
        alr.onSent(bytes, nowNanos);
        target.onSent(nowNanos);
        if (!started) {
            started = true;
            probes.onStart(nowNanos);
        }
        wake(nowNanos);
    }

    /// The packet of this number did not leave this machine: no loss of the network.
    public void onUnsent(int transportSequence) {
        adapter.onUnsent(transportSequence);
    }

    /// What rested ticks again.
    private void wake(long nowNanos) {
        if (started) {
            deadlineNanos = Math.min(deadlineNanos, nowNanos + INTERVAL_NANOS);
        }
    }

    /// Takes a wrapped feedback message.
    public void onTransportFeedback(TransportFeedback feedback, long nowNanos) {
        judgedPackets = 0;
        judgedLost = 0;
        PacketResults results = scratch;
        if (results == null) {
            results = new PacketResults();
            scratch = results;
        }
        while (adapter.read(feedback, nowNanos, results)) {
            judgedPackets += results.count() - results.corrected();
            judgedLost += results.count() - results.received() - results.corrected();
            if (results.count() > 0) {
                onResults(results, nowNanos);
            }
        }
    }

    /// The receiver's own estimate (REMB).
    public void onReceiverEstimate(long bps, long nowNanos) {
        target.onReceiverEstimate((double) bps);
        changed(nowNanos);
    }

    /// A report block of the receiver.
    ///
    /// @param fractionLost in 256ths
    /// @param roundTrip in nanoseconds, -1 when unknown
    public void onReceiverReport(int fractionLost, long roundTrip, long nowNanos) {
        reportedLoss = fractionLost / 256.0;
        if (roundTrip >= 0) {
            delay.onRoundTrip(roundTrip);
        }
        if (!feedbackExpected) {
            roundTripNanos = roundTrip >= 0 ? roundTrip : roundTripNanos;
            target.onReceiverReport(reportedLoss, Math.max(0, roundTrip), nowNanos);
            changed(nowNanos);
        }
    }

    /// When [#onDeadline] wants to be called; never before the first packet.
    public long deadlineNanos() {
        return deadlineNanos;
    }

    /// Time has passed: what nobody answered, and what may be tried.
    public void onDeadline(long nowNanos) {
        if (nowNanos < deadlineNanos) {
            return;
        }
        boolean resting = desiredBps == 0 && nowNanos - sentNanos > SILENT_NANOS;
        deadlineNanos = nowNanos + (resting ? RESTING_NANOS : INTERVAL_NANOS);
        alr.onTime(nowNanos);
        if (feedbackExpected) {
            target.onTime(nowNanos);
            probes.onTime(nowNanos);
        }
        changed(nowNanos);
    }

    private void onResults(PacketResults results, long nowNanos) {
        measureRoundTrip(results, nowNanos);
        boolean limited = alr.limited();
        if (wasLimited && !limited) {
            acknowledged.onLimitEnded(nowNanos);
        }
        wasLimited = limited;
        acknowledged.onFeedback(results, limited, delay.usage() == BandwidthUsage.OVERUSING);
        double acknowledgedBps = acknowledged.bps();
        loss.onAcknowledged(acknowledgedBps);
        double probed = probeResults.onFeedback(results);
        if (probed <= delay.bps()) {
            // A probe shows what is possible; what is too much the delays show better.
            probed = AimdRateControl.UNKNOWN;
        }
        delay.onFeedback(results, acknowledgedBps, probed, limited, nowNanos);
        if (delay.probed()) {
            target.onProbe(delay.bps());
        } else {
            target.onDelayBased(delay.bps());
        }
        loss.onFeedback(results, delay.bps(), limited);
        target.onLossBased(loss.isReady() ? Math.min(loss.bps(), delay.bps()) : delay.bps());
        changed(nowNanos);
        if (delay.recovered()) {
            probes.onRecovered(nowNanos);
        }
    }

    private void measureRoundTrip(PacketResults results, long nowNanos) {
        if (results.received() == 0) {
            return;
        }
        long lastArrival = results.receivedNanos(results.byArrival(results.received() - 1));
        long shortest = Long.MAX_VALUE;
        for (int i = 0; i < results.received(); i++) {
            int packet = results.byArrival(i);
            long waited = lastArrival - results.receivedNanos(packet);
            shortest = Math.min(shortest, nowNanos - results.sentNanos(packet) - waited);
        }
        roundTripNanos = Math.max(0, shortest);
        delay.onRoundTrip(roundTripNanos);
        target.onFeedback(roundTripNanos, nowNanos);
    }

    private void changed(long nowNanos) {
        alr.onEstimate(target.bps());
        probes.onEstimate(target.bps(), limit(nowNanos), nowNanos);
    }

    private ProbeController.Limit limit(long nowNanos) {
        if (nowNanos - sentNanos > SILENT_NANOS) {
            return ProbeController.Limit.NONE;
        }
        if (delay.usage() != BandwidthUsage.NORMAL
                || target.isBlocked()
                || loss.state() == LossBasedEstimator.State.LOSS_DECREASING) {
            return ProbeController.Limit.CONGESTED;
        }
        return loss.state() == LossBasedEstimator.State.LOSS_INCREASING
                ? ProbeController.Limit.LOSS_INCREASING
                : ProbeController.Limit.NONE;
    }
}
