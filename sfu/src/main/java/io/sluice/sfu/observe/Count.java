package io.sluice.sfu.observe;

/// What a loop counts besides its drops. Totals only grow; gauges (their names say what there *is*)
/// go up and down.
public enum Count {
    DATAGRAMS_RECEIVED,
    BYTES_RECEIVED,
    DATAGRAMS_SENT,
    BYTES_SENT,
    /// What the kernel was asked to send by UDP: a message holds one datagram or many.
    MESSAGES_SENT,
    /// Duty cycles of the loop.
    CYCLES,
    /// Nanoseconds in which the loop did not wait.
    BUSY_NANOS,
    /// Gauge: thousandths of the last second in which the loop did not wait.
    BUSY_PERMILLE,
    /// Packets taken over from other loops.
    PACKETS_RELAYED,
    /// Gauge: connections of this loop.
    TRANSPORTS,
    /// Gauge: connections that carry media.
    TRANSPORTS_CONNECTED,
    /// Gauge: TCP connections that peers have for their media.
    TCP_CONNECTIONS,
    HANDSHAKES_COMPLETED,
    HANDSHAKES_FAILED,
    ICE_RESTARTS,
    /// Media moved to another address of the same peer.
    PATH_CHANGES,
    /// Gauge: rooms of this loop.
    ROOMS,
    /// Gauge: participants of these rooms.
    PARTICIPANTS,
    /// Bugs caught by the loop; each closed one room or connection.
    FAILURES
}
