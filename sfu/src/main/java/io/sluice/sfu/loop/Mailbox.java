package io.sluice.sfu.loop;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The only way into a loop from other threads: tasks, run one after the other on the loop.
public final class Mailbox {
    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final Runnable wakeUp;
    private volatile boolean closed;

    /// A mailbox of one loop.
    ///
    /// @param wakeUp ends the loop's wait
    public Mailbox(Runnable wakeUp) {
        this.wakeUp = wakeUp;
    }

    /// Leaves a task. Any thread may call it.
    ///
    /// @return false when the loop has ended and will not run it
    public boolean post(Runnable task) {
        if (closed) {
            return false;
        }
        tasks.add(task);
        wakeUp.run();
        return true;
    }

    /// Runs waiting tasks, at most so many.
    ///
    /// @param failed given what a task threw
    /// @return whether any were run
    boolean run(int most, Consumer<Throwable> failed) {
        for (int i = 0; i < most; i++) {
            Runnable task = tasks.poll();
            if (task == null) {
                return i > 0;
            }
            run(task, failed);
        }
        return true;
    }

    private static void run(Runnable task, Consumer<Throwable> failed) {
        try {
            task.run();
        } catch (RuntimeException | Error failure) {
            failed.accept(failure);
        }
    }

    /// Takes no more, and runs what was left before.
    void close(Consumer<Throwable> failed) {
        closed = true;
        for (@Nullable Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            run(task, failed);
        }
    }
}
