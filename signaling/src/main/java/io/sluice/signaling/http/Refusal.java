package io.sluice.signaling.http;

import io.sluice.signaling.message.ErrorCode;
import io.sluice.signaling.message.RejectedException;
import io.sluice.signaling.message.RestMessage;
import java.util.Objects;

/// A request of whoever administers is not granted, with the status that says so.
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;
    private final ErrorCode code;

    Refusal(int status, ErrorCode code, String message) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
    }

    static Refusal of(RejectedException refusal) {
        return new Refusal(Problem.of(refusal).status(), refusal.code(), refusal.reason());
    }

    int status() {
        return status;
    }

    RestMessage.Failure body() {
        return new RestMessage.Failure(code, Objects.requireNonNull(getMessage()));
    }
}
