package io.sluice.sfu.congestion;

/// What arrives at the receiver, smoothed by how far a sample is from what was expected.
///
/// Follows libwebrtc's `bitrate_estimator` and `acknowledged_bitrate_estimator`.
final class AcknowledgedBitrate {
    private static final long FIRST_WINDOW_NANOS = 500_000_000;
    private static final long WINDOW_NANOS = 150_000_000;
    private static final double UNCERTAINTY = 10;
    private static final double UNCERTAINTY_WHEN_LIMITED = 20;
    private static final double INITIAL_VARIANCE = 50;
    private static final double VARIANCE_GROWTH = 5;
    private static final double FAST_CHANGE_VARIANCE = 200;

    /// While queues grow, what arrives is what the link carries: if that is so much less than what
    /// was expected, the link has changed.
    private static final double SUDDEN_DROP = 0.66;

    private static final double BPS_PER_KBPS = 1000;
    private static final double NANO_BITS_PER_BYTE = 8e9;
    private static final long NEVER = Long.MIN_VALUE;

    private double kbps = AimdRateControl.UNKNOWN;
    private double variance = INITIAL_VARIANCE;
    private long lastNanos = NEVER;
    private long windowNanos;
    private long bytes;
    private long limitEndedNanos = NEVER;

    /// In bits per second, [AimdRateControl#UNKNOWN] until half a second was seen.
    double bps() {
        return kbps < 0 ? AimdRateControl.UNKNOWN : kbps * BPS_PER_KBPS;
    }

    /// The application begins to send what the network takes: the next samples count for more.
    void onLimitEnded(long nowNanos) {
        limitEndedNanos = nowNanos;
    }

    /// Takes the received packets.
    ///
    /// @param limited the application sends less than it may
    /// @param overusing queues grow
    void onFeedback(PacketResults results, boolean limited, boolean overusing) {
        for (int i = 0; i < results.received(); i++) {
            int packet = results.byArrival(i);
            if (limitEndedNanos != NEVER && results.sentNanos(packet) > limitEndedNanos) {
                variance += FAST_CHANGE_VARIANCE;
                limitEndedNanos = NEVER;
            }
            onPacket(results.receivedNanos(packet), results.bytes(packet), limited, overusing);
        }
    }

    private void onPacket(long arrivalNanos, int size, boolean limited, boolean overusing) {
        long wanted = kbps < 0 ? FIRST_WINDOW_NANOS : WINDOW_NANOS;
        double sample = AimdRateControl.UNKNOWN;
        if (lastNanos != NEVER && arrivalNanos < lastNanos) {
            lastNanos = NEVER;
            windowNanos = 0;
            bytes = 0;
        }
        if (lastNanos != NEVER) {
            long gap = arrivalNanos - lastNanos;
            windowNanos += gap;
            if (gap > wanted) {
                bytes = 0;
                windowNanos %= wanted;
            }
        }
        lastNanos = arrivalNanos;
        if (windowNanos >= wanted) {
            sample = bytes * NANO_BITS_PER_BYTE / wanted / BPS_PER_KBPS;
            windowNanos -= wanted;
            bytes = 0;
        }
        bytes += size;
        if (sample >= 0) {
            onSample(sample, limited, overusing);
        }
    }

    private void onSample(double sample, boolean limited, boolean overusing) {
        if (kbps < 0) {
            kbps = sample;
            return;
        }
        if (overusing && sample < SUDDEN_DROP * kbps) {
            variance += FAST_CHANGE_VARIANCE;
        }
        double scale = limited && sample < kbps ? UNCERTAINTY_WHEN_LIMITED : UNCERTAINTY;
        double uncertainty = scale * Math.abs(kbps - sample) / Math.max(kbps, 1);
        double sampleVariance = uncertainty * uncertainty;
        double predicted = variance + VARIANCE_GROWTH;
        kbps = (sampleVariance * kbps + predicted * sample) / (sampleVariance + predicted);
        variance = sampleVariance * predicted / (sampleVariance + predicted);
    }
}
