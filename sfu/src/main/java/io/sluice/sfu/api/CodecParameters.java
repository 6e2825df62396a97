package io.sluice.sfu.api;

import io.sluice.rtp.codec.Codec;
import java.util.Set;

/// One codec of a media section, with the numbers this peer uses for it.
///
/// @param payloadType 0..127
/// @param rtxPayloadType the retransmission payload type (RFC 4588), or [#NONE]
/// @param redPayloadType the redundant-audio payload type (RFC 2198), or [#NONE]
public record CodecParameters(
        Codec codec,
        int payloadType,
        int rtxPayloadType,
        int redPayloadType,
        Set<RtcpFeedback> feedback) {
    public static final int NONE = -1;

    public CodecParameters {
        feedback = Set.copyOf(feedback);
    }
}
