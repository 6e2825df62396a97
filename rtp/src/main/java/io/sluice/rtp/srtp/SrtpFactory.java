package io.sluice.rtp.srtp;

/// Makes the SRTP contexts of a transport, with the fastest cryptography this machine offers.
public final class SrtpFactory {
    /// Names an [SrtpProvider], for an operator who has a reason not to use the fastest.
    public static final String PROPERTY = "sluice.srtp";

    private static final SrtpProvider PROVIDER = choose(System.getProperty(PROPERTY, ""));

    private SrtpFactory() {}

    /// The one asked for where it can be had, else the first that can.
    static SrtpProvider choose(String wanted) {
        for (SrtpProvider provider : SrtpProvider.values()) {
            if (provider.name().equalsIgnoreCase(wanted) && provider.isAvailable()) {
                return provider;
            }
        }
        for (SrtpProvider provider : SrtpProvider.values()) {
            if (provider.isAvailable()) {
                return provider;
            }
        }
        return SrtpProvider.JCE;
    }

    /// The receiving side; the keys may be destroyed afterwards.
    public static SrtpReceiver receiver(SrtpKeys keys) {
        return PROVIDER.receiver(keys);
    }

    /// The sending side; the keys may be destroyed afterwards.
    public static SrtpSender sender(SrtpKeys keys) {
        return PROVIDER.sender(keys);
    }

    /// Which implementation is in use, for the log.
    public static String name() {
        return PROVIDER.label();
    }
}
