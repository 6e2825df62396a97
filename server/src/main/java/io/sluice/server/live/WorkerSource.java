package io.sluice.server.live;

import io.sluice.egress.supervise.WorkerCommandLine;

/// Says how the worker of a program is started.
@FunctionalInterface
public interface WorkerSource {
    /// How to start one now.
    ///
    /// @throws WorkerUnavailableException when something it needs is missing
    WorkerCommandLine line() throws WorkerUnavailableException;
}
