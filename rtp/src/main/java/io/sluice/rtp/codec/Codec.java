package io.sluice.rtp.codec;

/// The media formats the server forwards. The name is the one of the RTP payload format's
/// registration.
public enum Codec {
    OPUS("opus", 48_000, false),
    VP8("VP8", 90_000, true),
    VP9("VP9", 90_000, true),
    H264("H264", 90_000, true),
    AV1("AV1", 90_000, true);

    private final String encodingName;
    private final int clockRate;
    private final boolean video;

    Codec(String encodingName, int clockRate, boolean video) {
        this.encodingName = encodingName;
        this.clockRate = clockRate;
        this.video = video;
    }

    /// The encoding name of `a=rtpmap` (RFC 8866 §6.6); compare it ignoring case.
    public String encodingName() {
        return encodingName;
    }

    /// Units of the RTP timestamp per second.
    public int clockRate() {
        return clockRate;
    }

    public boolean isVideo() {
        return video;
    }
}
