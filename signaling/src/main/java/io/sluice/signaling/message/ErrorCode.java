package io.sluice.signaling.message;

/// Why a request was refused; `docs/protocol.md` describes each for the writer of a client.
public enum ErrorCode {
    MALFORMED,
    TOO_LARGE,
    UNKNOWN_TYPE,
    NOT_JOINED,
    ALREADY_JOINED,
    BAD_ROOM,
    BAD_NAME,
    BAD_SDP,
    UNSUPPORTED_MEDIA,
    TOO_MANY_STREAMS,
    UNKNOWN_PARTICIPANT,
    UNKNOWN_TRACK,
    NOT_ALLOWED,
    MUTED_BY_HOST,
    TOKEN_REQUIRED,
    TOKEN_INVALID,
    TOKEN_EXPIRED,
    RESUME_FAILED,
    IDENTITY_IN_USE,
    ROOM_FULL,
    SERVER_FULL,
    TOO_FAST,
    FINGERPRINT_CHANGED,
    ROOM_CLOSED,
    SHUTTING_DOWN,
    INTERNAL
}
