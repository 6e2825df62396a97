package io.sluice.rtmp;

/// Writes FLV (Adobe FLV specification, annex E): a file, or what HTTP-FLV sends.
public final class FlvWriter {
    private static final int TAG_HEADER_BYTES = 11;

    private FlvWriter() {}

    /// The first 13 bytes of a file.
    public static void header(boolean audio, boolean video, ByteWriter out) {
        out.ascii("FLV").u8(1).u8((audio ? 4 : 0) | (video ? 1 : 0)).u32(9).u32(0);
    }

    /// One tag whose body has a head and a rest; types as in [RtmpMessage], time in milliseconds of
    /// which 32 bits are kept.
    public static void tag(
            int type,
            long timestampMillis,
            byte[] head,
            int headLength,
            byte[] body,
            int offset,
            int length,
            ByteWriter out) {
        int total = headLength + length;
        out.u8(type).u24(total);
        out.u24((int) timestampMillis).u8((int) (timestampMillis >> 24));
        out.u24(0);
        out.bytes(head, 0, headLength).bytes(body, offset, length);
        out.u32(TAG_HEADER_BYTES + total);
    }

    /// The tag of `onMetaData`.
    public static void metadata(AmfValue metadata, ByteWriter out) {
        ByteWriter body = new ByteWriter();
        Amf0Writer.write(new AmfValue.Text("onMetaData"), body);
        Amf0Writer.write(metadata, body);
        tag(RtmpMessage.DATA, 0, body.array(), 0, body.array(), 0, body.size(), out);
    }
}
