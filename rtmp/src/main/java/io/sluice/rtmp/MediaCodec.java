package io.sluice.rtmp;

/// The codecs an FLV stream carries, by their old number or by their name in enhanced RTMP.
public enum MediaCodec {
    /// H.264, codec id 7.
    AVC("avc1", 7),
    /// H.265, enhanced RTMP only.
    HEVC("hvc1", -1),
    /// AV1, enhanced RTMP only.
    AV1("av01", -1),
    /// VP9, enhanced RTMP only.
    VP9("vp09", -1),
    /// AAC, sound format 10.
    AAC("mp4a", 10),
    /// Opus, enhanced RTMP only.
    OPUS("Opus", -1),
    /// Whatever else there is.
    OTHER("", -1);

    private final String fourCc;
    private final int number;

    MediaCodec(String fourCc, int number) {
        this.fourCc = fourCc;
        this.number = number;
    }

    /// The four characters of enhanced RTMP, "" for [#OTHER].
    public String fourCc() {
        return fourCc;
    }

    /// The number in the first byte of an FLV tag, -1 where there is none.
    public int number() {
        return number;
    }

    /// The four characters as a number, the first one highest.
    public int fourCcBits() {
        int bits = 0;
        for (int i = 0; i < fourCc.length(); i++) {
            bits = (bits << 8) | fourCc.charAt(i);
        }
        return bits;
    }

    static MediaCodec ofFourCc(long bits) {
        for (MediaCodec codec : values()) {
            if (codec != OTHER && codec.fourCcBits() == (int) bits) {
                return codec;
            }
        }
        return OTHER;
    }
}
