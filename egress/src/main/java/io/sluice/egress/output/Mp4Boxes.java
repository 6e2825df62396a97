package io.sluice.egress.output;

import io.sluice.rtmp.ByteWriter;
import io.sluice.rtmp.MediaCodec;

/// The boxes before the first fragment of an MP4 file (ISO 14496-12 §8, 14496-14, 14496-15): what
/// the tracks are, and that fragments follow.
final class Mp4Boxes {
    static final int VIDEO_TRACK = 1;
    static final int AUDIO_TRACK = 2;

    /// Of the picture: what RTP and MPEG count in.
    static final int VIDEO_TIMESCALE = 90_000;

    /// Of the whole file.
    static final int MOVIE_TIMESCALE = 1_000;

    /// A box of the length of `mehd`, which takes its place when the length of a recording is
    /// known.
    static final int DURATION_BOX_BYTES = 20;

    private static final int[] MATRIX = {0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000};
    private static final int[] UNDETERMINED = {'u', 'n', 'd'};

    private Mp4Boxes() {}

    /// Begins a box and gives back where; [#end] puts its length there.
    static int begin(String type, ByteWriter out) {
        int at = out.size();
        out.u32(0).ascii(type);
        return at;
    }

    static int beginFull(String type, int version, int flags, ByteWriter out) {
        int at = begin(type, out);
        out.u8(version).u24(flags);
        return at;
    }

    static void end(int at, ByteWriter out) {
        out.setU32(at, out.size() - (long) at);
    }

    /// `ftyp` and `moov`; gives back where the place for the duration is.
    static int initialization(StreamSettings settings, ByteWriter out) {
        int ftyp = begin("ftyp", out);
        out.ascii("iso6").u32(0).ascii("iso6").ascii("cmfc").ascii("mp41");
        end(ftyp, out);
        int moov = begin("moov", out);
        movieHeader(out);
        if (settings.hasVideo()) {
            track(settings, true, out);
        }
        if (settings.hasAudio()) {
            track(settings, false, out);
        }
        int mvex = begin("mvex", out);
        int duration = out.size();
        int free = begin("free", out);
        out.zeros(DURATION_BOX_BYTES - 8);
        end(free, out);
        if (settings.hasVideo()) {
            trackExtends(VIDEO_TRACK, out);
        }
        if (settings.hasAudio()) {
            trackExtends(AUDIO_TRACK, out);
        }
        end(mvex, out);
        end(moov, out);
        return duration;
    }

    /// What takes the reserved place when a recording of so many milliseconds is finished.
    static byte[] duration(long millis) {
        ByteWriter out = new ByteWriter();
        int mehd = beginFull("mehd", 1, 0, out);
        out.u64(millis);
        end(mehd, out);
        return out.toByteArray();
    }

    private static void movieHeader(ByteWriter out) {
        int mvhd = beginFull("mvhd", 0, 0, out);
        out.zeros(8).u32(MOVIE_TIMESCALE).u32(0);
        out.u32(0x10000).u16(0x100).zeros(10);
        matrix(out);
        out.zeros(24).u32(AUDIO_TRACK + 1);
        end(mvhd, out);
    }

    private static void matrix(ByteWriter out) {
        for (int value : MATRIX) {
            out.u32(value);
        }
    }

    private static void trackExtends(int track, ByteWriter out) {
        int trex = beginFull("trex", 0, 0, out);
        out.u32(track).u32(1).u32(0).u32(0).u32(0);
        end(trex, out);
    }

