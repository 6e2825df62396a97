package io.sluice.sfu.congestion;

/// What a cluster of probe packets tells of the link: the smaller of the rates at which it was sent
/// and received.
///
/// Follows libwebrtc's `probe_bitrate_estimator`.
final class ProbeBitrateEstimator {
    private static final int CLUSTERS = 8;
    private static final double MIN_RECEIVED = 0.8;
    private static final double MAX_RATIO = 2;
    private static final double UNSATURATED = 0.9;
    private static final double UTILIZATION = 0.95;
    private static final long MAX_INTERVAL_NANOS = 1_000_000_000;
    private static final double NANO_BITS_PER_BYTE = 8e9;

    private final int[] ids = new int[CLUSTERS];
    private final int[] wantedBytes = new int[CLUSTERS];
    private final int[] wantedPackets = new int[CLUSTERS];
    private final int[] packets = new int[CLUSTERS];
    private final long[] bytes = new long[CLUSTERS];
    private final long[] firstSent = new long[CLUSTERS];
    private final long[] lastSent = new long[CLUSTERS];
    private final int[] lastSentBytes = new int[CLUSTERS];
    private final long[] firstArrival = new long[CLUSTERS];
    private final int[] firstArrivalBytes = new int[CLUSTERS];
    private final long[] lastArrival = new long[CLUSTERS];

    /// A cluster is about to be sent; it takes the place of the one eight before.
    void onCluster(ProbeCluster cluster) {
        int at = cluster.id() % CLUSTERS;
        ids[at] = cluster.id();
        wantedBytes[at] = cluster.bytes();
        wantedPackets[at] = cluster.packets();
        packets[at] = 0;
        bytes[at] = 0;
    }

    /// Takes feedback; returns the last result in bits per second, or [AimdRateControl#UNKNOWN].
    double onFeedback(PacketResults results) {
        double result = AimdRateControl.UNKNOWN;
        for (int i = 0; i < results.received(); i++) {
            int packet = results.byArrival(i);
            int id = results.probe(packet);
            int at = id % CLUSTERS;
            if (id != ProbeCluster.NONE && ids[at] == id && results.isTimed(packet)) {
                note(
                        at,
                        results.sentNanos(packet),
                        results.receivedNanos(packet),
                        results.bytes(packet));
                double bps = estimate(at);
                result = bps == AimdRateControl.UNKNOWN ? result : bps;
            }
        }
        return result;
    }

    private void note(int at, long sent, long arrival, int size) {
        if (packets[at] == 0 || sent < firstSent[at]) {
            firstSent[at] = sent;
        }
        if (packets[at] == 0 || sent >= lastSent[at]) {
            lastSent[at] = sent;
            lastSentBytes[at] = size;
        }
        if (packets[at] == 0 || arrival < firstArrival[at]) {
            firstArrival[at] = arrival;
            firstArrivalBytes[at] = size;
        }
        lastArrival[at] = packets[at] == 0 ? arrival : Math.max(lastArrival[at], arrival);
        packets[at]++;
        bytes[at] += size;
    }

    private double estimate(int at) {
        if (packets[at] < MIN_RECEIVED * wantedPackets[at]
                || bytes[at] < MIN_RECEIVED * wantedBytes[at]) {
            return AimdRateControl.UNKNOWN;
        }
        long sendNanos = lastSent[at] - firstSent[at];
        long receiveNanos = lastArrival[at] - firstArrival[at];
        if (sendNanos <= 0
                || sendNanos > MAX_INTERVAL_NANOS
                || receiveNanos <= 0
                || receiveNanos > MAX_INTERVAL_NANOS) {
            return AimdRateControl.UNKNOWN;
        }
        double sendBps = (bytes[at] - lastSentBytes[at]) * NANO_BITS_PER_BYTE / sendNanos;
        double receiveBps = (bytes[at] - firstArrivalBytes[at]) * NANO_BITS_PER_BYTE / receiveNanos;
        if (receiveBps > MAX_RATIO * sendBps) {
            return AimdRateControl.UNKNOWN;
        }
        // Received more slowly than sent: the link was full, a little less leaves it room.
        return receiveBps < UNSATURATED * sendBps
                ? UTILIZATION * receiveBps
                : Math.min(sendBps, receiveBps);
    }
}
