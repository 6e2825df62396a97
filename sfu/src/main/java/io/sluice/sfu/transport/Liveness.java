package io.sluice.sfu.transport;

import io.sluice.sfu.api.RoomEvent.TransportState;
import io.sluice.sfu.time.Timed;

/// Decides when a connection counts as interrupted and as gone.
///
/// Alive is what sends authenticated checks or authenticated media (the consent of RFC 7675, seen
/// from the side that answers).
final class Liveness {
    /// Within this time ICE and DTLS come up, or never.
    static final long CONNECT_NANOS = 30_000_000_000L;

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
            case CONNECTED -> heardNanos + CONSENT_NANOS;
            case INTERRUPTED -> heardNanos + KEEP_NANOS;
            case CLOSED -> Timed.NEVER;
        };
    }

    /// Takes the silence until now into account; returns the state it leads to.
    TransportState onDeadline(long nowNanos, long heardNanos) {
        while (nowNanos >= deadlineNanos(heardNanos)) {
            state =
                    state == TransportState.CONNECTED
                            ? TransportState.INTERRUPTED
                            : TransportState.CLOSED;
        }
        return state;
    }
}
