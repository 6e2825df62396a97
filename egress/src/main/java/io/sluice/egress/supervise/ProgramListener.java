package io.sluice.egress.supervise;

import io.sluice.egress.control.WorkerEvent;

/// What a supervised program tells; called on threads of its own.
public interface ProgramListener {
    /// A worker runs the program now. The first time and after each replacement.
    ///
    /// @param part counts from 1; a recording goes on under this number
    void onStarted(int part);

    /// A word of the worker.
    void onEvent(WorkerEvent event);

    /// The worker is gone without being asked to; another one follows.
    void onLost(String reason);

    /// The program ended as it was asked to.
    void onEnded();
}
