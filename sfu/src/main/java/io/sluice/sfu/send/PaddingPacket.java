package io.sluice.sfu.send;

import io.sluice.rtp.Bytes;
import java.lang.foreign.MemorySegment;

/// The payload of a packet that is all padding (RFC 3550 §5.1): the last byte counts it.
final class PaddingPacket {
    /// What one byte can count, with room for a header extension as large.
    static final int MAX_BYTES = 255;

    private PaddingPacket() {}

    /// Writes so much padding, at least one byte, to the start of the memory; returns its length.
    static int prepare(MemorySegment to, int bytes) {
        int length = Math.clamp(bytes, 1, MAX_BYTES);
        to.asSlice(0, length).fill((byte) 0);
        Bytes.put8(to, length - 1, length);
        return length;
    }
}
