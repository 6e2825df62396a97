package io.sluice.signaling.session;

import java.time.Duration;

/// Runs something later.
@FunctionalInterface
public interface Timers {
    /// A task that has not run yet.
    @FunctionalInterface
    interface Pending {
        void cancel();
    }

    /// Runs a task once.
    ///
    /// @param task short; it hands over and returns
    Pending after(Duration delay, Runnable task);
}
