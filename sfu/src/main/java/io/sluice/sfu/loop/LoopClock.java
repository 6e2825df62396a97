package io.sluice.sfu.loop;

import java.time.Instant;

/// A loop's time: nanoseconds since its start, and what that is on the wall.
public final class LoopClock {
    /// From 1900, where NTP begins, to 1970 (RFC 5905 §6).
    private static final long NTP_EPOCH_SECONDS = 2_208_988_800L;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final long startNanos;
    private final Instant startInstant;

    private LoopClock(long startNanos, Instant startInstant) {
        this.startNanos = startNanos;
        this.startInstant = startInstant;
    }

    /// A clock that starts now.
    public static LoopClock start() {
        return new LoopClock(System.nanoTime(), Instant.now());
    }

    public long nanos() {
        return System.nanoTime() - startNanos;
    }

    /// A time of this clock as a 64-bit NTP timestamp, for sender reports (RFC 3550 §4). All loops
    /// that were started together agree.
    public long ntp(long nowNanos) {
        Instant instant = startInstant.plusNanos(nowNanos);
        long seconds = instant.getEpochSecond() + NTP_EPOCH_SECONDS;
        long fraction = ((long) instant.getNano() << 32) / NANOS_PER_SECOND;
        return seconds << 32 | fraction;
    }
}
