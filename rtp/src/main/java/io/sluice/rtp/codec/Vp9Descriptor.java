package io.sluice.rtp.codec;

import io.sluice.rtp.Bytes;
import java.lang.foreign.MemorySegment;

/// The VP9 payload descriptor (RFC 9628 §4.2): flexible and non-flexible mode, layer indices and
/// the scalability structure.
public final class Vp9Descriptor {
    private static final int HAS_PICTURE_ID = 0x80;
    private static final int INTER_PICTURE = 0x40;
    private static final int HAS_LAYERS = 0x20;
    private static final int FLEXIBLE = 0x10;
    private static final int START = 0x08;
    private static final int END = 0x04;
    private static final int HAS_STRUCTURE = 0x02;
    private static final int NOT_REFERENCE_FOR_UPPER = 0x01;

    /// The most bytes [#copyRewritten] adds to a payload.
    public static final int MAX_GROWTH_BYTES = 1;

    private static final int LONG_PICTURE_ID = 0x80;
    private static final int MAX_PICTURE_ID = 0x7fff;

    /// A packet names at most three references (RFC 9628 §4.2).
    private static final int MAX_REFERENCES = 3;

    private Vp9Descriptor() {}

    /// Reads a packet's payload; false when it is malformed.
    public static boolean parse(MemorySegment s, long payloadOffset, int length, FrameInfo out) {
        out.reset();
        if (length < 1) {
            return false;
        }
        int flags = Bytes.unsigned8(s, payloadOffset);
        int at = 1;
        if ((flags & HAS_PICTURE_ID) != 0) {
            at = parsePictureId(s, payloadOffset, length, at, out);
        }
        if (at > 0 && (flags & HAS_LAYERS) != 0) {
            at = parseLayers(s, payloadOffset, length, at, (flags & FLEXIBLE) != 0, out);
        }
        if (at > 0 && (flags & (FLEXIBLE | INTER_PICTURE)) == (FLEXIBLE | INTER_PICTURE)) {
            at = parseReferences(s, payloadOffset, length, at, out);
        }
        if (at > 0 && (flags & HAS_STRUCTURE) != 0) {
            at = parseStructure(s, payloadOffset, length, at, out);
        }
        if (at < 0 || at >= length) {
            return false;
        }
        out.headerLength = at;
        out.interPicturePredicted = (flags & INTER_PICTURE) != 0;
        out.flexibleMode = (flags & FLEXIBLE) != 0;
        out.startOfFrame = (flags & START) != 0;
        out.endOfFrame = (flags & END) != 0;
        out.notUsedByUpperLayer = (flags & NOT_REFERENCE_FOR_UPPER) != 0;
        out.keyframe = out.startOfFrame && (flags & INTER_PICTURE) == 0 && !out.interLayerPredicted;
        return true;
    }

    /// Copies a well-formed payload and gives the copy a new picture id, always 15 bits wide, so
    /// that sources of either width make one stream, and a new TL0PICIDX; -1 leaves one as it is,
    /// and a field that is absent stays absent. Returns the length of the copy, at most
    /// [#MAX_GROWTH_BYTES] more.
    public static int copyRewritten(
            MemorySegment from,
            long fromOffset,
            int length,
            MemorySegment to,
            long toOffset,
            int pictureId,
            int tl0PictureIndex) {
        int flags = Bytes.unsigned8(from, fromOffset);
        if ((flags & HAS_PICTURE_ID) == 0) {
            MemorySegment.copy(from, fromOffset, to, toOffset, length);
            putTl0(to, toOffset, 1, flags, tl0PictureIndex);
            return length;
        }
        int id = Bytes.unsigned8(from, fromOffset + 1);
        boolean wide = (id & LONG_PICTURE_ID) != 0;
        int old = wide ? Bytes.unsigned16(from, fromOffset + 1) & MAX_PICTURE_ID : id;
        int end = wide ? 3 : 2; // of the id in `from`; in `to` it is always 3
        Bytes.put8(to, toOffset, flags);
        Bytes.put16(to, toOffset + 1, 0x8000 | (pictureId < 0 ? old : pictureId & MAX_PICTURE_ID));
        MemorySegment.copy(from, fromOffset + end, to, toOffset + 3, length - end);
        putTl0(to, toOffset, 3, flags, tl0PictureIndex);
        return length + 3 - end;
    }

