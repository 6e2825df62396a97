package io.sluice.signaling.http;

import io.sluice.signaling.message.ErrorCode;
import io.sluice.signaling.message.RefusalDetail;
import io.sluice.signaling.message.RejectedException;
import io.sluice.signaling.message.RestMessage;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A request of whoever administers is not granted, with the status that says so.
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;
    private final ErrorCode code;
    private final transient @Nullable RefusalDetail detail;

    Refusal(int status, ErrorCode code, String message) {
        this(status, code, message, null);
    }

    private Refusal(int status, ErrorCode code, String message, @Nullable RefusalDetail detail) {
        super(message, null, false, false);
        this.detail = detail;
        this.status = status;
        this.code = code;
    }

    static Refusal of(RejectedException refusal) {
        return new Refusal(
                Problem.of(refusal).status(), refusal.code(), refusal.reason(), refusal.detail());
    }

    int status() {
        return status;
    }

    RestMessage.Failure body() {
        return new RestMessage.Failure(code, Objects.requireNonNull(getMessage()), detail);
    }
}
