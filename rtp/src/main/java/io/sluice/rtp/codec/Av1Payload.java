package io.sluice.rtp.codec;

import io.sluice.rtp.Bytes;
import java.lang.foreign.MemorySegment;

/// The aggregation header of an AV1 payload and the OBU headers behind it (AV1 RTP payload format
/// §4.4, AV1 bitstream §5.3).
///
/// Where a stream has the dependency descriptor, that one knows more: layers, references, ends of
/// layer frames.
public final class Av1Payload {
    private static final int CONTINUES = 0x80;
    private static final int NEW_SEQUENCE = 0x08;
    private static final int OBU_SEQUENCE_HEADER = 1;
    private static final int OBU_FRAME_HEADER = 3;
    private static final int OBU_FRAME = 6;
    private static final int HAS_EXTENSION = 0x04;
    private static final int HAS_SIZE = 0x02;

    /// A length in LEB128 takes at most this many bytes here; longer ones exceed any packet.
    private static final int MAX_LEB128_BYTES = 4;

    private Av1Payload() {}

    /// Reads a packet's payload; false when it is malformed.
    public static boolean parse(MemorySegment s, long payloadOffset, int length, FrameInfo out) {
        out.reset();
        if (length < 2) {
            return false;
        }
        int header = Bytes.unsigned8(s, payloadOffset);
        boolean continues = (header & CONTINUES) != 0;
        boolean newSequence = (header & NEW_SEQUENCE) != 0;
        if (continues && newSequence) {
            return false;
        }
        int count = (header >> 4) & 3;
        out.headerLength = 1;
        int at = 1;
        int element = 0;
        while (at < length) {
            element++;
            int size;
            if (element == count) {
                size = length - at;
            } else {
                long leb = leb128(s, payloadOffset + at, length - at);
                if (leb < 0) {
                    return false;
                }
                size = (int) (leb >>> 8);
                at += (int) (leb & 0xff);
            }
            if (size > length - at || (size == 0 && element == count)) {
                return false;
            }
            if (size > 0 && (element > 1 || !continues)) {
                obu(s, payloadOffset + at, size, out);
            }
            at += size;
        }
        if (count != 0 && element != count) {
            return false;
        }
        out.keyframe = newSequence;
        return true;
    }

    /// Takes note of an OBU's header; of a fragmented one this is the first piece.
    private static void obu(MemorySegment s, long offset, int size, FrameInfo out) {
        int header = Bytes.unsigned8(s, offset);
        int type = (header >> 3) & 0xf;
        int at = 1;
        if ((header & HAS_EXTENSION) != 0) {
            if (size < 2) {
                return;
            }
            int layers = Bytes.unsigned8(s, offset + 1);
            at = 2;
            if (type != OBU_SEQUENCE_HEADER) {
                out.temporalLayer = layers >> 5;
                out.spatialLayer = (layers >> 3) & 3;
            }
        }
        if (type == OBU_SEQUENCE_HEADER) {
            out.startOfFrame = true;
            if ((header & HAS_SIZE) != 0) {
                long leb = leb128(s, offset + at, size - at);
                at = leb < 0 ? size : at + (int) (leb & 0xff);
            }
            Av1SequenceHeader.parse(s, offset + at, size - at, out);
        } else if (type == OBU_FRAME_HEADER || type == OBU_FRAME) {
            out.startOfFrame = true;
        }
    }

    /// The value in the upper bits, the bytes it took in the lower eight; -1 when malformed.
    private static long leb128(MemorySegment s, long offset, int length) {
        long value = 0;
        for (int i = 0; i < length && i < MAX_LEB128_BYTES; i++) {
            int next = Bytes.unsigned8(s, offset + i);
            value |= (long) (next & 0x7f) << (7 * i);
            if ((next & 0x80) == 0) {
                return (value << 8) | (i + 1);
            }
        }
        return -1;
    }
}
