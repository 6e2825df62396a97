package io.sluice.signaling.http;

import io.sluice.signaling.message.ErrorCode;
import io.sluice.signaling.message.RejectedException;
import io.sluice.signaling.message.RestMessage;
import java.util.Locale;
import java.util.Objects;
import org.eclipse.jetty.http.HttpStatus;

/// A refusal as HTTP says it (RFC 9457): a status and a body that a person can read.
final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// When somebody may have left, or come.
    private static final int RETRY_SECONDS = 5;

    private final int status;
    private final String code;

    Problem(int status, String code, String detail) {
        super(detail, null, false, false);
        this.status = status;
        this.code = code;
    }

    static Problem of(RejectedException refusal) {
        return new Problem(
                status(refusal.code()),
                refusal.code().name().toLowerCase(Locale.ROOT),
                refusal.reason());
    }

    private static int status(ErrorCode code) {
        return switch (code) {
            case MALFORMED, BAD_NAME, BAD_SDP, UNKNOWN_TYPE, BAD_DESTINATION ->
                    HttpStatus.BAD_REQUEST_400;
            case TOKEN_REQUIRED, TOKEN_INVALID, TOKEN_EXPIRED -> HttpStatus.UNAUTHORIZED_401;
            case NOT_ALLOWED, MUTED_BY_HOST -> HttpStatus.FORBIDDEN_403;
            // A room that cannot be has no address.
            case BAD_ROOM, ROOM_CLOSED, UNKNOWN_PARTICIPANT, UNKNOWN_TRACK, NOT_JOINED ->
                    HttpStatus.NOT_FOUND_404;
            case ALREADY_JOINED, FINGERPRINT_CHANGED, IDENTITY_IN_USE, RESUME_FAILED, NO_PROGRAM ->
                    HttpStatus.CONFLICT_409;
            case TOO_LARGE -> HttpStatus.PAYLOAD_TOO_LARGE_413;
            case UNSUPPORTED_MEDIA, TOO_MANY_STREAMS -> HttpStatus.UNPROCESSABLE_ENTITY_422;
            case TOO_FAST -> HttpStatus.TOO_MANY_REQUESTS_429;
            case ROOM_FULL, SERVER_FULL, SHUTTING_DOWN, PROGRAM_REFUSED ->
                    HttpStatus.SERVICE_UNAVAILABLE_503;
            case INTERNAL, PROGRAM_FAILED, RECORDING_FAILED -> HttpStatus.INTERNAL_SERVER_ERROR_500;
        };
    }

    int status() {
        return status;
    }

    /// When to try again, or 0 when that would not help. A participant or a room that is not there
    /// may come.
    int retryAfterSeconds() {
        return switch (code) {
            case "too_fast",
                    "room_full",
                    "server_full",
                    "shutting_down",
                    "room_closed",
                    "unknown_participant" ->
                    RETRY_SECONDS;
            default -> 0;
        };
    }

    /// What `WWW-Authenticate` says (RFC 6750 §3).
    String challenge() {
        return code.equals("token_required") ? "Bearer" : "Bearer error=\"invalid_token\"";
    }

    RestMessage.Problem body() {
        return new RestMessage.Problem(
                "about:blank",
                HttpStatus.getMessage(status),
                status,
                Objects.requireNonNull(getMessage()),
                code);
    }
}