    private static void track(StreamSettings settings, boolean video, ByteWriter out) {
        int trak = begin("trak", out);
        int tkhd = beginFull("tkhd", 0, 3, out);
        out.zeros(8).u32(video ? VIDEO_TRACK : AUDIO_TRACK).zeros(4).u32(0).zeros(8);
        out.u16(0).u16(0).u16(video ? 0 : 0x100).u16(0);
        matrix(out);
        out.u32(video ? (long) settings.width() << 16 : 0);
        out.u32(video ? (long) settings.height() << 16 : 0);
        end(tkhd, out);
        int mdia = begin("mdia", out);
        mediaHeader(video ? VIDEO_TIMESCALE : settings.sampleRate(), out);
        handler(video, out);
        int minf = begin("minf", out);
        if (video) {
            int vmhd = beginFull("vmhd", 0, 1, out);
            out.zeros(8);
            end(vmhd, out);
        } else {
            int smhd = beginFull("smhd", 0, 0, out);
            out.zeros(4);
            end(smhd, out);
        }
        dataReference(out);
        sampleTable(settings, video, out);
        end(minf, out);
        end(mdia, out);
        end(trak, out);
    }

    private static void mediaHeader(int timescale, ByteWriter out) {
        int mdhd = beginFull("mdhd", 0, 0, out);
        out.zeros(8).u32(timescale).u32(0);
        int language = 0;
        for (int letter : UNDETERMINED) {
            language = (language << 5) | (letter - 0x60);
        }
        out.u16(language).u16(0);
        end(mdhd, out);
    }

    private static void handler(boolean video, ByteWriter out) {
        int hdlr = beginFull("hdlr", 0, 0, out);
        out.u32(0).ascii(video ? "vide" : "soun").zeros(12).ascii(video ? "video" : "sound").u8(0);
        end(hdlr, out);
    }

    private static void dataReference(ByteWriter out) {
        int dinf = begin("dinf", out);
        int dref = beginFull("dref", 0, 0, out);
        out.u32(1);
        int url = beginFull("url ", 0, 1, out);
        end(url, out);
        end(dref, out);
        end(dinf, out);
    }

    private static void sampleTable(StreamSettings settings, boolean video, ByteWriter out) {
        int stbl = begin("stbl", out);
        int stsd = beginFull("stsd", 0, 0, out);
        out.u32(1);
        if (video) {
            videoEntry(settings, out);
        } else {
            audioEntry(settings, out);
        }
        end(stsd, out);
        for (String empty : new String[] {"stts", "stsc", "stco"}) {
            int box = beginFull(empty, 0, 0, out);
            out.u32(0);
            end(box, out);
        }
        int stsz = beginFull("stsz", 0, 0, out);
        out.u32(0).u32(0);
        end(stsz, out);
        end(stbl, out);
    }

    private static void videoEntry(StreamSettings settings, ByteWriter out) {
        MediaCodec codec = settings.videoCodec();
        int entry = begin(codec.fourCc(), out);
        out.zeros(6).u16(1).zeros(16);
        out.u16(settings.width()).u16(settings.height());
        out.u32(0x480000).u32(0x480000).u32(0).u16(1).zeros(32).u16(0x18).u16(0xffff);
        int record = begin(recordName(codec), out);
        out.bytes(settings.videoRecord());
        end(record, out);
        end(entry, out);
    }

    private static String recordName(MediaCodec codec) {
        return switch (codec) {
            case AVC -> "avcC";
            case HEVC -> "hvcC";
            case AV1 -> "av1C";
            case VP9 -> "vpcC";
            case AAC, OPUS, OTHER -> throw new IllegalArgumentException("no picture: " + codec);
        };
    }

    private static void audioEntry(StreamSettings settings, ByteWriter out) {
        int entry = begin("mp4a", out);
        out.zeros(6).u16(1).zeros(8).u16(settings.channels()).u16(16).u32(0);
        // A rate above 16 bits does not fit; decoders take it from the configuration.
        out.u32(settings.sampleRate() > 0xffff ? 0 : (long) settings.sampleRate() << 16);
        byte[] config = settings.audioConfig();
        int esds = beginFull("esds", 0, 0, out);
        out.u8(3).u8(23 + config.length).u16(AUDIO_TRACK).u8(0);
        out.u8(4).u8(15 + config.length).u8(0x40).u8(0x15).u24(0).u32(0).u32(0);
        out.u8(5).u8(config.length).bytes(config);
        out.u8(6).u8(1).u8(2);
        end(esds, out);
        end(entry, out);
    }
}
