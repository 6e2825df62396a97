package io.sluice.egress.encode;

import io.sluice.rtmp.ByteWriter;
import org.jspecify.annotations.Nullable;

/// Makes the decoder configuration record of HEVC (ISO 14496-15 §8.3.3.1) of its parameter sets,
/// which begin with their NAL unit headers.
final class HevcRecord {
    static final int VPS = 32;
    static final int SPS = 33;
    static final int PPS = 34;

    private static final int LENGTH_BYTES = 4;

    /// Profile, tier, compatibility and constraints, without the level.
    private static final int PROFILE_BYTES = 11;

    private static final int UNIT_HEADER_BITS = 16;
    private static final int SUB_LAYER_PROFILE_BITS = 88;
    private static final int SUB_LAYER_LEVEL_BITS = 8;
    private static final int MAX_CHROMA = 3;
    private static final int MAX_DEPTH_MINUS8 = 8;

    private HevcRecord() {}

    /// The record, null when the sequence parameter set is cut or is not one.
    static byte @Nullable [] of(byte[] vps, byte[] sps, byte[] pps) {
        Bits in = new Bits(sps);
        in.skip(UNIT_HEADER_BITS + 4); // and the id of its video parameter set
        int subLayers = in.read(3);
        int nested = in.read(1);
        ByteWriter out = new ByteWriter();
        out.u8(1);
        for (int i = 0; i <= PROFILE_BYTES; i++) {
            out.u8(in.read(8));
        }
        skipSubLayers(in, subLayers);
        in.exponential(); // its id
        int chroma = in.exponential();
        in.skip(chroma == MAX_CHROMA ? 1 : 0);
        in.exponential(); // width
        in.exponential(); // height
        if (in.read(1) != 0) {
            for (int side = 0; side < 4; side++) {
                in.exponential(); // what is cut off
            }
        }
        int luma = in.exponential();
        int depth = in.exponential();
        if (in.isOver() || chroma > MAX_CHROMA || Math.max(luma, depth) > MAX_DEPTH_MINUS8) {
            return null;
        }
        out.u16(0xf000).u8(0xfc).u8(0xfc | chroma).u8(0xf8 | luma).u8(0xf8 | depth).u16(0);
        out.u8(((subLayers + 1) << 3) | (nested << 2) | (LENGTH_BYTES - 1)).u8(3);
        set(VPS, vps, out);
        set(SPS, sps, out);
        set(PPS, pps, out);
        return out.toByteArray();
    }

    private static void skipSubLayers(Bits in, int count) {
        int[] bits = new int[count];
        for (int i = 0; i < count; i++) {
            int profile = in.read(1) * SUB_LAYER_PROFILE_BITS;
            bits[i] = profile + in.read(1) * SUB_LAYER_LEVEL_BITS;
        }
        in.skip(count > 0 ? 2 * (8 - count) : 0);
        for (int more : bits) {
            in.skip(more);
        }
    }

    private static void set(int type, byte[] unit, ByteWriter out) {
        out.u8(0x80 | type).u16(1).u16(unit.length).bytes(unit);
    }

    /// Reads a NAL unit bit by bit, without the bytes that keep it from looking like a start code;
    /// zeros behind its end.
    private static final class Bits {
        private final byte[] bytes;
        private int at;
        private int left;
        private int current;
        private int zeros;
        private boolean over;

        Bits(byte[] bytes) {
            this.bytes = bytes;
        }

        boolean isOver() {
            return over;
        }

        int read(int count) {
            int value = 0;
            for (int i = 0; i < count; i++) {
                if (left == 0) {
                    next();
                }
                left--;
                value = (value << 1) | ((current >> left) & 1);
            }
            return value;
        }

        private void next() {
            if (zeros >= 2 && at < bytes.length && bytes[at] == 3) {
                at++;
                zeros = 0;
            }
            over |= at >= bytes.length;
            current = over ? 0 : bytes[at++] & 0xff;
            zeros = current == 0 ? zeros + 1 : 0;
            left = 8;
        }

        void skip(int count) {
            for (int i = 0; i < count; i++) {
                int _ = read(1);
            }
        }

        /// An Exp-Golomb code (H.265 §9.2) of at most 16 bits; more says that it is no such code.
        int exponential() {
            int length = 0;
            while (length <= 16 && read(1) == 0) {
                length++;
            }
            over |= length > 16;
            return over ? 0 : (1 << length) - 1 + read(length);
        }
    }
}
