package io.sluice.sfu.send;

import io.sluice.rtp.codec.Codec;
import io.sluice.sfu.receive.PacketHistory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What was sent in one stream, by packet index: enough to send it again, byte for byte where that
/// matters, and to know that a number was used.
///
/// Without RTX a packet is repeated under its own SSRC and index, so its first header is kept: the
/// same index over other bytes would give the key away.
@SuppressWarnings("EnumOrdinal") // indexes into arrays of this process, never stored or sent
final class SentPackets {
    static final long NEVER = Long.MIN_VALUE;

    /// The longest header that is kept; longer ones are not repeated without RTX.
    static final int MAX_HEADER_BYTES = 128;

    private static final Codec[] CODECS = Codec.values();
    private static final long NONE = -1;
    private static final int MARKER = 1;
    private static final int REDUNDANT = 2;
    private static final int CAPTURE_TIME = 4;
    private static final int CODEC_SHIFT = 8;

    private final int capacity;
    private final int mask;
    private final long[] indexes;
    private final @Nullable PacketHistory[] histories;
    private final long[] sourceSequences;
    private final int[] timestamps;
    private final int[] flags;
    private final int[] pictureIds;
    private final int[] tl0PictureIndexes;
    private final int[] frameNumbers;
    private final long[] captureOffsets;
    private final long[] sentNanos;
    private byte[] headers = new byte[0];
    private short[] headerLengths = new short[0];
    private long highest = NONE;

    /// @param capacity packets, a power of two
    SentPackets(int capacity) {
        this.capacity = capacity;
        mask = capacity - 1;
        indexes = new long[capacity];
        Arrays.fill(indexes, NONE);
        histories = new PacketHistory[capacity];
        sourceSequences = new long[capacity];
        timestamps = new int[capacity];
        flags = new int[capacity];
        pictureIds = new int[capacity];
        tl0PictureIndexes = new int[capacity];
        frameNumbers = new int[capacity];
        captureOffsets = new long[capacity];
        sentNanos = new long[capacity];
    }

    /// The highest index remembered so far, or -1.
    long highest() {
        return highest;
    }

    /// Whether the index is so old that nobody knows whether it was used.
    boolean isBeyond(long index) {
        return highest != NONE && index <= highest - capacity;
    }

    boolean contains(long index) {
        return indexes[slot(index)] == index;
    }

    /// Remembers a packet whose index was neither used nor is beyond.
    void remember(OutgoingPacket packet) {
        int slot = slot(packet.index);
        indexes[slot] = packet.index;
        histories[slot] = packet.history;
        sourceSequences[slot] = packet.sourceSequence;
        timestamps[slot] = packet.timestamp;
        flags[slot] =
                (packet.marker ? MARKER : 0)
                        | (packet.redundant ? REDUNDANT : 0)
                        | (packet.captureTimeKnown ? CAPTURE_TIME : 0)
                        | (packet.codec.ordinal() << CODEC_SHIFT);
        pictureIds[slot] = packet.pictureId;
        tl0PictureIndexes[slot] = packet.tl0PictureIndex;
        frameNumbers[slot] = packet.frameNumber;
        captureOffsets[slot] = packet.captureOffset;
        sentNanos[slot] = NEVER;
        if (headerLengths.length > 0) {
            headerLengths[slot] = 0;
        }
        highest = Math.max(highest, packet.index);
    }

    /// Fills in what was remembered; the index must be contained.
    void restore(long index, OutgoingPacket into) {
        int slot = slot(index);
        into.history = histories[slot];
        into.sourceSequence = sourceSequences[slot];
        into.codec = CODECS[flags[slot] >> CODEC_SHIFT];
        into.redundant = (flags[slot] & REDUNDANT) != 0;
        into.index = index;
        into.timestamp = timestamps[slot];
        into.marker = (flags[slot] & MARKER) != 0;
        into.pictureId = pictureIds[slot];
        into.tl0PictureIndex = tl0PictureIndexes[slot];
        into.frameNumber = frameNumbers[slot];
        into.captureOffset = captureOffsets[slot];
        into.captureTimeKnown = (flags[slot] & CAPTURE_TIME) != 0;
    }

    /// When the packet was sent last, or [#NEVER]; the index must be contained.
    long sentNanos(long index) {
        return sentNanos[slot(index)];
    }

    void sent(long index, long nowNanos) {
        sentNanos[slot(index)] = nowNanos;
    }

    /// Keeps the header that stands at the start of the memory.
    void keepHeader(long index, MemorySegment s, int length) {
        if (length > MAX_HEADER_BYTES) {
            return;
        }
        if (headers.length == 0) {
            headers = new byte[capacity * MAX_HEADER_BYTES];
            headerLengths = new short[capacity];
        }
        int slot = slot(index);
        MemorySegment.copy(s, ValueLayout.JAVA_BYTE, 0, headers, slot * MAX_HEADER_BYTES, length);
        headerLengths[slot] = (short) length;
    }

    /// Payloads are prepared differently from now on, so nothing can be repeated as it was.
    void forgetHeaders() {
        Arrays.fill(headerLengths, (short) 0);
    }

    /// Copies the kept header to the start of the memory; returns its length, 0 when none was kept.
    int copyHeader(long index, MemorySegment to) {
        int slot = slot(index);
        if (headerLengths.length == 0 || headerLengths[slot] == 0) {
            return 0;
        }
        int length = headerLengths[slot];
        MemorySegment.copy(headers, slot * MAX_HEADER_BYTES, to, ValueLayout.JAVA_BYTE, 0, length);
        return length;
    }

    private int slot(long index) {
        return (int) index & mask;
    }
}
