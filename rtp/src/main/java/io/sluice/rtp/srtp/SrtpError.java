package io.sluice.rtp.srtp;

/// Why a packet was not processed: the negative results of [SrtpReceiver] and [SrtpSender].
public final class SrtpError {
    /// Seen before.
    public static final int REPLAYED = -1;

    /// Older than the replay window reaches.
    public static final int TOO_OLD = -2;

    /// Not encrypted with the key of this session, or changed on the way.
    public static final int AUTHENTICATION_FAILED = -3;

    /// Too short, too long, or no RTP.
    public static final int MALFORMED = -4;

    /// One more SSRC than a transport may have.
    public static final int TOO_MANY_STREAMS = -5;

    /// The index space of the key is used up; only a new handshake helps.
    public static final int KEY_EXHAUSTED = -6;

    private SrtpError() {}
}
