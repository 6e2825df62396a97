package io.sluice.sfu.time;

/// When packets really left. A duty cycle reads its clock once, at its beginning, and sends at its
/// end; when the thread is held up in between, what it took for the time of sending is wrong.
@FunctionalInterface
public interface Departures {
    /// Nobody knows when it left, but for the order of 10 ms and more.
    long UNKNOWN = Long.MIN_VALUE;

    /// Everything leaves in the moment in which it is handed over.
    Departures AT_ONCE = sentNanos -> sentNanos;

    /// When a packet left, in nanoseconds of the same clock, or [#UNKNOWN].
    ///
    /// @param sentNanos the time of the duty cycle in which it was handed over
    long leftNanos(long sentNanos);
}
