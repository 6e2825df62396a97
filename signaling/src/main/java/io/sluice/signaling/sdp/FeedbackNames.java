package io.sluice.signaling.sdp;

import io.sluice.sfu.api.RtcpFeedback;
import java.util.Optional;

/// What RTCP feedback is called in `a=rtcp-fb`.
final class FeedbackNames {
    private FeedbackNames() {}

    static String of(RtcpFeedback feedback) {
        return switch (feedback) {
            case NACK -> "nack";
            case PLI -> "nack pli";
            case FIR -> "ccm fir";
            case TRANSPORT_CC -> "transport-cc";
            case REMB -> "goog-remb";
        };
    }

    static Optional<RtcpFeedback> of(String name) {
        for (RtcpFeedback feedback : RtcpFeedback.values()) {
            if (of(feedback).equals(name)) {
                return Optional.of(feedback);
            }
        }
        return Optional.empty();
    }
}
