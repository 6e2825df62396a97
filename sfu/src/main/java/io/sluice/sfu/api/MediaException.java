package io.sluice.sfu.api;

/// A request of the control plane that the media plane refuses; how its futures fail.
public final class MediaException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// Why a request was refused.
    public enum Reason {
        UNKNOWN_PARTICIPANT,
        DUPLICATE_PARTICIPANT,
        UNKNOWN_TRACK,
        NOT_ALLOWED,
        FINGERPRINT_CHANGED,
        CONNECTION_CLOSED,
        TOO_MANY_STREAMS,
        ROOM_FULL,
        ROOM_CLOSED,
        OVERLOADED
    }

    private final Reason reason;

    public MediaException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
