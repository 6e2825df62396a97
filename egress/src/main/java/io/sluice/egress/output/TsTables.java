package io.sluice.egress.output;

import io.sluice.rtmp.ByteWriter;
import io.sluice.rtmp.MediaCodec;

/// The tables of a transport stream that say what is in it (ISO 13818-1 §2.4.4): one program with a
/// picture, a sound, or both.
final class TsTables {
    static final int PAT_PID = 0;
    static final int PMT_PID = 0x1000;
    static final int VIDEO_PID = 0x100;
    static final int AUDIO_PID = 0x101;

    private static final int STREAM_ID = 1;
    private static final int PROGRAM = 1;
    private static final int PAT_TABLE = 0;
    private static final int PMT_TABLE = 2;
    private static final int H264 = 0x1b;
    private static final int HEVC = 0x24;
    private static final int AAC_ADTS = 0x0f;

    /// Of a section: what follows its length up to the body, and the checksum.
    private static final int SECTION_REST_BYTES = 9;

    private static final int CRC_POLYNOMIAL = 0x04c11db7;

    private TsTables() {}

    /// Which programs there are.
    static byte[] pat() {
        ByteWriter body = new ByteWriter();
        body.u16(PROGRAM).u16(0xe000 | PMT_PID);
        return section(PAT_TABLE, STREAM_ID, 0, body);
    }

    /// What the program is made of; `version` counts changes of that.
    static byte[] pmt(StreamSettings settings, int version) {
        ByteWriter body = new ByteWriter();
        body.u16(0xe000 | clockPid(settings)).u16(0xf000);
        if (settings.hasVideo()) {
            boolean hevc = settings.videoCodec() == MediaCodec.HEVC;
            body.u8(hevc ? HEVC : H264).u16(0xe000 | VIDEO_PID).u16(0xf000);
        }
        if (settings.hasAudio()) {
            body.u8(AAC_ADTS).u16(0xe000 | AUDIO_PID).u16(0xf000);
        }
        return section(PMT_TABLE, PROGRAM, version, body);
    }

    /// Who carries the clock.
    static int clockPid(StreamSettings settings) {
        return settings.hasVideo() ? VIDEO_PID : AUDIO_PID;
    }

    private static byte[] section(int table, int id, int version, ByteWriter body) {
        ByteWriter out = new ByteWriter();
        out.u8(table).u16(0xb000 | (body.size() + SECTION_REST_BYTES));
        out.u16(id).u8(0xc1 | ((version & 0x1f) << 1)).u16(0);
        out.bytes(body.array(), 0, body.size());
        out.u32(crc(out.array(), out.size()));
        return out.toByteArray();
    }

    /// The checksum of sections (ISO 13818-1 annex A): over a section with its own it is 0.
    static int crc(byte[] bytes, int length) {
        int crc = -1;
        for (int i = 0; i < length; i++) {
            crc ^= bytes[i] << 24;
            for (int bit = 0; bit < 8; bit++) {
                crc = crc < 0 ? (crc << 1) ^ CRC_POLYNOMIAL : crc << 1;
            }
        }
        return crc;
    }
}
