package io.sluice.signaling.message;

/// How the picture of a program is coded.
///
/// @param width 160 to 3840, even
/// @param height 90 to 3840, even
/// @param framesPerSecond 5 to 60
/// @param bitrateBps of the picture alone, 100,000 to 20,000,000
public record ProgramVideo(int width, int height, int framesPerSecond, int bitrateBps) {
    /// 720p30 at 2.5 Mbit/s, which every channel takes.
    public static final ProgramVideo DEFAULT = new ProgramVideo(1280, 720, 30, 2_500_000);

    private static final int MAX_SIDE = 3_840;

    public ProgramVideo {
        Checks.range(width, 160, MAX_SIDE, "width");
        Checks.range(height, 90, MAX_SIDE, "height");
        Checks.range(framesPerSecond, 5, 60, "framesPerSecond");
        Checks.range(bitrateBps, 100_000, 20_000_000, "bitrateBps");
        if (width % 2 != 0 || height % 2 != 0) {
            throw new RejectedException(ErrorCode.MALFORMED, "width and height have to be even.");
        }
    }
}
