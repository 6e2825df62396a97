package io.sluice.rtp.codec;

import io.sluice.rtp.Bytes;
import java.lang.foreign.MemorySegment;

/// An H.264 payload (RFC 6184): single NAL unit, STAP-A or FU-A, the forms of packetization modes 0
/// and 1. Other forms are read as "part of a frame".
///
/// A packet with a sequence parameter set or the begin of an IDR picture counts as a keyframe:
/// encoders for real-time use send the parameter sets right in front of each IDR picture.
public final class H264Payload {
    private static final int SLICE = 1;
    private static final int IDR_SLICE = 5;
    private static final int SEI = 6;
    private static final int SPS = 7;
    private static final int PPS = 8;
    private static final int DELIMITER = 9;
    private static final int STAP_A = 24;
    private static final int FU_A = 28;
    private static final int FU_START = 0x80;
    private static final int TYPE_MASK = 0x1f;
    private static final int REFERENCE_MASK = 0x60;

    private H264Payload() {}

    /// Reads a packet's payload; false when it is malformed.
    public static boolean parse(MemorySegment s, long payloadOffset, int length, FrameInfo out) {
        out.reset();
        if (length < 2) {
            return false;
        }
        int first = Bytes.unsigned8(s, payloadOffset);
        int type = first & TYPE_MASK;
        if (type == 0) {
            return false;
        }
        out.discardable = (first & REFERENCE_MASK) == 0;
        if (type == STAP_A) {
            return parseAggregate(s, payloadOffset, length, out);
        }
        if (type == FU_A) {
            int fragment = Bytes.unsigned8(s, payloadOffset + 1);
            out.headerLength = 2;
            if (length < 3) {
                return false;
            }
            if ((fragment & FU_START) != 0) {
                unit(s, fragment & TYPE_MASK, payloadOffset + 2, length - 2, out);
            }
            return true;
        }
        unit(s, type, payloadOffset + 1, length - 1, out);
        return true;
    }

    private static boolean parseAggregate(MemorySegment s, long offset, int length, FrameInfo out) {
        int at = 1;
        out.headerLength = 1;
        while (at < length) {
            if (at + 3 > length) {
                return false;
            }
            int size = Bytes.unsigned16(s, offset + at);
            at += 2;
            if (size == 0 || at + size > length) {
                return false;
            }
            int type = Bytes.unsigned8(s, offset + at) & TYPE_MASK;
            unit(s, type, offset + at + 1, size - 1, out);
            at += size;
        }
        return true;
    }

    /// Takes note of a NAL unit, its header byte left out; of a fragmented one this is the first
    /// piece.
    private static void unit(MemorySegment s, int type, long offset, int length, FrameInfo out) {
        switch (type) {
            case SPS -> {
                out.startOfFrame = true;
                out.keyframe = true;
                H264Sps.parse(s, offset, length, out);
            }
            case SEI, PPS, DELIMITER -> out.startOfFrame = true;
            case SLICE -> out.startOfFrame |= firstSlice(s, offset, length);
            case IDR_SLICE -> {
                boolean first = firstSlice(s, offset, length);
                out.startOfFrame |= first;
                out.keyframe |= first;
            }
            default -> {
                // data partitions, fillers, extensions: part of a frame
            }
        }
    }

    /// A slice begins with first_mb_in_slice as Exp-Golomb code; zero is a single 1 bit.
    private static boolean firstSlice(MemorySegment s, long offset, int length) {
        return length > 0 && (Bytes.unsigned8(s, offset) & 0x80) != 0;
    }
}
