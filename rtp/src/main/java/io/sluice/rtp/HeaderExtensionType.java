package io.sluice.rtp;

import java.util.Optional;

/// The RTP header extensions the server understands (RFC 8285), by the URI that stands in SDP.
public enum HeaderExtensionType {
    MID("urn:ietf:params:rtp-hdrext:sdes:mid"),
    RID("urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id"),
    REPAIRED_RID("urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id"),
    AUDIO_LEVEL("urn:ietf:params:rtp-hdrext:ssrc-audio-level"),
    ABS_SEND_TIME("http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time"),
    TRANSPORT_WIDE_CC("http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"),
    DEPENDENCY_DESCRIPTOR(
            "https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension"),
    VIDEO_ORIENTATION("urn:3gpp:video-orientation"),
    PLAYOUT_DELAY("http://www.webrtc.org/experiments/rtp-hdrext/playout-delay"),
    ABS_CAPTURE_TIME("http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time");

    private final String uri;

    HeaderExtensionType(String uri) {
        this.uri = uri;
    }

    public String uri() {
        return uri;
    }

    public static Optional<HeaderExtensionType> ofUri(String uri) {
        for (HeaderExtensionType type : values()) {
            if (type.uri.equals(uri)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }
}
