package io.sluice.egress.worker;

/// The server's clock as the worker knows it: what the server said last, less the shortest way it
/// ever took to get here.
final class ServerTime {
    private long offset = Long.MAX_VALUE;

    /// The server said that it was `serverNanos` a moment ago.
    void onServerTime(long serverNanos, long localNanos) {
        offset = Math.min(offset, localNanos - serverNanos);
    }

    /// The server's time now; only after it said one.
    long at(long localNanos) {
        return localNanos - offset;
    }
}
