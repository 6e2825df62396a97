package io.sluice.signaling.sdp;

import java.util.Locale;

/// The `profile-level-id` of H.264 (RFC 6184 §8.1): profile, constraints and level, two hexadecimal
/// digits each.
///
/// Receivers are promised constrained baseline, which every browser has. Senders that cannot choose
/// (encoders that publish by WHIP) may also send Main or High: browsers decode by what stands in
/// the stream, whatever was negotiated, and all of them know these three in 4:2:0 with 8 bits.
final class H264Profile {
    /// Without the parameter the stream is Baseline, level 1.
    private static final String DEFAULT = "42000a";

    private static final int BASELINE = 0x42;
    private static final int MAIN = 0x4D;
    private static final int HIGH = 0x64;
    private static final int CONSTRAINT_SET_1 = 0x40;

    private H264Profile() {}

    /// The offered value, or the default when it is not a value at all.
    static String of(FormatParameters parameters) {
        String value = parameters.value("profile-level-id", DEFAULT).toLowerCase(Locale.ROOT);
        return value.matches("[0-9a-f]{6}") ? value : DEFAULT;
    }

    /// Single packets (0) or also fragments and aggregates (1); 2 is for interleaving and unknown
    /// here.
    static int packetizationMode(FormatParameters parameters) {
        return Words.number(parameters.value("packetization-mode", "0"), 2);
    }

    /// Whether this may be sent to a peer that offers to receive it.
    static boolean isSentToReceivers(FormatParameters parameters) {
        return profile(parameters) == BASELINE && packetizationMode(parameters) == 1;
    }

    /// Whether a peer may send this. Mode 0 is what mode 1 may look like too.
    static boolean isTakenFromSenders(FormatParameters parameters) {
        int mode = packetizationMode(parameters);
        return rank(parameters) < UNKNOWN && (mode == 0 || mode == 1);
    }

    private static final int UNKNOWN = 8;

    /// Which of several to take, the lowest: the simplest profile, in mode 1 where there is one.
    static int rank(FormatParameters parameters) {
        int profile =
                switch (profile(parameters)) {
                    case BASELINE -> isConstrained(parameters) ? 0 : 2;
                    case MAIN -> 4;
                    case HIGH -> 6;
                    default -> UNKNOWN;
                };
        return profile + (packetizationMode(parameters) == 1 ? 0 : 1);
    }

    private static int profile(FormatParameters parameters) {
        return Integer.parseInt(of(parameters).substring(0, 2), 16);
    }

    /// Baseline without what only Baseline has.
    private static boolean isConstrained(FormatParameters parameters) {
        int constraints = Integer.parseInt(of(parameters).substring(2, 4), 16);
        return (constraints & CONSTRAINT_SET_1) != 0;
    }
}
