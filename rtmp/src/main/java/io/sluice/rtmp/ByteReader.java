package io.sluice.rtmp;

import java.nio.charset.StandardCharsets;

/// A cursor over big-endian bytes. Reading beyond the end gives zeros and sets [#overrun].
public final class ByteReader {
    private final byte[] bytes;
    private final int end;
    private int at;
    private boolean overrun;

    /// Reads a part of an array, which must exist.
    public ByteReader(byte[] bytes, int offset, int length) {
        this.bytes = bytes;
        this.at = offset;
        this.end = offset + length;
    }

    /// Bytes that are left.
    public int remaining() {
        return end - at;
    }

    /// Where the cursor stands in the array.
    public int position() {
        return at;
    }

    /// Whether more was asked for than there is.
    public boolean overrun() {
        return overrun;
    }

    /// Reads 8 bits.
    public int u8() {
        return has(1) ? bytes[at++] & 0xff : 0;
    }

    /// Reads 16 bits.
    public int u16() {
        return (u8() << 8) | u8();
    }

    /// Reads 24 bits.
    public int u24() {
        return (u16() << 8) | u8();
    }

    /// Reads 32 bits.
    public long u32() {
        return ((long) u16() << 16) | u16();
    }

    /// Reads an IEEE 754 double.
    public double f64() {
        return Double.longBitsToDouble((u32() << 32) | u32());
    }

    /// Reads UTF-8 of so many bytes; broken sequences become the replacement character.
    public String utf8(long length) {
        if (!has(length)) {
            return "";
        }
        String text = new String(bytes, at, (int) length, StandardCharsets.UTF_8);
        at += (int) length;
        return text;
    }

    /// Passes over so many bytes.
    public void skip(long count) {
        if (has(count)) {
            at += (int) count;
        }
    }

    private boolean has(long count) {
        if (count < 0 || count > end - at) {
            overrun = true;
            at = end;
            return false;
        }
        return true;
    }
}
