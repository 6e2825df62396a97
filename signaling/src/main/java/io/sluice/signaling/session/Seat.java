package io.sluice.signaling.session;

import io.sluice.sfu.api.RoomEvent.TransportState;
import io.sluice.signaling.message.ParticipantState.Connection;
import io.sluice.signaling.message.ServerMessage.ByeReason;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// How a participant is connected, and that its place is kept for a while when it is not. It
/// belongs to the meeting's tasks.
final class Seat {
    /// Whether there is signaling at all; who came without lives by the media connection alone.
    private final boolean signaled;

    private @Nullable Session session;
    private TransportState media = TransportState.CONNECTING;
    private Timers.@Nullable Pending departure;
    private long absences;

    Seat(@Nullable Session session) {
        this.session = session;
        signaled = session != null;
    }

    @Nullable Session session() {
        return session;
    }

    TransportState media() {
        return media;
    }

    void media(TransportState now) {
        media = now;
    }

    Connection connection() {
        if (session != null) {
            return Connection.CONNECTED;
        }
        return switch (media) {
            case SILENT, INTERRUPTED, CLOSED -> Connection.LOST;
            case CONNECTING, CONNECTED -> signaled ? Connection.RECONNECTING : Connection.CONNECTED;
        };
    }

    /// A connection for who had none, or another one than before.
    void take(Session by) {
        cancel();
        session = by;
    }

    /// The connection is gone.
    ///
    /// @param timer starts the time for which the place is kept; what it is given tells then
    ///   whether this absence still lasts
    void vacate(Function<Absence, Timers.Pending> timer) {
        session = null;
        long number = ++absences;
        departure = timer.apply(() -> session == null && absences == number);
    }

    /// One time without a connection.
    @FunctionalInterface
    interface Absence {
        boolean lasts();
    }

    /// Cuts every tie to the outside.
    ///
    /// @param reason what the client is told, or null when it is about to close by itself
    void end(@Nullable ByeReason reason) {
        cancel();
        Session current = session;
        session = null;
        if (current != null && reason != null) {
            current.end(reason);
        }
    }

    private void cancel() {
        absences++;
        if (departure != null) {
            departure.cancel();
            departure = null;
        }
    }
}
