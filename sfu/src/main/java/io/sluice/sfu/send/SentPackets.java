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
    /// Not yet: it waits to be sent.
    static final long NEVER = Long.MIN_VALUE;

    /// It was to be sent and the kernel did not take it, so that it may be sent again at once.
    static final long REFUSED = Long.MIN_VALUE / 2;

    /// The longest header that is kept; longer ones are not repeated without RTX.
    static final int MAX_HEADER_BYTES = 128;

    private static final Codec[] CODECS = Codec.values();
    private static final long NONE = -1;
    private static final int MARKER = 1;
    private static final int REDUNDANT = 2;
    private static final int CAPTURE_TIME = 4;
    private static final int CODEC_SHIFT = 8;

    /// What a slow stream begins with.
    private static final int INITIAL_CAPACITY = 32;

    private final int maxCapacity;
    private final RecentIndexes recent;
    private int capacity;
    private int mask;
    private long[] indexes = new long[0];
    private @Nullable PacketHistory[] histories = new PacketHistory[0];
    private long[] sourceSequences = new long[0];
    private int[] timestamps = new int[0];
    private int[] flags = new int[0];
    private int[] pictureIds = new int[0];
    private int[] tl0PictureIndexes = new int[0];
    private int[] frameNumbers = new int[0];
    private long[] captureOffsets = new long[0];
    private long[] sentNanos = new long[0];
    private byte[] headers = new byte[0];
    private short[] headerLengths = new short[0];
    private long highest = NONE;
    private long floor = NONE; // of what is known for certain; growing does not bring back more

    /// @param maxCapacity packets at most, a power of two
    /// @param keepNanos how long a packet is kept while there are no more than that
    SentPackets(int maxCapacity, long keepNanos) {
        this.maxCapacity = maxCapacity;
        recent = new RecentIndexes(keepNanos);
        resize(Math.min(INITIAL_CAPACITY, maxCapacity));
    }

    /// Grows with the rate of the stream, up to its maximum: memory is for those who use it.
    private void makeRoom(long index, long nowNanos) {
        long needed = recent.note(index, nowNanos);
        while (needed > capacity && capacity < maxCapacity) {
            resize(2 * capacity);
        }
    }

    private void resize(int newCapacity) {
        int oldCapacity = capacity;
        long[] oldIndexes = indexes;
        capacity = newCapacity;
        mask = newCapacity - 1;
        indexes = new long[newCapacity];
        Arrays.fill(indexes, NONE);
        for (int slot = 0; slot < oldCapacity; slot++) {
            if (oldIndexes[slot] != NONE) {
                indexes[slot(oldIndexes[slot])] = oldIndexes[slot];
            }
        }
        histories = moved(oldIndexes, histories, new PacketHistory[newCapacity], 1);
        sourceSequences = moved(oldIndexes, sourceSequences, new long[newCapacity], 1);
        timestamps = moved(oldIndexes, timestamps, new int[newCapacity], 1);
        flags = moved(oldIndexes, flags, new int[newCapacity], 1);
        pictureIds = moved(oldIndexes, pictureIds, new int[newCapacity], 1);
        tl0PictureIndexes = moved(oldIndexes, tl0PictureIndexes, new int[newCapacity], 1);
        frameNumbers = moved(oldIndexes, frameNumbers, new int[newCapacity], 1);
        captureOffsets = moved(oldIndexes, captureOffsets, new long[newCapacity], 1);
        sentNanos = moved(oldIndexes, sentNanos, new long[newCapacity], 1);
        if (headerLengths.length > 0) {
            headerLengths = moved(oldIndexes, headerLengths, new short[newCapacity], 1);
            headers =
                    moved(
                            oldIndexes,
                            headers,
                            new byte[newCapacity * MAX_HEADER_BYTES],
                            MAX_HEADER_BYTES);
        }
    }

    /// Puts what belonged to each index at its new place; so many elements belong to one.
    @SuppressWarnings("SuspiciousSystemArraycopy") // both are arrays of one type
    private <T> T moved(long[] oldIndexes, T from, T to, int width) {
        for (int slot = 0; slot < oldIndexes.length; slot++) {
            if (oldIndexes[slot] != NONE) {
                System.arraycopy(from, slot * width, to, slot(oldIndexes[slot]) * width, width);
            }
        }
        return to;
    }

    /// The highest index remembered so far, or -1.
    long highest() {
        return highest;
    }

    /// Whether the index is so old that nobody knows whether it was used.
    boolean isBeyond(long index) {
        return index < floor;
    }

    boolean contains(long index) {
        return indexes[slot(index)] == index;
    }

    /// Remembers a packet whose index was neither used nor is beyond.
    void remember(OutgoingPacket packet, long nowNanos) {
        makeRoom(packet.index, nowNanos);
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
        floor = Math.max(floor, highest - mask);
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

    /// When the packet was sent last, [#NEVER] or [#REFUSED]; the index must be contained.
    long sentNanos(long index) {
        return sentNanos[slot(index)];
    }

    void sent(long index, long nowNanos) {
        sentNanos[slot(index)] = nowNanos;
    }

    /// The kernel did not take the packet, whose index must be contained.
    void refused(long index) {
        sentNanos[slot(index)] = REFUSED;
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
