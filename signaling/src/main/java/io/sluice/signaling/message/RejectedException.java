package io.sluice.signaling.message;

import org.jspecify.annotations.Nullable;

/// A client's mistake, or a wish that is not granted: it is answered with an error message and
/// nothing else happens.
public final class RejectedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final ErrorCode code;
    private final @Nullable Long request;
    private final transient @Nullable RefusalDetail detail;

    /// @param message a sentence for the developer of the client; it never holds what the client
    ///   sent
    public RejectedException(ErrorCode code, String message) {
        this(code, message, null, null);
    }

    /// @param detail the same for the client's reader
    public RejectedException(ErrorCode code, String message, RefusalDetail detail) {
        this(code, message, null, detail);
    }

    private RejectedException(
            ErrorCode code,
            String message,
            @Nullable Long request,
            @Nullable RefusalDetail detail) {
        super(message, null, false, false);
        this.code = code;
        this.request = request;
        this.detail = detail;
    }

    /// The same refusal, as the reply to a request.
    public RejectedException answering(@Nullable Long id) {
        return new RejectedException(code, reason(), id, detail);
    }

    public ErrorCode code() {
        return code;
    }

    /// The id of the refused request, where it could be read.
    public @Nullable Long request() {
        return request;
    }

    /// What more is known of the reason.
    public @Nullable RefusalDetail detail() {
        return detail;
    }

    public String reason() {
        String message = getMessage();
        return message == null ? "" : message;
    }
}