    private static void putTl0(
            MemorySegment to, long offset, int at, int flags, int tl0PictureIndex) {
        boolean present = (flags & (HAS_LAYERS | FLEXIBLE)) == HAS_LAYERS;
        if (present && tl0PictureIndex >= 0) {
            Bytes.put8(to, offset + at + 1, tl0PictureIndex);
        }
    }

    private static int parsePictureId(
            MemorySegment s, long offset, int length, int at, FrameInfo out) {
        if (at >= length) {
            return -1;
        }
        int first = Bytes.unsigned8(s, offset + at);
        if ((first & 0x80) == 0) {
            out.pictureId = first;
            out.pictureIdBits = 7;
            return at + 1;
        }
        if (at + 1 >= length) {
            return -1;
        }
        out.pictureId = Bytes.unsigned16(s, offset + at) & 0x7fff;
        out.pictureIdBits = 15;
        return at + 2;
    }

    private static int parseLayers(
            MemorySegment s, long offset, int length, int at, boolean flexible, FrameInfo out) {
        if (at >= length) {
            return -1;
        }
        int layers = Bytes.unsigned8(s, offset + at);
        out.temporalLayer = layers >> 5;
        out.layerSync = (layers & 0x10) != 0;
        out.spatialLayer = (layers >> 1) & 7;
        out.interLayerPredicted = (layers & 1) != 0;
        if (flexible) {
            return at + 1;
        }
        if (at + 1 >= length) {
            return -1;
        }
        out.tl0PictureIndex = Bytes.unsigned8(s, offset + at + 1);
        return at + 2;
    }

    private static int parseReferences(
            MemorySegment s, long offset, int length, int start, FrameInfo out) {
        int at = start;
        boolean more = true;
        while (more) {
            if (at >= length || out.referenceCount == MAX_REFERENCES) {
                return -1;
            }
            int difference = Bytes.unsigned8(s, offset + at++);
            out.referenceDifferences[out.referenceCount++] = difference >> 1;
            more = (difference & 1) != 0;
        }
        return at;
    }

    private static int parseStructure(
            MemorySegment s, long offset, int length, int start, FrameInfo out) {
        if (start >= length) {
            return -1;
        }
        int flags = Bytes.unsigned8(s, offset + start);
        int at = start + 1;
        int layers = (flags >> 5) + 1;
        out.scalabilityStructure = true;
        out.spatialLayerCount = layers;
        if ((flags & 0x10) != 0) {
            if (at + 4 * layers > length) {
                return -1;
            }
            for (int i = 0; i < layers; i++) {
                out.layerWidths[i] = Bytes.unsigned16(s, offset + at);
                out.layerHeights[i] = Bytes.unsigned16(s, offset + at + 2);
                at += 4;
            }
            int mine = Math.min(out.spatialLayer, layers - 1);
            out.sizedLayers = layers;
            out.width = out.layerWidths[mine];
            out.height = out.layerHeights[mine];
        }
        return (flags & 0x08) != 0 ? parsePictureGroup(s, offset, length, at, out) : at;
    }

    private static int parsePictureGroup(
            MemorySegment s, long offset, int length, int start, FrameInfo out) {
        if (start >= length) {
            return -1;
        }
        int pictures = Bytes.unsigned8(s, offset + start);
        int at = start + 1;
        int highest = 0;
        for (int i = 0; i < pictures; i++) {
            if (at >= length) {
                return -1;
            }
            int picture = Bytes.unsigned8(s, offset + at);
            highest = Math.max(highest, picture >> 5);
            at += 1 + ((picture >> 2) & 3);
        }
        out.temporalLayerCount = highest + 1;
        return at;
    }
}
