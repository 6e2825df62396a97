package io.sluice.egress.control;

import java.util.Set;

/// How the picture of a program is coded.
///
/// @param width even, as is the height
/// @param bitrateBps of the picture alone
/// @param keyframeSeconds from keyframe to keyframe at most
/// @param encoder one of [#ENCODERS]
public record VideoSettings(
        int width,
        int height,
        int framesPerSecond,
        int bitrateBps,
        int keyframeSeconds,
        String encoder) {
    /// In every build of the library.
    public static final String OPENH264 = "libopenh264";

    /// Only where the operator put a GPL build of the library.
    public static final String X264 = "libx264";

    /// Whichever encoder of HEVC there is that works.
    public static final String HEVC = "hevc";

    public static final Set<String> ENCODERS = Set.of(OPENH264, X264, HEVC);

    /// 4K; more is more than any channel takes.
    private static final int MAX_SIDE = 3840;

    public VideoSettings {
        check(width >= 160 && width <= MAX_SIDE && width % 2 == 0, "width");
        check(height >= 90 && height <= MAX_SIDE && height % 2 == 0, "height");
        check(framesPerSecond >= 5 && framesPerSecond <= 60, "framesPerSecond");
        check(bitrateBps >= 100_000 && bitrateBps <= 20_000_000, "bitrateBps");
        check(keyframeSeconds >= 1 && keyframeSeconds <= 2, "keyframeSeconds");
        check(ENCODERS.contains(encoder), "encoder");
    }

    private static void check(boolean good, String what) {
        if (!good) {
            throw new IllegalArgumentException("out of range: " + what);
        }
    }

    /// 720p30 at 2.5 Mbit/s.
    public static VideoSettings hd() {
        return new VideoSettings(1280, 720, 30, 2_500_000, 2, OPENH264);
    }
}
