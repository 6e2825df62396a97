package io.sluice.egress.output.hls;

/// How a program is cut for HLS.
///
/// @param partNanos the length of a part, which viewers are behind by three of
/// @param segmentNanos a segment is cut at the first keyframe after so long
/// @param maxSegmentNanos and anyhow after so long
/// @param listedSegments in the playlist; a third more are kept
public record HlsSettings(
        long partNanos, long segmentNanos, long maxSegmentNanos, int listedSegments) {
    private static final long MILLI = 1_000_000;

    public HlsSettings {
        boolean sound =
                partNanos >= 100 * MILLI
                        && segmentNanos >= 2 * partNanos
                        && maxSegmentNanos >= segmentNanos
                        && maxSegmentNanos <= 10_000 * MILLI
                        && listedSegments >= 3
                        && listedSegments <= 100;
        if (!sound) {
            throw new IllegalArgumentException("HLS lengths out of range");
        }
    }

    /// Parts of 300 ms, segments of one to four seconds, eight of them.
    public static HlsSettings lowLatency() {
        return new HlsSettings(300 * MILLI, 1_000 * MILLI, 4_000 * MILLI, 8);
    }
}
