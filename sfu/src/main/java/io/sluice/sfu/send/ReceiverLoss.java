package io.sluice.sfu.send;

/// How much of what is sent to one receiver gets lost, all streams together, and how much
/// redundancy its sound needs for it.
///
/// Reports fade with time, so that a long one counts for more than a short one and none for ever.
/// Redundancy comes at once and goes slowly: losses come in runs.
public final class ReceiverLoss {
    /// Packets before each packet of sound, above a tenth of loss.
    public static final int MOST = 2;

    /// Redundancy costs as much again as the sound itself; what is lost less often is concealed.
    static final double ONE_BLOCK = 0.03;

    /// Two packets in a row are lost often enough to be heard.
    static final double TWO_BLOCKS = 0.10;

    private static final double BACK_TO_ONE = 0.07;
    private static final double BACK_TO_NONE = 0.01;

    /// So long it has to be better before less is sent.
    private static final long CALM_NANOS = 5_000_000_000L;

    /// After so long a report counts for a third.
    private static final double FADE_NANOS = 3e9;

    /// Fewer packets say nothing: by chance alone one or two are missing.
    private static final double MIN_EXPECTED = 100;

    private static final long NONE = Long.MIN_VALUE;

    private double expected;
    private double lost;
    private long lastNanos;
    private int redundancy;
    private long calmSinceNanos = NONE;

    /// A report about some of the packets.
    ///
    /// @param packets that were sent, 0 or more
    /// @param missing of them, at most `packets`; below zero when some came that were missed before
    public void onReport(long packets, long missing, long nowNanos) {
        double fade = Math.exp((lastNanos - nowNanos) / FADE_NANOS);
        expected = expected * fade + packets;
        lost = Math.max(0, lost * fade + missing);
        lastNanos = nowNanos;
        if (expected >= MIN_EXPECTED) {
            judge(nowNanos);
        }
    }

    /// The lost share, 0 to 1.
    public double ratio() {
        return expected >= MIN_EXPECTED ? lost / expected : 0;
    }

    /// How many packets before go along with each packet of sound, 0 to 2.
    public int redundancy() {
        return redundancy;
    }

    private void judge(long nowNanos) {
        double ratio = ratio();
        int needed = ratio > TWO_BLOCKS ? MOST : ratio > ONE_BLOCK ? 1 : 0;
        if (needed > redundancy) {
            redundancy = needed;
        }
        boolean calm = ratio < (redundancy == MOST ? BACK_TO_ONE : BACK_TO_NONE);
        if (redundancy == 0 || !calm) {
            calmSinceNanos = NONE;
        } else if (calmSinceNanos == NONE) {
            calmSinceNanos = nowNanos;
        } else if (nowNanos - calmSinceNanos >= CALM_NANOS) {
            redundancy--;
            calmSinceNanos = NONE;
        }
    }
}
