package io.sluice.egress.audio;

/// Times as numbers of samples at 48 kHz.
public final class Samples {
    public static final int RATE = 48_000;

    private static final long NANOS = 1_000_000_000L;

    private Samples() {}

    /// The first sample at or after this time, for any time of this century.
    public static long ofNanos(long nanos) {
        long seconds = Math.floorDiv(nanos, NANOS);
        return seconds * RATE + Math.floorMod(nanos, NANOS) * RATE / NANOS;
    }

    /// When this sample is heard.
    public static long toNanos(long sample) {
        long seconds = Math.floorDiv(sample, (long) RATE);
        return seconds * NANOS + Math.floorMod(sample, (long) RATE) * NANOS / RATE;
    }
}
