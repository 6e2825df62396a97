package io.sluice.sfu.net;

import java.io.IOException;
import java.net.SocketException;
import java.util.concurrent.atomic.AtomicBoolean;

/// What a loop waits on: its sockets, and a signal from other threads.
final class Waiter {
    private final Syscalls kernel;
    private final int waiter;
    private final int signal;

    /// Since the last wait: then raising it again is a call saved.
    private final AtomicBoolean raised = new AtomicBoolean();

    private boolean closed; // guarded by this

    Waiter(Syscalls kernel) throws IOException {
        this.kernel = kernel;
        waiter = kernel.waiter();
        signal = kernel.signal();
        if (waiter < 0 || signal < 0 || kernel.watch(waiter, signal, true) < 0) {
            close();
            throw new SocketException("the kernel has no more files to wait on");
        }
    }

    /// Ends a wait when this can be read.
    void watch(int fd) throws IOException {
        int error = -kernel.watch(waiter, fd, false);
        if (error != 0) {
            throw new SocketException("cannot wait for a socket (error " + error + ")");
        }
    }

    void await(long millis) {
        kernel.await(waiter, (int) Math.min(millis, Integer.MAX_VALUE));
        // What was left for us before this is seen by whatever we do next.
        raised.getAndSet(false);
    }

    /// Ends the current or the next [#await]. Any thread may call it, after the end too.
    void wakeUp() {
        if (raised.getAndSet(true)) {
            return;
        }
        // The number of a closed file may already be another file's.
        synchronized (this) {
            if (!closed) {
                kernel.raise(signal);
            }
        }
    }

    synchronized void close() {
        closed = true;
        if (waiter >= 0) {
            kernel.close(waiter);
        }
        if (signal >= 0) {
            kernel.close(signal);
        }
    }
}
