package io.sluice.bench.load;

import io.sluice.rtp.Bytes;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// What a prepared packet carries besides its header and its codec's descriptor, so that a receiver
/// can tell whose it is, that it is whole, and how long it took:
///
/// `codec bytes | publisher (2) | packet of the frame (2) | noise … | sent at (8)`
final class Content {
    /// On the wall's clock, at the end.
    static final int STAMP_BYTES = 8;

    private final MemorySegment bytes;
    private final int codecBytes;

    /// @param codecBytes what the codec wants to see first
    Content(Arena arena, byte[] codecBytes, int publisher, int packet, int length) {
        bytes = arena.allocate(length, Long.BYTES);
        this.codecBytes = codecBytes.length;
        int state = 31 * publisher + packet;
        for (int i = 0; i < length; i++) {
            state = state * 1_103_515_245 + 12_345;
            bytes.set(ValueLayout.JAVA_BYTE, i, (byte) (state >>> 16));
        }
        MemorySegment.copy(codecBytes, 0, bytes, ValueLayout.JAVA_BYTE, 0, codecBytes.length);
        Bytes.put16(bytes, codecBytes.length, publisher);
        Bytes.put16(bytes, codecBytes.length + 2L, packet);
    }

    MemorySegment bytes() {
        return bytes;
    }

    int length() {
        return (int) bytes.byteSize();
    }

    void stamp(long wallNanos) {
        Bytes.put64(bytes, bytes.byteSize() - STAMP_BYTES, wallNanos);
    }

    /// Whether the memory holds this content but for its stamp and what is the codec's, which a
    /// server may number anew.
    boolean matches(MemorySegment s, long offset, int length) {
        return length == bytes.byteSize()
                && MemorySegment.mismatch(
                                bytes,
                                codecBytes,
                                (long) length - STAMP_BYTES,
                                s,
                                offset + codecBytes,
                                offset + length - STAMP_BYTES)
                        < 0;
    }

    static long stampOf(MemorySegment s, long offset, int length) {
        return Bytes.signed64(s, offset + length - STAMP_BYTES);
    }

    /// Whose content begins here, behind so many bytes for the codec.
    static int publisherOf(MemorySegment s, long offset, int codecBytes) {
        return Bytes.unsigned16(s, offset + codecBytes);
    }

    static int packetOf(MemorySegment s, long offset, int codecBytes) {
        return Bytes.unsigned16(s, offset + codecBytes + 2);
    }
}
