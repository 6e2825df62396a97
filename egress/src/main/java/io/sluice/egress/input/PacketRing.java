package io.sluice.egress.input;

import io.sluice.rtp.codec.Codec;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/// Payloads of the newest packets of one stream by sequence: some memory, and nothing per packet.
final class PacketRing {
    /// More than any packet of a browser carries.
    static final int MAX_PAYLOAD_BYTES = 1500;

    private static final long NONE = Long.MIN_VALUE;

    private final int mask;
    private final byte[] payloads;
    private final MemorySegment memory;
    private final long[] sequences;
    private final long[] timestamps;
    private final int[] lengths;
    private final boolean[] markers;
    private final Codec[] codecs;

    /// @param size a power of two
    PacketRing(int size) {
        mask = size - 1;
        payloads = new byte[size * MAX_PAYLOAD_BYTES];
        memory = MemorySegment.ofArray(payloads);
        sequences = new long[size];
        Arrays.fill(sequences, NONE);
        timestamps = new long[size];
        lengths = new int[size];
        markers = new boolean[size];
        codecs = new Codec[size];
    }

    int size() {
        return mask + 1;
    }

    boolean has(long sequence) {
        return sequences[slot(sequence)] == sequence;
    }

    /// Keeps a payload over what stood in its place; false when it is too long.
    boolean put(
            long sequence,
            Codec codec,
            long timestamp,
            boolean marker,
            MemorySegment s,
            long offset,
            int length) {
        if (length > MAX_PAYLOAD_BYTES) {
            return false;
        }
        int slot = slot(sequence);
        MemorySegment.copy(
                s, ValueLayout.JAVA_BYTE, offset, payloads, slot * MAX_PAYLOAD_BYTES, length);
        sequences[slot] = sequence;
        timestamps[slot] = timestamp;
        lengths[slot] = length;
        markers[slot] = marker;
        codecs[slot] = codec;
        return true;
    }

    void clear() {
        Arrays.fill(sequences, NONE);
    }

    long timestamp(long sequence) {
        return timestamps[slot(sequence)];
    }

    boolean marker(long sequence) {
        return markers[slot(sequence)];
    }

    Codec codec(long sequence) {
        return codecs[slot(sequence)];
    }

    MemorySegment memory() {
        return memory;
    }

    long offset(long sequence) {
        return (long) slot(sequence) * MAX_PAYLOAD_BYTES;
    }

    int length(long sequence) {
        return lengths[slot(sequence)];
    }

    private int slot(long sequence) {
        return (int) (sequence & mask);
    }
}
