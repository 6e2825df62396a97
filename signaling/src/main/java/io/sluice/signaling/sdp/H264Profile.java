package io.sluice.signaling.sdp;

import java.util.Locale;

/// The `profile-level-id` of H.264 (RFC 6184 §8.1): profile, constraints and level, two hexadecimal
/// digits each.
final class H264Profile {
    /// Without the parameter the stream is Baseline, level 1.
    private static final String DEFAULT = "42000a";

    private static final int BASELINE = 0x42;
    private static final int CONSTRAINT_SET_1 = 0x40;

    private H264Profile() {}

    /// The offered value, or the default when it is not a value at all.
    static String of(FormatParameters parameters) {
        String value = parameters.value("profile-level-id", DEFAULT).toLowerCase(Locale.ROOT);
        return value.matches("[0-9a-f]{6}") ? value : DEFAULT;
    }

    static boolean isBaseline(FormatParameters parameters) {
        return Integer.parseInt(of(parameters).substring(0, 2), 16) == BASELINE;
    }

    /// Baseline without what only Baseline has: what every browser decodes.
    static boolean isConstrainedBaseline(FormatParameters parameters) {
        int constraints = Integer.parseInt(of(parameters).substring(2, 4), 16);
        return isBaseline(parameters) && (constraints & CONSTRAINT_SET_1) != 0;
    }
}
