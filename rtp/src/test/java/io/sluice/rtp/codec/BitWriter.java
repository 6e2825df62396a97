package io.sluice.rtp.codec;

import java.util.HexFormat;

/// Builds test data bit by bit.
final class BitWriter {
    private final StringBuilder bits = new StringBuilder();

    BitWriter put(int count, long value) {
        for (int i = count - 1; i >= 0; i--) {
            bits.append(value >> i & 1);
        }
        return this;
    }

    /// Exp-Golomb.
    BitWriter putGolomb(long value) {
        int width = 64 - Long.numberOfLeadingZeros(value + 1);
        return put(width - 1, 0).put(width, value + 1);
    }

    int bytes() {
        return (bits.length() + 7) / 8;
    }

    String toHex() {
        byte[] out = new byte[bytes()];
        for (int i = 0; i < bits.length(); i++) {
            if (bits.charAt(i) == '1') {
                out[i / 8] |= (byte) (0x80 >> (i % 8));
            }
        }
        return HexFormat.of().formatHex(out);
    }
}
