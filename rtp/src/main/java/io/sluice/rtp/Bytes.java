package io.sluice.rtp;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// Big-endian integers in memory, at any alignment: what every header of this module is made of.
///
/// Nothing here looks at lengths; callers check them first.
public final class Bytes {
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private Bytes() {}

    public static int unsigned8(MemorySegment s, long offset) {
        return s.get(ValueLayout.JAVA_BYTE, offset) & 0xff;
    }

    public static int unsigned16(MemorySegment s, long offset) {
        return s.get(SHORT, offset) & 0xffff;
    }

    public static int signed16(MemorySegment s, long offset) {
        return s.get(SHORT, offset);
    }

    public static int unsigned24(MemorySegment s, long offset) {
        return (unsigned16(s, offset) << 8) | unsigned8(s, offset + 2);
    }

    public static int signed32(MemorySegment s, long offset) {
        return s.get(INT, offset);
    }

    public static long unsigned32(MemorySegment s, long offset) {
        return s.get(INT, offset) & 0xffff_ffffL;
    }

    public static long signed64(MemorySegment s, long offset) {
        return s.get(LONG, offset);
    }

    public static void put8(MemorySegment s, long offset, int value) {
        s.set(ValueLayout.JAVA_BYTE, offset, (byte) value);
    }

    public static void put16(MemorySegment s, long offset, int value) {
        s.set(SHORT, offset, (short) value);
    }

    public static void put24(MemorySegment s, long offset, int value) {
        put8(s, offset, value >> 16);
        put16(s, offset + 1, value);
    }

    public static void put32(MemorySegment s, long offset, long value) {
        s.set(INT, offset, (int) value);
    }

    public static void put64(MemorySegment s, long offset, long value) {
        s.set(LONG, offset, value);
    }
}
