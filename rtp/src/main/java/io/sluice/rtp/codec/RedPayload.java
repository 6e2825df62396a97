package io.sluice.rtp.codec;

import io.sluice.rtp.Bytes;
import java.lang.foreign.MemorySegment;

/// A payload with redundant copies of earlier ones (RFC 2198), as browsers send Opus in.
///
/// A flyweight: blocks are numbered from the oldest; the last one is the primary.
public final class RedPayload {
    /// Browsers send one or two redundant blocks; more than this is refused.
    public static final int MAX_BLOCKS = 16;

    /// How far back a redundant block may lie, in units of the timestamp: the field has 14 bits.
    public static final int MAX_TIMESTAMP_OFFSET = 0x3fff;

    /// How long a redundant block may be: the field has 10 bits.
    public static final int MAX_REDUNDANT_BYTES = 0x3ff;

    /// In front of all data, for each redundant block.
    public static final int REDUNDANT_HEADER_BYTES = 4;

    /// In front of all data, behind those of the redundant blocks.
    public static final int PRIMARY_HEADER_BYTES = 1;

    private static final int FOLLOWED = 0x80;
    private static final int OFFSET_SHIFT = 10;

    private final int[] payloadTypes = new int[MAX_BLOCKS];
    private final int[] timestampOffsets = new int[MAX_BLOCKS];
    private final long[] offsets = new long[MAX_BLOCKS];
    private final int[] lengths = new int[MAX_BLOCKS];
    private int count;

    /// Looks at a packet's payload; false when it is malformed.
    public boolean wrap(MemorySegment s, long payloadOffset, int length) {
        count = 0;
        int blocks = 0;
        int at = 0;
        long data = 0;
        while (true) {
            if (at >= length || blocks == MAX_BLOCKS) {
                return false;
            }
            int first = Bytes.unsigned8(s, payloadOffset + at);
            payloadTypes[blocks] = first & 0x7f;
            if ((first & FOLLOWED) == 0) {
                at++;
                break;
            }
            if (at + REDUNDANT_HEADER_BYTES > length) {
                return false;
            }
            int rest = Bytes.unsigned24(s, payloadOffset + at + 1);
            timestampOffsets[blocks] = rest >> OFFSET_SHIFT;
            lengths[blocks] = rest & MAX_REDUNDANT_BYTES;
            offsets[blocks] = data;
            data += lengths[blocks];
            blocks++;
            at += REDUNDANT_HEADER_BYTES;
        }
        if (at + data > length) {
            return false;
        }
        timestampOffsets[blocks] = 0;
        lengths[blocks] = (int) (length - at - data);
        offsets[blocks] = data;
        blocks++;
        for (int i = 0; i < blocks; i++) {
            offsets[i] += payloadOffset + at;
        }
        count = blocks;
        return true;
    }

    /// Blocks, the primary included.
    public int blockCount() {
        return count;
    }

    public int payloadType(int block) {
        return payloadTypes[block];
    }

    /// How much earlier than the packet's timestamp the block was sampled.
    public int timestampOffset(int block) {
        return timestampOffsets[block];
    }

    /// Where the block's data stands in the segment.
    public long offset(int block) {
        return offsets[block];
    }

    public int length(int block) {
        return lengths[block];
    }

    public int primaryPayloadType() {
        return payloadTypes[count - 1];
    }

    /// Where the payload stands that a receiver without redundancy gets.
    public long primaryOffset() {
        return offsets[count - 1];
    }

    public int primaryLength() {
        return lengths[count - 1];
    }

    /// Copies a well-formed payload and gives every block of the copy this payload type.
    public static void copyWithPayloadType(
            MemorySegment from,
            long fromOffset,
            int length,
            MemorySegment to,
            long toOffset,
            int payloadType) {
        MemorySegment.copy(from, fromOffset, to, toOffset, length);
        long at = toOffset;
        int first = Bytes.unsigned8(to, at);
        while ((first & FOLLOWED) != 0) {
            Bytes.put8(to, at, FOLLOWED | payloadType);
            at += REDUNDANT_HEADER_BYTES;
            first = Bytes.unsigned8(to, at);
        }
        Bytes.put8(to, at, payloadType);
    }

    /// Writes the header of a redundant block; headers stand oldest first, the data behind them in
    /// the same order.
    ///
    /// @param timestampOffset 0 to [#MAX_TIMESTAMP_OFFSET]
    /// @param length 0 to [#MAX_REDUNDANT_BYTES]
    public static void writeRedundantHeader(
            MemorySegment to, long at, int payloadType, int timestampOffset, int length) {
        Bytes.put8(to, at, FOLLOWED | payloadType);
        Bytes.put24(to, at + 1, timestampOffset << OFFSET_SHIFT | length);
    }

    /// Writes the header of the primary block, the last one.
    public static void writePrimaryHeader(MemorySegment to, long at, int payloadType) {
        Bytes.put8(to, at, payloadType);
    }
}
