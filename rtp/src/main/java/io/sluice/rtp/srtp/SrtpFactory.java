package io.sluice.rtp.srtp;

/// Makes the SRTP contexts of a transport, with the fastest cryptography this machine offers.
public final class SrtpFactory {
    private SrtpFactory() {}

    /// The receiving side; the keys may be destroyed afterwards.
    public static SrtpReceiver receiver(SrtpKeys keys) {
        return new JceReceiver(keys.profile(), keys.remoteRtp(), keys.remoteRtcp());
    }

    /// The sending side; the keys may be destroyed afterwards.
    public static SrtpSender sender(SrtpKeys keys) {
        return new JceSender(keys.profile(), keys.localRtp(), keys.localRtcp());
    }

    /// Which implementation is in use, for the log.
    public static String name() {
        return "SunJCE";
    }
}
