package io.sluice.rtp.codec;

import java.lang.foreign.MemorySegment;

/// The picture size in an AV1 sequence header (AV1 bitstream §5.5).
///
/// Allocates one small reader per sequence header, so once per keyframe.
final class Av1SequenceHeader {
    private Av1SequenceHeader() {}

    /// Fills in width and height when the header is complete, else leaves them unknown.
    static void parse(MemorySegment s, long offset, int length, FrameInfo out) {
        BitReader in = new BitReader().wrap(s, offset, length);
        in.skip(4); // seq_profile, still_picture
        boolean reduced = in.flag();
        if (reduced) {
            in.skip(5);
        } else {
            skipOperatingPoints(in);
        }
        int widthBits = in.smallBits(4) + 1;
        int heightBits = in.smallBits(4) + 1;
        int width = in.smallBits(widthBits) + 1;
        int height = in.smallBits(heightBits) + 1;
        if (!in.overrun()) {
            out.width = width;
            out.height = height;
        }
    }

    private static void skipOperatingPoints(BitReader in) {
        boolean decoderModel = false;
        int delayBits = 0;
        if (in.flag()) { // timing_info
            in.skip(64);
            if (in.flag()) {
                long _ = in.expGolomb();
            }
            decoderModel = in.flag();
            if (decoderModel) {
                delayBits = in.smallBits(5) + 1;
                in.skip(42);
            }
        }
        boolean initialDelay = in.flag();
        int points = in.smallBits(5) + 1;
        for (int i = 0; i < points; i++) {
            in.skip(12);
            if (in.smallBits(5) > 7) {
                in.skip(1);
            }
            if (decoderModel && in.flag()) {
                in.skip(2 * delayBits + 1);
            }
            if (initialDelay && in.flag()) {
                in.skip(4);
            }
        }
    }
}
