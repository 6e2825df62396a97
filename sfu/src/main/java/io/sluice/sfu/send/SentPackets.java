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

    /// What a slow stream begins with.
    private static final int INITIAL_CAPACITY = 32;

    // A packet's numbers stand together: in another packet's turn they are another cache line.
    private static final int INDEX = 0;
    private static final int SOURCE_SEQUENCE = 1;
    private static final int TIMESTAMP_AND_FLAGS = 2;
    private static final int PICTURE = 3;
    private static final int CAPTURE_OFFSET = 4;
    private static final int SENT = 5;
    private static final int RECORD = 6;

    private static final int MARKER = 1;
    private static final int REDUNDANT = 2;
    private static final int CAPTURE_TIME = 4;
    private static final int PADDED = 8;
    private static final int REDUNDANCY_SHIFT = 4;
    private static final int REDUNDANCY_BITS = 0xf;
    private static final int CODEC_SHIFT = 8;
    private static final int FLAG_BITS = 0xffff;
    private static final int HALF = 32;

    private static final int PICTURE_ID_SHIFT = 48;
    private static final int TL0_SHIFT = 32;

    private final int maxCapacity;
    private final RecentIndexes recent;
    private int capacity;
    private int mask;
    private long[] records = new long[0];
    private @Nullable PacketHistory[] histories = new PacketHistory[0];
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
        long[] old = records;
        capacity = newCapacity;
        mask = newCapacity - 1;
        records = new long[newCapacity * RECORD];
        for (int slot = 0; slot < newCapacity; slot++) {
            records[slot * RECORD + INDEX] = NONE;
        }
        long[] indexes = new long[oldCapacity];
        for (int slot = 0; slot < oldCapacity; slot++) {
            indexes[slot] = old[slot * RECORD + INDEX];
        }
        records = move(indexes, old, records, RECORD);
        histories = move(indexes, histories, new PacketHistory[newCapacity], 1);
        if (headerLengths.length > 0) {
            headerLengths = move(indexes, headerLengths, new short[newCapacity], 1);
            byte[] more = new byte[newCapacity * MAX_HEADER_BYTES];
            headers = move(indexes, headers, more, MAX_HEADER_BYTES);
        }
    }

    /// Puts what belonged to each index at its new place; so many elements belong to one.
    @SuppressWarnings("SuspiciousSystemArraycopy") // both are arrays of one type
    private <T> T move(long[] oldIndexes, T from, T to, int width) {
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
        return records[record(index) + INDEX] == index;
    }

    /// Remembers a packet whose index was neither used nor is beyond.
    void remember(OutgoingPacket packet, long nowNanos) {
        makeRoom(packet.index, nowNanos);
        int slot = slot(packet.index);
        int at = slot * RECORD;
        int flags =
                (packet.marker ? MARKER : 0)
                        | (packet.redundant ? REDUNDANT : 0)
                        | (packet.captureTimeKnown ? CAPTURE_TIME : 0)
                        | (packet.padded ? PADDED : 0)
                        | (packet.redundancy << REDUNDANCY_SHIFT)
                        | (packet.codec.ordinal() << CODEC_SHIFT);
        records[at + INDEX] = packet.index;
        records[at + SOURCE_SEQUENCE] = packet.sourceSequence;
        records[at + TIMESTAMP_AND_FLAGS] = (long) packet.timestamp << HALF | flags;
        // Picture ids have 15 bits, TL0PICIDX 8, and frame numbers 16; all ones are "unchanged".
        records[at + PICTURE] =
                (long) packet.pictureId << PICTURE_ID_SHIFT
                        | (packet.tl0PictureIndex & 0xffffL) << TL0_SHIFT
                        | (packet.frameNumber & 0xffff_ffffL);
        records[at + CAPTURE_OFFSET] = packet.captureOffset;
        records[at + SENT] = NEVER;
        histories[slot] = packet.history;
        if (headerLengths.length > 0) {
            headerLengths[slot] = 0;
        }
        highest = Math.max(highest, packet.index);
        floor = Math.max(floor, highest - mask);
    }

    /// Fills in what was remembered; the index must be contained.
    void restore(long index, OutgoingPacket into) {
        int at = record(index);
        long timestampAndFlags = records[at + TIMESTAMP_AND_FLAGS];
        int flags = (int) timestampAndFlags & FLAG_BITS;
        long picture = records[at + PICTURE];
        into.history = histories[slot(index)];
        into.sourceSequence = records[at + SOURCE_SEQUENCE];
        into.codec = CODECS[flags >> CODEC_SHIFT];
        into.redundant = (flags & REDUNDANT) != 0;
        into.padded = (flags & PADDED) != 0;
        into.redundancy = flags >> REDUNDANCY_SHIFT & REDUNDANCY_BITS;
        into.index = index;
        into.timestamp = (int) (timestampAndFlags >> HALF);
        into.marker = (flags & MARKER) != 0;
        into.pictureId = (int) (picture >> PICTURE_ID_SHIFT);
        into.tl0PictureIndex = (short) (picture >> TL0_SHIFT);
        into.frameNumber = (int) picture;
        into.captureOffset = records[at + CAPTURE_OFFSET];
        into.captureTimeKnown = (flags & CAPTURE_TIME) != 0;
        into.source = null;
    }

    /// Whether this packet of this source went out, or is to, under the index.
    boolean holds(long index, @Nullable PacketHistory history, long sourceSequence) {
        return index >= 0
                && contains(index)
                && histories[slot(index)] == history
                && records[record(index) + SOURCE_SEQUENCE] == sourceSequence;
    }

    /// Whether the stored packet is RED; the index must be contained.
    boolean isRedundant(long index) {
        return (records[record(index) + TIMESTAMP_AND_FLAGS] & REDUNDANT) != 0;
    }

    /// What of the past goes along with the packet, whose index must be contained: a repetition has
    /// to be made of the same blocks.
    void redundancy(long index, int code) {
        int at = record(index) + TIMESTAMP_AND_FLAGS;
        long others = records[at] & ~((long) REDUNDANCY_BITS << REDUNDANCY_SHIFT);
        records[at] = others | (long) code << REDUNDANCY_SHIFT;
    }

    /// When the packet was sent last, [#NEVER] or [#REFUSED]; the index must be contained.
    long sentNanos(long index) {
        return records[record(index) + SENT];
    }

    /// Whether the packet, whose index must be contained, has left.
    boolean wasSent(long index) {
        return sentNanos(index) > REFUSED;
    }

    void sent(long index, long nowNanos) {
        records[record(index) + SENT] = nowNanos;
    }

    /// The kernel did not take the packet, whose index must be contained.
    void refused(long index) {
        records[record(index) + SENT] = REFUSED;
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

    private int record(long index) {
        return slot(index) * RECORD;
    }
}
