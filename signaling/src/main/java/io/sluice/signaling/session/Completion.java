package io.sluice.signaling.session;

import java.util.concurrent.CompletableFuture;

/// Ties futures together.
final class Completion {
    private Completion() {}

    /// Completes one future as another completes.
    static void pass(CompletableFuture<Void> from, CompletableFuture<Void> to) {
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
