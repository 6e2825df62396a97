package io.sluice.signaling.session;

import io.sluice.signaling.message.RejectedException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The tasks of one meeting, one after the other. What the media plane is asked comes back as a
/// further task, in the order in which the media plane did it.
final class MeetingTasks implements Executor {
    /// A task that may have to wait for the media plane.
    @FunctionalInterface
    interface Work {
        CompletableFuture<Void> run();
    }

    private final SerialExecutor executor;
    private final long mediaTimeoutMillis;

    /// @param onFailure told of a mistake of ours in a task
    MeetingTasks(Executor executor, Duration mediaTimeout, Consumer<RuntimeException> onFailure) {
        this.executor = new SerialExecutor(executor, onFailure);
        mediaTimeoutMillis = mediaTimeout.toMillis();
    }

    static CompletableFuture<Void> done() {
        return CompletableFuture.allOf();
    }

    @Override
    public void execute(Runnable task) {
        executor.execute(task);
    }

    /// Runs a task; the future completes when all of it is done, or fails with the refusal.
    CompletableFuture<Void> run(Work work) {
        CompletableFuture<Void> reply = new CompletableFuture<>();
        execute(() -> {
            try {
                pass(work.run(), reply);
            } catch (RuntimeException e) {
                reply.completeExceptionally(e);
                if (!(e instanceof RejectedException)) {
                    throw e;
                }
            }
        });
        return reply;
    }

    /// Goes on when the media plane has done what it was asked.
    <T> CompletableFuture<Void> ask(CompletableFuture<T> asked, Consumer<? super T> onDone) {
        return bounded(asked).thenAcceptAsync(onDone, this);
    }

    /// Goes on when the media plane has answered, also when it refused.
    <T> CompletableFuture<Void> askEither(
            CompletableFuture<T> asked, BiConsumer<@Nullable T, @Nullable Throwable> onAnswer) {
        return bounded(asked)
                .handleAsync(
                        (value, error) -> {
                            onAnswer.accept(value, error);
                            return null;
                        },
                        this);
    }

    private <T> CompletableFuture<T> bounded(CompletableFuture<T> asked) {
        return asked.copy().orTimeout(mediaTimeoutMillis, TimeUnit.MILLISECONDS);
    }

    private static void pass(CompletableFuture<Void> from, CompletableFuture<Void> to) {
        var _ =
                from.whenComplete((_, error) -> {
                    if (error == null) {
                        to.complete(null);
                    } else {
                        to.completeExceptionally(error);
                    }
                });
    }
}
