package io.sluice.signaling.session;

import io.sluice.sfu.api.MediaException;
import io.sluice.signaling.message.ErrorCode;
import io.sluice.signaling.message.RejectedException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Says in the words of the protocol why a request failed.
final class Refusals {
    private Refusals() {}

    /// @throws IllegalStateException when it is a mistake of ours
    static RejectedException of(Throwable error) {
        return switch (error) {
            case CompletionException wrapped when wrapped.getCause() != null ->
                    of(wrapped.getCause());
            case ExecutionException wrapped when wrapped.getCause() != null ->
                    of(wrapped.getCause());
            case RejectedException ours -> ours;
            case MediaException media -> new RejectedException(code(media.reason()), text(media));
            case TimeoutException _ ->
                    new RejectedException(ErrorCode.INTERNAL, "The server took too long.");
            default -> throw new IllegalStateException("a request failed", error);
        };
    }

    /// Waits for the work of a meeting; fails as it did, in the words of the protocol.
    ///
    /// @param mediaTimeout what the meeting gives the media plane; work that waits for its turn
    ///   gets as much again
    static void await(CompletableFuture<Void> work, Duration mediaTimeout) {
        try {
            work.get(2 * mediaTimeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw of(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RejectedException(ErrorCode.SHUTTING_DOWN, "The server stops.");
        }
    }

    private static String text(MediaException media) {
        String message = media.getMessage();
        return message == null ? "" : message;
    }

    private static ErrorCode code(MediaException.Reason reason) {
        return switch (reason) {
            case UNKNOWN_PARTICIPANT, CONNECTION_CLOSED -> ErrorCode.UNKNOWN_PARTICIPANT;
            case UNKNOWN_TRACK -> ErrorCode.UNKNOWN_TRACK;
            case NOT_ALLOWED -> ErrorCode.NOT_ALLOWED;
            case FINGERPRINT_CHANGED -> ErrorCode.FINGERPRINT_CHANGED;
            case TOO_MANY_STREAMS -> ErrorCode.TOO_MANY_STREAMS;
            case ROOM_FULL -> ErrorCode.ROOM_FULL;
            case ROOM_CLOSED -> ErrorCode.ROOM_CLOSED;
            case OVERLOADED -> ErrorCode.SERVER_FULL;
            case DUPLICATE_PARTICIPANT -> ErrorCode.INTERNAL;
        };
    }
}
