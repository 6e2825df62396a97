package io.sluice.rtp;

import java.lang.foreign.MemorySegment;

/// What a datagram on a media port is, told by its first two bytes (RFC 7983, RFC 5761 §4).
public enum PacketKind {
    STUN,
    DTLS,
    RTP,
    RTCP,
    UNKNOWN;

    /// A STUN header (RFC 8489 §5).
    private static final int MIN_STUN_BYTES = 20;

    /// A DTLS record header (RFC 6347 §4.1).
    private static final int MIN_DTLS_BYTES = 13;

    /// A fixed RTP header.
    private static final int MIN_RTP_BYTES = 12;

    /// An RTCP header and the SSRC of its sender.
    private static final int MIN_RTCP_BYTES = 8;

    /// Looks at the datagram in `[offset, offset + length)`.
    public static PacketKind of(MemorySegment s, long offset, int length) {
        if (length < MIN_RTCP_BYTES) {
            return UNKNOWN;
        }
        int first = Bytes.unsigned8(s, offset);
        if (first < 4) {
            return length >= MIN_STUN_BYTES ? STUN : UNKNOWN;
        }
        if (first >= 20 && first < 64) {
            return length >= MIN_DTLS_BYTES ? DTLS : UNKNOWN;
        }
        if (first < 128 || first >= 192) {
            return UNKNOWN;
        }
        int second = Bytes.unsigned8(s, offset + 1);
        if (second >= 192 && second < 224) {
            return RTCP;
        }
        return length >= MIN_RTP_BYTES ? RTP : UNKNOWN;
    }
}
