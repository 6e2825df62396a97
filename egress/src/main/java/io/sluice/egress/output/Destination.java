package io.sluice.egress.output;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Sends a program to one server until it is stopped, whatever happens there: its own queue, its
/// own threads, its own state. Nothing of it reaches the program or other destinations.
public final class Destination implements FrameSink, AutoCloseable {
    private static final long MAX_QUEUED_BYTES = 16 << 20;
    private static final long MAX_WAIT_MILLIS = 1_000;

    /// So long a server gets to take our goodbye.
    private static final Duration GOODBYE = Duration.ofSeconds(1);

    /// So long a connection that was hung up gets to end.
    private static final Duration END = Duration.ofSeconds(2);

    private final Caller caller;
    private final FrameQueue queue;
    private final AtomicLong sentBytes = new AtomicLong();
    private final DestinationMachine machine = new DestinationMachine();
    private final Told told = new Told();
    private final Thread control;
    private @Nullable Thread session;
    private long awaitedNanos; // when the control thread looks again

    /// Begins at once; `keyframeWanted` is called when a stream cannot begin without a keyframe,
    /// from any thread.
    public Destination(Caller caller, Runnable keyframeWanted) {
        this.caller = caller;
        queue = new FrameQueue(FrameQueue.LIVE_NANOS, MAX_QUEUED_BYTES, keyframeWanted);
        control = Thread.ofVirtual().name("destination").start(this::control);
    }

    @Override
    public void onFrame(EncodedFrame frame) {
        queue.onFrame(frame);
    }

    /// How it fares now.
    public DestinationStatus status() {
        synchronized (machine) {
            long next = machine.nextNanos();
            long nextMillis =
                    next == DestinationMachine.NEVER
                            ? 0
                            : Math.max(0, (next - System.nanoTime()) / 1_000_000);
            return new DestinationStatus(
                    machine.state(),
                    machine.retry(),
                    nextMillis,
                    machine.reason(),
                    sentBytes.get(),
                    queue.droppedFrames(),
                    queue.queuedNanos() / 1_000_000);
        }
    }

    /// The platform or the operator sees the stream.
    public void confirm() {
        synchronized (machine) {
            machine.onConfirmed();
        }
    }

    /// Stops it for good; waits a second at most for the goodbye.
    @Override
    public void close() {
        Thread running;
        synchronized (machine) {
            queue.abandon();
            running = session;
        }
        caller.finish();
        try {
            if (running != null) {
                boolean _ = running.join(GOODBYE);
            }
            synchronized (machine) {
                machine.stop();
                machine.notifyAll();
            }
            control.join();
            end();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Nothing of a connection may be left when the process ends.
    private void end() throws InterruptedException {
        Thread last;
        synchronized (machine) {
            last = session;
        }
        if (last != null) {
            last.interrupt();
            boolean _ = last.join(END);
        }
    }

    private void control() {
        try {
            while (step()) {
                // The machine says what comes next.
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean step() throws InterruptedException {
        synchronized (machine) {
            long now = System.nanoTime();
            switch (machine.poll(now)) {
                case CONNECT -> {
                    Thread before = session;
                    session = caller.threads().name("destination-session").start(() -> run(before));
                }
                case CLOSE -> {
                    queue.abandon();
                    caller.hangUp();
                }
                case WAIT -> {
                    if (machine.state() == DestinationState.STOPPED) {
                        return false;
                    }
                    long wait = waitMillis(now);
                    awaitedNanos = now + wait * 1_000_000;
                    machine.wait(wait);
                }
            }
            return true;
        }
    }

    private long waitMillis(long now) {
        long deadline = machine.deadlineNanos();
        return deadline == DestinationMachine.NEVER
                ? MAX_WAIT_MILLIS
                : Math.clamp((deadline - now) / 1_000_000 + 1, 1, MAX_WAIT_MILLIS);
    }

    /// One connection; never two at a time.
    private void run(@Nullable Thread before) {
        try {
            if (before != null) {
                before.join();
            }
            caller.call(queue, told);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            queue.abandon();
        }
    }

    private void tell(Runnable event) {
        synchronized (machine) {
            event.run();
            // Told of each frame; most of the time it only has more time left.
            if (machine.deadlineNanos() < awaitedNanos) {
                machine.notifyAll();
            }
        }
    }

    private final class Told implements Caller.Events {
        @Override
        public void onPublishing() {
            tell(() -> machine.onPublishing(System.nanoTime()));
        }

        @Override
        public void onRejected(DestinationReason words) {
            tell(() -> machine.onRejected(words, System.nanoTime()));
        }

        @Override
        public void onProven(long bytes, long onTheirWay) {
            tell(() -> machine.onProven(bytes, onTheirWay, System.nanoTime()));
        }

        @Override
        public void onNothingToSend() {
            tell(() -> machine.onNothingToSend(System.nanoTime()));
        }

        @Override
        public void onSent(long bytes) {
            sentBytes.addAndGet(bytes);
        }

        @Override
        public void onClosed(DestinationReason reason) {
            tell(() -> machine.onClosed(reason, System.nanoTime()));
        }

        @Override
        public void onFailed(DestinationReason reason) {
            tell(() -> machine.onFailed(reason));
        }
    }
}
