package io.sluice.sfu.time;

/// Told of a bug: what a callback threw. It closes what the callback belongs to, so that one room's
/// mistake stays that room's.
@FunctionalInterface
public interface FailureHandler {
    void onFailure(Throwable failure, long nowNanos);
}
