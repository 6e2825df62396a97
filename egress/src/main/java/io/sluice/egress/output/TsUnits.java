package io.sluice.egress.output;

import io.sluice.rtmp.ByteWriter;
import io.sluice.rtmp.MediaCodec;

/// Frames as a transport stream wants them: NAL units behind start codes with their parameter sets
/// before each keyframe (H.264 annex B), AAC with ADTS headers (ISO 13818-7 §6.2).
///
/// Lengths that lie end a frame where they begin to.
final class TsUnits {
    private static final int START_CODE = 1;
    private static final int H264_DELIMITER = 0x09f0;
    private static final int HEVC_DELIMITER = 0x460150;
    private static final int ADTS_BYTES = 7;
    private static final int MAX_ADTS_FRAME = 0x1fff;
    private static final int AAC_LC = 2;
    private static final int AVCC_HEAD_BYTES = 5;
    private static final int HVCC_HEAD_BYTES = 22;

    private TsUnits() {}

    /// Writes the whole frame; nothing when it cannot be.
    static void write(EncodedFrame frame, ByteWriter out) {
        if (frame.track() == EncodedFrame.Track.AUDIO) {
            sound(frame, out);
        } else {
            picture(frame, out);
        }
    }

    private static void picture(EncodedFrame frame, ByteWriter out) {
        StreamSettings settings = frame.settings();
        boolean hevc = settings.videoCodec() == MediaCodec.HEVC;
        out.u32(START_CODE);
        if (hevc) {
            out.u24(HEVC_DELIMITER);
        } else {
            out.u16(H264_DELIMITER);
        }
        if (frame.keyframe()) {
            byte[] record = settings.videoRecord();
            if (hevc) {
                hevcSets(record, out);
            } else {
                h264Sets(record, out);
            }
        }
        byte[] bytes = frame.bytes();
        for (int at = 0; at + 4 <= bytes.length; ) {
            long length = ((long) u16(bytes, at) << 16) | u16(bytes, at + 2);
            if (length <= 0 || length > bytes.length - at - 4) {
                return;
            }
            out.u32(START_CODE).bytes(bytes, at + 4, (int) length);
            at += 4 + (int) length;
        }
    }

    /// Of an AVCDecoderConfigurationRecord (ISO 14496-15 §5.3.3.1).
    private static void h264Sets(byte[] record, ByteWriter out) {
        if (record.length <= AVCC_HEAD_BYTES) {
            return;
        }
        int at = sets(record, AVCC_HEAD_BYTES + 1, record[AVCC_HEAD_BYTES] & 0x1f, out);
        if (at < record.length) {
            sets(record, at + 1, record[at] & 0xff, out);
        }
    }

    /// Of an HEVCDecoderConfigurationRecord (ISO 14496-15 §8.3.3.1).
    private static void hevcSets(byte[] record, ByteWriter out) {
        if (record.length <= HVCC_HEAD_BYTES) {
            return;
        }
        int at = HVCC_HEAD_BYTES + 1;
        for (int arrays = record[HVCC_HEAD_BYTES] & 0xff; arrays > 0; arrays--) {
            if (at + 3 > record.length) {
                return;
            }
            at = sets(record, at + 3, u16(record, at + 1), out);
        }
    }

    /// Writes so many sets behind lengths of 16 bits; returns where they end.
    private static int sets(byte[] record, int from, int count, ByteWriter out) {
        int at = from;
        for (int i = 0; i < count; i++) {
            if (at + 2 > record.length || u16(record, at) > record.length - at - 2) {
                return record.length;
            }
            int length = u16(record, at);
            out.u32(START_CODE).bytes(record, at + 2, length);
            at += 2 + length;
        }
        return at;
    }

    private static void sound(EncodedFrame frame, ByteWriter out) {
        byte[] config = frame.settings().audioConfig();
        int length = ADTS_BYTES + frame.bytes().length;
        if (config.length < 2 || length > MAX_ADTS_FRAME) {
            return;
        }
        int rest = u16(config, 0);
        int type = rest >> 11; // extensions of AAC are signalled by LC with them inside
        int profile = (type >= 1 && type <= 4 ? type : AAC_LC) - 1;
        int frequency = (rest >> 7) & 0xf;
        int channels = (rest >> 3) & 0xf;
        out.u16(0xfff1);
        out.u8((profile << 6) | (frequency << 2) | ((channels >> 2) & 1));
        out.u8(((channels & 3) << 6) | (length >> 11));
        out.u8(length >> 3);
        out.u8(((length & 7) << 5) | 0x1f);
        out.u8(0xfc);
        out.bytes(frame.bytes(), 0, frame.bytes().length);
    }

    private static int u16(byte[] bytes, int at) {
        return ((bytes[at] & 0xff) << 8) | (bytes[at + 1] & 0xff);
    }
}
