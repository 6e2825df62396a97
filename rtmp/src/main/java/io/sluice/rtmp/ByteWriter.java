package io.sluice.rtmp;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A growing row of bytes, big-endian, that is written, drained and used again.
public final class ByteWriter {
    private static final int FIRST_BYTES = 512;

    /// Above this much the memory is given back when the writer is cleared.
    private static final int KEPT_BYTES = 1 << 20;

    private byte[] bytes = new byte[FIRST_BYTES];
    private int size;

    /// The memory itself, of which the first [#size] bytes are written; until the next write.
    public byte[] array() {
        return bytes;
    }

    /// How many bytes are written.
    public int size() {
        return size;
    }

    /// A copy of what is written.
    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    /// Forgets what was written.
    public void clear() {
        size = 0;
        if (bytes.length > KEPT_BYTES) {
            bytes = new byte[FIRST_BYTES];
        }
    }

    /// Writes the low 8 bits.
    public ByteWriter u8(int value) {
        reserve(1);
        bytes[size++] = (byte) value;
        return this;
    }

    /// Writes the low 16 bits.
    public ByteWriter u16(int value) {
        reserve(2);
        bytes[size++] = (byte) (value >> 8);
        bytes[size++] = (byte) value;
        return this;
    }

    /// Writes the low 24 bits.
    public ByteWriter u24(int value) {
        return u8(value >> 16).u16(value);
    }

    /// Writes the low 32 bits.
    public ByteWriter u32(long value) {
        return u16((int) (value >> 16)).u16((int) value);
    }

    /// Writes 32 bits, the lowest byte first.
    public ByteWriter u32LittleEndian(int value) {
        return u32(Integer.reverseBytes(value));
    }

    /// Writes 64 bits.
    public ByteWriter u64(long value) {
        return u32(value >>> 32).u32(value);
    }

    /// Writes an IEEE 754 double.
    public ByteWriter f64(double value) {
        return u64(Double.doubleToRawLongBits(value));
    }

    /// Writes ASCII characters.
    public ByteWriter ascii(String text) {
        return bytes(text.getBytes(StandardCharsets.US_ASCII));
    }

    /// Writes all bytes of an array.
    public ByteWriter bytes(byte[] source) {
        return bytes(source, 0, source.length);
    }

    /// Writes a part of an array.
    public ByteWriter bytes(byte[] source, int offset, int length) {
        reserve(length);
        System.arraycopy(source, offset, bytes, size, length);
        size += length;
        return this;
    }

    /// Writes so many zero bytes.
    public ByteWriter zeros(int count) {
        reserve(count);
        Arrays.fill(bytes, size, size + count, (byte) 0);
        size += count;
        return this;
    }

    /// Puts 32 bits over those written at `at`: a length known only afterwards.
    public void setU32(int at, long value) {
        for (int i = 0; i < 4; i++) {
            bytes[at + i] = (byte) (value >> (24 - 8 * i));
        }
    }

    private void reserve(int more) {
        int needed = Math.addExact(size, more);
        if (needed > bytes.length) {
            bytes =
                    Arrays.copyOf(
                            bytes, (int) Math.max(needed, Math.min(2L * bytes.length, 1 << 30)));
        }
    }
}
