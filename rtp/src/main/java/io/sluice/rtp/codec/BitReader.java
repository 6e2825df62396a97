package io.sluice.rtp.codec;

import io.sluice.rtp.Bytes;
import java.lang.foreign.MemorySegment;

/// Reads bits, the most significant first. Past the end it gives zeros and remembers the overrun,
/// so a parser asks once at its end.
final class BitReader {
    private MemorySegment segment = MemorySegment.NULL;
    private long at;
    private long end;
    private int bit;
    private int zeros;
    private boolean escaped;
    private boolean overrun;

    BitReader wrap(MemorySegment s, long offset, int length) {
        segment = s;
        at = offset;
        end = offset + length;
        bit = 0;
        zeros = 0;
        escaped = false;
        overrun = false;
        return this;
    }

    /// Like [#wrap], for H.264: the 3 of each 00 00 03 is left out (H.264 §7.3.1).
    BitReader wrapEscaped(MemorySegment s, long offset, int length) {
        wrap(s, offset, length);
        escaped = true;
        return this;
    }

    /// Up to 32 bits, unsigned.
    long bits(int count) {
        long value = 0;
        for (int i = 0; i < count; i++) {
            value = (value << 1) | nextBit();
        }
        return value;
    }

    int smallBits(int count) {
        return (int) bits(count);
    }

    boolean flag() {
        return nextBit() != 0;
    }

    void skip(int count) {
        for (int i = 0; i < count; i++) {
            int _ = nextBit();
        }
    }

    /// An Exp-Golomb code (H.264 §9.1), which AV1 calls uvlc.
    long expGolomb() {
        int leading = 0;
        while (!overrun && nextBit() == 0) {
            leading++;
        }
        if (leading > 31) {
            overrun = true;
        }
        return overrun ? 0 : (1L << leading) - 1 + bits(leading);
    }

    long signedExpGolomb() {
        long code = expGolomb();
        return (code & 1) != 0 ? (code + 1) / 2 : -(code / 2);
    }

    /// A value below `n` in as few bits as it takes (AV1 §4.10.7).
    int nonSymmetric(int n) {
        int width = 32 - Integer.numberOfLeadingZeros(n);
        int shorter = (1 << width) - n;
        int value = smallBits(width - 1);
        return value < shorter ? value : (value << 1) - shorter + smallBits(1);
    }

    boolean overrun() {
        return overrun;
    }

    private int nextBit() {
        if (bit == 0 && escaped) {
            skipEscape();
        }
        if (at >= end) {
            overrun = true;
            return 0;
        }
        int value = (Bytes.unsigned8(segment, at) >> (7 - bit)) & 1;
        bit = (bit + 1) & 7;
        if (bit == 0) {
            at++;
        }
        return value;
    }

    private void skipEscape() {
        if (at >= end) {
            return;
        }
        int next = Bytes.unsigned8(segment, at);
        if (zeros >= 2 && next == 3) {
            at++;
            zeros = 0;
            next = at < end ? Bytes.unsigned8(segment, at) : 0;
        }
        zeros = next == 0 ? zeros + 1 : 0;
    }
}
