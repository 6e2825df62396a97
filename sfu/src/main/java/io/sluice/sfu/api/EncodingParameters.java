package io.sluice.sfu.api;

/// One encoding of a sent track: told apart by RID (RFC 8851) or by a signalled SSRC, or by
/// neither.
///
/// @param rid the restriction identifier, or an empty string
/// @param ssrc 0..2^32-1, or [#UNKNOWN]
/// @param rtxSsrc the SSRC of its retransmissions, or [#UNKNOWN]
public record EncodingParameters(String rid, long ssrc, long rtxSsrc) {
    public static final long UNKNOWN = -1;
}
