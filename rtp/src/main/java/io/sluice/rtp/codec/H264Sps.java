package io.sluice.rtp.codec;

import java.lang.foreign.MemorySegment;

/// The picture size in a sequence parameter set (H.264 §7.3.2.1.1).
///
/// Allocates one small reader per parameter set, so once per keyframe.
final class H264Sps {
    /// 16,384 pixels are more than any level allows; more is a broken set.
    private static final int MAX_PIXELS = 16_384;

    private static final int MACROBLOCK = 16;

    private H264Sps() {}

    /// Fills in width and height when the set is sound, else leaves them unknown.
    static void parse(MemorySegment s, long offset, int length, FrameInfo out) {
        BitReader in = new BitReader().wrapEscaped(s, offset, length);
        int profile = in.smallBits(8);
        in.skip(16); // constraint flags, level
        long _ = in.expGolomb(); // seq_parameter_set_id
        int chromaFormat = hasChromaFormat(profile) ? skipChroma(in) : 1;
        if (chromaFormat > 3) {
            return;
        }
        long _ = in.expGolomb(); // log2_max_frame_num
        long orderType = in.expGolomb();
        if (orderType == 0) {
            long _ = in.expGolomb();
        } else if (orderType == 1) {
            skipOrderCycle(in);
        }
        long _ = in.expGolomb(); // max_num_ref_frames
        in.skip(1);
        long widthInBlocks = in.expGolomb() + 1;
        long heightInUnits = in.expGolomb() + 1;
        boolean framesOnly = in.flag();
        if (!framesOnly) {
            in.skip(1);
        }
        in.skip(1); // direct_8x8_inference
        long cropX = 0;
        long cropY = 0;
        if (in.flag()) {
            cropX = in.expGolomb() + in.expGolomb();
            cropY = in.expGolomb() + in.expGolomb();
        }
        int fields = framesOnly ? 1 : 2;
        int cropUnitX = chromaFormat == 1 || chromaFormat == 2 ? 2 : 1;
        int cropUnitY = (chromaFormat == 1 ? 2 : 1) * fields;
        long width = widthInBlocks * MACROBLOCK - cropX * cropUnitX;
        long height = heightInUnits * MACROBLOCK * fields - cropY * cropUnitY;
        if (in.overrun() || width <= 0 || height <= 0 || Math.max(width, height) > MAX_PIXELS) {
            return;
        }
        out.width = (int) width;
        out.height = (int) height;
    }

    private static boolean hasChromaFormat(int profile) {
        return switch (profile) {
            case 100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135 -> true;
            default -> false;
        };
    }

    private static int skipChroma(BitReader in) {
        long format = in.expGolomb();
        if (format == 3) {
            in.skip(1); // separate_colour_plane
        }
        long _ = in.expGolomb(); // bit depths
        long _ = in.expGolomb();
        in.skip(1);
        if (in.flag()) {
            int lists = format == 3 ? 12 : 8;
            for (int i = 0; i < lists; i++) {
                if (in.flag()) {
                    skipScalingList(in, i < 6 ? 16 : 64);
                }
            }
        }
        return (int) Math.min(format, 4);
    }

    private static void skipScalingList(BitReader in, int size) {
        long last = 8;
        for (int i = 0; i < size; i++) {
            long next = (last + in.signedExpGolomb() + 256) & 0xff;
            if (next == 0) {
                return;
            }
            last = next;
        }
    }

    private static void skipOrderCycle(BitReader in) {
        in.skip(1);
        long _ = in.signedExpGolomb();
        long _ = in.signedExpGolomb();
        long frames = in.expGolomb();
        for (long i = 0; i < frames && !in.overrun(); i++) {
            long _ = in.signedExpGolomb();
        }
    }
}
