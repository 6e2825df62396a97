package io.sluice.server;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Stops the server once: patiently when it is asked to, at once when it is asked again.
final class Stopping {
    private static final Logger LOG = LoggerFactory.getLogger(Stopping.class);

    private final Runnable stop;
    private final Runnable hurry;
    private final AtomicBoolean requested = new AtomicBoolean();
    private final CountDownLatch stopped = new CountDownLatch(1);

    /// @param stop may take its time
    /// @param hurry ends the wait
    Stopping(Runnable stop, Runnable hurry) {
        this.stop = stop;
        this.hurry = hurry;
    }

    /// Asks the server to stop and returns.
    void request() {
        if (requested.compareAndSet(false, true)) {
            Thread.ofPlatform().name("stop").start(this::run);
        } else {
            hurry.run();
        }
    }

    private void run() {
        try {
            stop.run();
        } catch (RuntimeException e) {
            LOG.error("did not stop well", e);
        } finally {
            stopped.countDown();
        }
    }

    /// The same for who ends the process by other means; returns when it has stopped.
    void complete() {
        if (requested.compareAndSet(false, true)) {
            run();
        }
        try {
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void await() throws InterruptedException {
        stopped.await();
    }
}
