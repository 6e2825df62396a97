package io.sluice.sfu.observe;

/// Why a datagram or a packet was dropped. Wire input is never an exception; it is one of these.
public enum DropReason {
    /// From an address no connection has checked, and not a check for one.
    UNKNOWN_SOURCE,
    /// Neither STUN, DTLS, RTP nor RTCP (RFC 7983).
    UNKNOWN_PROTOCOL,
    /// Longer than a cell.
    TOO_LARGE,
    /// All packet memory of the loop is in use.
    NO_BUFFER,
    /// STUN that cannot be parsed or has a wrong FINGERPRINT.
    STUN_MALFORMED,
    /// STUN with missing or wrong credentials.
    STUN_UNAUTHENTICATED,
    /// A STUN response to nothing we asked, or a message of a kind we do not take.
    STUN_UNEXPECTED,
    /// An authenticated check we refuse: too many addresses of one connection, too many unconnected
    /// connections from one address, or an address another connection is using.
    STUN_REFUSED,
    /// A DTLS record beyond the bounds of a handshake.
    DTLS_REFUSED,
    /// DTLS that arrives faster than the handshake takes it in.
    DTLS_QUEUE_FULL,
    /// RTP or RTCP before the keys are there.
    SRTP_NO_KEYS,
    SRTP_REPLAYED,
    SRTP_TOO_OLD,
    SRTP_AUTHENTICATION_FAILED,
    SRTP_MALFORMED,
    SRTP_TOO_MANY_STREAMS,
    /// A packet to send while there is nowhere to send it: not connected, or interrupted.
    NOT_WRITABLE,
    /// A packet to send to an address that has not yet shown that it wants it (three times what
    /// came from it is the limit).
    UNPROVEN_ADDRESS,
    /// The packet to send could not be encrypted.
    PROTECT_FAILED,
    /// The kernel's send buffer is full.
    SEND_BUFFER_FULL,
    /// The kernel refused to send one datagram.
    SEND_REFUSED,
    /// A TCP connection beyond the bounds: too many of one address, of one connection, or at all.
    TCP_REFUSED,
    /// A TCP connection whose first frame is no check of one of our connections, or did not come in
    /// time.
    TCP_UNIDENTIFIED,
    /// A frame on a TCP connection that is longer than any packet; the connection was closed.
    TCP_MALFORMED,
    /// A packet to send on a TCP connection whose queue is full, or too old to wait behind.
    TCP_QUEUE_FULL,
    /// A TCP connection that was closed because its peer did not take in what was sent.
    TCP_STALLED,
    /// Authenticated RTP whose header or payload header cannot be read.
    RTP_MALFORMED,
    /// A sequence number that does not continue the stream.
    RTP_TOO_OLD,
    /// Already received; probing repeats packets.
    RTP_DUPLICATE,
    /// An SSRC that no negotiated track explains.
    UNKNOWN_STREAM,
    /// More SSRCs than one connection may have.
    TOO_MANY_STREAMS,
    /// A payload type that was not negotiated for the track.
    UNKNOWN_PAYLOAD_TYPE,
    /// A retransmission for a stream that has not begun.
    RTX_UNMATCHED,
    /// Authenticated RTCP that cannot be read to its end.
    RTCP_MALFORMED,
    /// Of a track that nobody announced, or that was taken back.
    NOT_PUBLISHED,
    /// Of a source that the participant's rights do not hold.
    NOT_ALLOWED,
    /// Of a muted publication, sent all the same.
    MUTED,
    /// The relay to another loop is full: that loop does not keep up.
    RELAY_FULL,
    /// Relayed for a participant that is not there, or not yet, or no longer.
    RELAY_UNKNOWN,
    /// Nobody could tell any more where in the slot's stream the packet belongs.
    FORWARD_TOO_LATE,
    /// The number was used before: the same number may not cover other bytes.
    FORWARD_REPEATED,
    /// A packet was asked for again that is not kept any more.
    REPAIR_GONE,
    /// A packet was asked for again more often than once per round trip, or more than the share of
    /// the rate that repairs may take.
    REPAIR_LIMITED,
    /// A packet was asked for again, and after it went a keyframe, which makes it needless.
    REPAIR_USELESS,
    /// A packet of a picture waited too long for its turn to be sent, or belongs to one that did.
    PACED_OUT
}
