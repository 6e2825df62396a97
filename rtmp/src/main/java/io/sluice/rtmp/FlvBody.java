package io.sluice.rtmp;

/// The head of a sound or picture, which stands in RTMP messages and FLV tags alike: Adobe's FLV
/// specification E.4.2 and E.4.3, with the codec names of Enhanced RTMP v1. A flyweight; sound and
/// picture are told apart by the type of message or tag.
public final class FlvBody {
    /// What the bytes behind the head are.
    public enum Content {
        /// The decoder's configuration: avcC, hvcC, av1C or AudioSpecificConfig.
        CONFIGURATION,
        /// A frame.
        FRAME,
        /// No more frames follow.
        END,
        /// Something else: metadata, several tracks, an unknown codec.
        OTHER
    }

    /// The longest head that is written.
    public static final int MAX_HEAD_BYTES = 8;

    private static final int ENHANCED = 0x80;
    private static final int ENHANCED_SOUND = 9;
    private static final int KEYFRAME = 1;
    private static final int DELTA = 2;
    private static final int SEQUENCE_START = 0;
    private static final int CODED_FRAMES = 1;
    private static final int SEQUENCE_END = 2;
    private static final int CODED_FRAMES_X = 3;

    /// AAC, 44 kHz, 16 bits, stereo: what AAC must say whatever it is.
    private static final int AAC_HEAD = 0xaf;

    private MediaCodec codec = MediaCodec.OTHER;
    private Content content = Content.OTHER;
    private boolean keyframe;
    private int compositionMillis;
    private int headLength;

    /// The codec.
    public MediaCodec codec() {
        return codec;
    }

    /// What follows the head.
    public Content content() {
        return content;
    }

    /// Whether a picture can be shown without others.
    public boolean keyframe() {
        return keyframe;
    }

    /// By how many milliseconds a picture is shown later than decoded; B-frames make it so.
    public int compositionMillis() {
        return compositionMillis;
    }

    /// How many bytes the head has.
    public int headLength() {
        return headLength;
    }

    /// Reads the head of a message of type [RtmpMessage#VIDEO]; false when it is cut.
    public boolean parseVideo(byte[] bytes, int offset, int length) {
        ByteReader in = new ByteReader(bytes, offset, length);
        int first = in.u8();
        keyframe = ((first >> 4) & 7) == KEYFRAME;
        compositionMillis = 0;
        if ((first & ENHANCED) != 0) {
            codec = MediaCodec.ofFourCc(in.u32());
            int kind = first & 0xf;
            content = enhancedContent(kind);
            boolean hasOffset = codec == MediaCodec.HEVC || codec == MediaCodec.AVC;
            if (kind == CODED_FRAMES && hasOffset) {
                compositionMillis = signed24(in.u24());
            }
        } else if ((first & 0xf) == MediaCodec.AVC.number()) {
            codec = MediaCodec.AVC;
            content = plainContent(in.u8());
            compositionMillis = signed24(in.u24());
        } else {
            codec = MediaCodec.OTHER;
            content = Content.OTHER;
        }
        return end(in, offset);
    }

    /// Reads the head of a message of type [RtmpMessage#AUDIO]; false when it is cut.
    public boolean parseAudio(byte[] bytes, int offset, int length) {
        ByteReader in = new ByteReader(bytes, offset, length);
        int first = in.u8();
        keyframe = true;
        compositionMillis = 0;
        if (first >> 4 == ENHANCED_SOUND) {
            codec = MediaCodec.ofFourCc(in.u32());
            content = enhancedContent(first & 0xf);
        } else if (first >> 4 == MediaCodec.AAC.number()) {
            codec = MediaCodec.AAC;
            content = plainContent(in.u8());
        } else {
            codec = MediaCodec.OTHER;
            content = Content.OTHER;
        }
        return end(in, offset);
    }

    private boolean end(ByteReader in, int offset) {
        if (codec == MediaCodec.OTHER) {
            content = Content.OTHER;
        }
        headLength = in.position() - offset;
        return !in.overrun();
    }

    private static Content plainContent(int kind) {
        return switch (kind) {
            case 0 -> Content.CONFIGURATION;
            case 1 -> Content.FRAME;
            case 2 -> Content.END;
            default -> Content.OTHER;
        };
    }

    private static Content enhancedContent(int kind) {
        return switch (kind) {
            case SEQUENCE_START -> Content.CONFIGURATION;
            case CODED_FRAMES, CODED_FRAMES_X -> Content.FRAME;
            case SEQUENCE_END -> Content.END;
            default -> Content.OTHER;
        };
    }

    private static int signed24(int value) {
        return value << 8 >> 8;
    }

    /// Writes the head of a picture's message into an array of at least [#MAX_HEAD_BYTES]; gives
    /// back its length. The composition offset is in milliseconds and only for H.264 and HEVC.
    public static int writeVideo(
            byte[] out,
            MediaCodec codec,
            Content content,
            boolean keyframe,
            int compositionMillis) {
        int frame = (keyframe ? KEYFRAME : DELTA) << 4;
        if (codec == MediaCodec.AVC) {
            out[0] = (byte) (frame | MediaCodec.AVC.number());
            out[1] = (byte) (content == Content.CONFIGURATION ? 0 : content == Content.END ? 2 : 1);
            put24(out, 2, compositionMillis);
            return 5;
        }
        boolean offset =
                content == Content.FRAME && codec == MediaCodec.HEVC && compositionMillis != 0;
        int kind =
                switch (content) {
                    case CONFIGURATION -> SEQUENCE_START;
                    case END -> SEQUENCE_END;
                    case FRAME, OTHER ->
                            codec == MediaCodec.HEVC && !offset ? CODED_FRAMES_X : CODED_FRAMES;
                };
        out[0] = (byte) (ENHANCED | frame | kind);
        int bits = codec.fourCcBits();
        out[1] = (byte) (bits >> 24);
        put24(out, 2, bits);
        if (!offset) {
            return 5;
        }
        put24(out, 5, compositionMillis);
        return 8;
    }

    /// Writes the head of an AAC message; gives back its length.
    public static int writeAac(byte[] out, Content content) {
        out[0] = (byte) AAC_HEAD;
        out[1] = (byte) (content == Content.CONFIGURATION ? 0 : 1);
        return 2;
    }

    private static void put24(byte[] out, int at, int value) {
        out[at] = (byte) (value >> 16);
        out[at + 1] = (byte) (value >> 8);
        out[at + 2] = (byte) value;
    }
}
