package io.sluice.sfu.transport;

import io.sluice.sfu.api.RoomEvent.TransportState;
import io.sluice.sfu.time.Timed;

/// Decides when a connection counts as silent, as interrupted and as gone.
///
/// Alive is what sends authenticated checks or authenticated media (the consent of RFC 7675, seen
/// from the side that answers).
final class Liveness {
    /// Within this time ICE and DTLS come up, or never.
    static final long CONNECT_NANOS = 30_000_000_000L;

    /// Browsers check every 2.5 s and, as RFC 7675 §5.1 has it, at the latest after 6 s: who is not
    /// heard for so long is not there, or behind a network that is not.
    static final long SILENCE_NANOS = 6_000_000_000L;

    /// After such a silence sending stops (RFC 7675 §5.1).
    static final long CONSENT_NANOS = 30_000_000_000L;

    /// So long a silent peer may come back: a closed lid, a lift, a restart of ICE.
    static final long KEEP_NANOS = 120_000_000_000L;

    private final long openedNanos;
    private TransportState state = TransportState.CONNECTING;

    Liveness(long openedNanos) {
        this.openedNanos = openedNanos;
    }

    TransportState state() {
        return state;
    }

    /// Whether media may be sent.
    boolean isUp() {
        return state == TransportState.CONNECTED || state == TransportState.SILENT;
    }

    /// What was silent, or not yet there, is there.
    void onConnected() {
        state = TransportState.CONNECTED;
    }

    void onClosed() {
        state = TransportState.CLOSED;
    }

    /// When [#onDeadline] wants to be called, the peer having been heard last at `heardNanos`.
    long deadlineNanos(long heardNanos) {
        return switch (state) {
            case CONNECTING -> openedNanos + CONNECT_NANOS;
            case CONNECTED -> heardNanos + SILENCE_NANOS;
            case SILENT -> heardNanos + CONSENT_NANOS;
            case INTERRUPTED -> heardNanos + KEEP_NANOS;
            case CLOSED -> Timed.NEVER;
        };
    }

    /// Takes the silence until now into account; returns the state it leads to.
    TransportState onDeadline(long nowNanos, long heardNanos) {
        while (nowNanos >= deadlineNanos(heardNanos)) {
            state =
                    switch (state) {
                        case CONNECTED -> TransportState.SILENT;
                        case SILENT -> TransportState.INTERRUPTED;
                        case CONNECTING, INTERRUPTED, CLOSED -> TransportState.CLOSED;
                    };
        }
        return state;
    }
}
