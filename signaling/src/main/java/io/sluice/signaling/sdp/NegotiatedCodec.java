package io.sluice.signaling.sdp;

import io.sluice.rtp.codec.Codec;
import io.sluice.sfu.api.CodecParameters;
import io.sluice.sfu.api.RtcpFeedback;
import java.util.List;
import java.util.Set;

/// A codec both sides have, as it will stand in the answer.
///
/// @param parameters what the answer's `a=fmtp` says, may be empty
/// @param redFirst whether the peer prefers redundant audio to plain audio
record NegotiatedCodec(
        Codec codec,
        int payloadType,
        String parameters,
        int rtxPayloadType,
        int redPayloadType,
        boolean redFirst,
        List<RtcpFeedback> feedback) {
    NegotiatedCodec {
        feedback = List.copyOf(feedback);
    }

    CodecParameters toParameters() {
        return new CodecParameters(
                codec, payloadType, rtxPayloadType, redPayloadType, Set.copyOf(feedback));
    }
}
