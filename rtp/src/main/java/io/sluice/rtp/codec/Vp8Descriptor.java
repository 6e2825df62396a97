package io.sluice.rtp.codec;

import io.sluice.rtp.Bytes;
import java.lang.foreign.MemorySegment;

/// The VP8 payload descriptor and the first bytes of the frame behind it (RFC 7741 §4.2, §4.3).
public final class Vp8Descriptor {
    /// The most bytes [#copyRewritten] adds to a payload.
    public static final int MAX_GROWTH_BYTES = 1;

    private static final int EXTENDED = 0x80;
    private static final int NON_REFERENCE = 0x20;
    private static final int START_OF_PARTITION = 0x10;
    private static final int PARTITION_MASK = 0x0f;
    private static final int HAS_PICTURE_ID = 0x80;
    private static final int HAS_TL0 = 0x40;
    private static final int HAS_TID = 0x20;
    private static final int HAS_KEY_INDEX = 0x10;
    private static final int LONG_PICTURE_ID = 0x80;
    private static final int MAX_PICTURE_ID = 0x7fff;

    /// Frame tag, start code, width and height of a keyframe (RFC 6386 §9.1).
    private static final int KEYFRAME_HEADER_BYTES = 10;

    private Vp8Descriptor() {}

    /// Reads a packet's payload; false when it is malformed.
    public static boolean parse(MemorySegment s, long payloadOffset, int length, FrameInfo out) {
        out.reset();
        if (length < 1) {
            return false;
        }
        int first = Bytes.unsigned8(s, payloadOffset);
        int header = 1;
        if ((first & EXTENDED) != 0) {
            header = parseExtension(s, payloadOffset, length, out);
        }
        if (header < 0 || header >= length) {
            return false;
        }
        out.headerLength = header;
        out.discardable = (first & NON_REFERENCE) != 0;
        out.startOfFrame = (first & START_OF_PARTITION) != 0 && (first & PARTITION_MASK) == 0;
        if (out.startOfFrame && (Bytes.unsigned8(s, payloadOffset + header) & 1) == 0) {
            out.keyframe = true;
            if (length - header >= KEYFRAME_HEADER_BYTES) {
                out.width = littleEndian14(s, payloadOffset + header + 6);
                out.height = littleEndian14(s, payloadOffset + header + 8);
            }
        }
        return true;
    }

    /// Reads the optional fields; returns where they end, or -1.
    private static int parseExtension(MemorySegment s, long offset, int length, FrameInfo out) {
        if (length < 2) {
            return -1;
        }
        int flags = Bytes.unsigned8(s, offset + 1);
        int at = 2;
        if ((flags & HAS_PICTURE_ID) != 0) {
            if (at >= length) {
                return -1;
            }
            int id = Bytes.unsigned8(s, offset + at);
            if ((id & LONG_PICTURE_ID) == 0) {
                out.pictureId = id;
                out.pictureIdBits = 7;
                at++;
            } else {
                if (at + 1 >= length) {
                    return -1;
                }
                out.pictureId = Bytes.unsigned16(s, offset + at) & MAX_PICTURE_ID;
                out.pictureIdBits = 15;
                at += 2;
            }
        }
        if ((flags & HAS_TL0) != 0) {
            if (at >= length) {
                return -1;
            }
            out.tl0PictureIndex = Bytes.unsigned8(s, offset + at++);
        }
        if ((flags & (HAS_TID | HAS_KEY_INDEX)) != 0) {
            if (at >= length) {
                return -1;
            }
            int layers = Bytes.unsigned8(s, offset + at++);
            if ((flags & HAS_TID) != 0) {
                out.temporalLayer = layers >> 6;
                out.layerSync = (layers & 0x20) != 0;
            }
            if ((flags & HAS_KEY_INDEX) != 0) {
                out.keyIndex = layers & 0x1f;
            }
        }
        return at;
    }

    /// Writes new numbers over those of a well-formed payload, each in the width it has; -1 leaves
    /// one as it is, and a field that is absent stays absent.
    public static void rewrite(
            MemorySegment s, long payloadOffset, int pictureId, int tl0PictureIndex, int keyIndex) {
        if ((Bytes.unsigned8(s, payloadOffset) & EXTENDED) == 0) {
            return;
        }
        int flags = Bytes.unsigned8(s, payloadOffset + 1);
        long at = payloadOffset + 2;
        if ((flags & HAS_PICTURE_ID) != 0) {
            boolean wide = (Bytes.unsigned8(s, at) & LONG_PICTURE_ID) != 0;
            if (pictureId >= 0 && wide) {
                Bytes.put16(s, at, 0x8000 | (pictureId & MAX_PICTURE_ID));
            } else if (pictureId >= 0) {
                Bytes.put8(s, at, pictureId & 0x7f);
            }
            at += wide ? 2 : 1;
        }
        if ((flags & HAS_TL0) != 0) {
            if (tl0PictureIndex >= 0) {
                Bytes.put8(s, at, tl0PictureIndex);
            }
            at++;
        }
        if ((flags & HAS_KEY_INDEX) != 0 && keyIndex >= 0) {
            Bytes.put8(s, at, (Bytes.unsigned8(s, at) & 0xe0) | (keyIndex & 0x1f));
        }
    }

    /// Copies a well-formed payload and gives the copy new numbers as [#rewrite] does, its picture
    /// id always 15 bits wide, so that sources of either width make one stream. Returns the length
    /// of the copy, at most [#MAX_GROWTH_BYTES] more.
    public static int copyRewritten(
            MemorySegment from,
            long fromOffset,
            int length,
            MemorySegment to,
            long toOffset,
            int pictureId,
            int tl0PictureIndex,
            int keyIndex) {
        boolean extended = (Bytes.unsigned8(from, fromOffset) & EXTENDED) != 0;
        boolean narrow =
                extended
                        && (Bytes.unsigned8(from, fromOffset + 1) & HAS_PICTURE_ID) != 0
                        && (Bytes.unsigned8(from, fromOffset + 2) & LONG_PICTURE_ID) == 0;
        int grown = length;
        if (narrow) {
            Bytes.put16(to, toOffset, Bytes.unsigned16(from, fromOffset));
            Bytes.put16(to, toOffset + 2, 0x8000 | Bytes.unsigned8(from, fromOffset + 2));
            MemorySegment.copy(from, fromOffset + 3, to, toOffset + 4, length - 3L);
            grown++;
        } else {
            MemorySegment.copy(from, fromOffset, to, toOffset, length);
        }
        rewrite(to, toOffset, pictureId, tl0PictureIndex, keyIndex);
        return grown;
    }

    private static int littleEndian14(MemorySegment s, long offset) {
        return (Bytes.unsigned8(s, offset) | (Bytes.unsigned8(s, offset + 1) << 8)) & 0x3fff;
    }
}
