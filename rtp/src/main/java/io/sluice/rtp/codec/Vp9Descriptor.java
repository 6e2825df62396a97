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
        out.flexibleMode = (flags & FLEXIBLE) != 0;
        out.startOfFrame = (flags & START) != 0;
        out.endOfFrame = (flags & END) != 0;
        out.notUsedByUpperLayer = (flags & NOT_REFERENCE_FOR_UPPER) != 0;
        out.keyframe = out.startOfFrame && (flags & INTER_PICTURE) == 0 && !out.interLayerPredicted;
        return true;
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
            int mine = Math.min(out.spatialLayer, layers - 1);
            out.width = Bytes.unsigned16(s, offset + at + 4L * mine);
            out.height = Bytes.unsigned16(s, offset + at + 4L * mine + 2);
            at += 4 * layers;
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
