package io.sluice.sfu.send;

/// The wall clock that sender reports carry: the loop's own time, moved by a constant.
///
/// It never jumps when the system's clock is set; receivers only need it to run evenly.
public final class ServerClock {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final long originSeconds;
    private final long originNanos;

    /// @param originSeconds seconds since 1900 (RFC 5905 §6) at which the loop's time was zero
    /// @param originNanos the rest, 0..999,999,999
    public ServerClock(long originSeconds, long originNanos) {
        this.originSeconds = originSeconds;
        this.originNanos = originNanos;
    }

    /// The 64-bit NTP timestamp of a moment of the loop's time.
    public long ntp(long nowNanos) {
        long nanos = originNanos + nowNanos;
        long seconds = originSeconds + Math.floorDiv(nanos, NANOS_PER_SECOND);
        long rest = Math.floorMod(nanos, NANOS_PER_SECOND);
        return (seconds << 32) | ((rest << 32) / NANOS_PER_SECOND);
    }

    /// A difference of nanoseconds as one of NTP timestamps.
    public static long ntpOf(long nanos) {
        long seconds = Math.floorDiv(nanos, NANOS_PER_SECOND);
        long rest = Math.floorMod(nanos, NANOS_PER_SECOND);
        return (seconds << 32) + (rest << 32) / NANOS_PER_SECOND;
    }

    /// The middle 32 bits of an NTP timestamp, as reports quote it (RFC 3550 §4).
    public static int compact(long ntp) {
        return (int) (ntp >>> 16);
    }

    /// Nanoseconds in a difference of two NTP timestamps.
    public static long nanosOf(long ntpDifference) {
        long seconds = ntpDifference >> 32;
        long fraction = ntpDifference & 0xffff_ffffL;
        return seconds * NANOS_PER_SECOND + ((fraction * NANOS_PER_SECOND) >>> 32);
    }
}
