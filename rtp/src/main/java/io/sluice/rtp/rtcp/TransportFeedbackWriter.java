package io.sluice.rtp.rtcp;

import io.sluice.rtp.Bytes;
import java.lang.foreign.MemorySegment;

/// Builds transport-wide congestion control feedback
/// (draft-holmer-rmcat-transport-wide-cc-extensions-01 §3.1).
///
/// Arrivals are rounded down to ticks of 250 µs, so no error adds up over a message.
public final class TransportFeedbackWriter {
    /// More than arrive between two messages at any rate we serve.
    private static final int MAX_PACKETS = 2048;

    private static final int RUN_BITS = 13;
    private static final int MAX_RUN = (1 << RUN_BITS) - 1;
    private static final int ONE_BIT_SYMBOLS = 14;
    private static final int TWO_BIT_SYMBOLS = 7;
    private static final int MAX_PADDING = 3;

    private final byte[] symbols = new byte[MAX_PACKETS];
    private final short[] deltas = new short[MAX_PACKETS];
    private MemorySegment segment = MemorySegment.NULL;
    private long offset;
    private int capacity;
    private long baseSequence;
    private int statusCount;
    private int deltaBytes;
    private long lastTicks;

    /// Starts a message that may take `capacity` bytes and covers packets from `baseSequence`
    /// (unwrapped) on.
    public TransportFeedbackWriter begin(
            MemorySegment s,
            long offset,
            int capacity,
            long senderSsrc,
            long mediaSsrc,
            int feedbackCount,
            long baseSequence) {
        segment = s;
        this.offset = offset;
        this.capacity = capacity;
        this.baseSequence = baseSequence;
        statusCount = 0;
        deltaBytes = 0;
        Bytes.put32(s, offset + 4, senderSsrc);
        Bytes.put32(s, offset + 8, mediaSsrc);
        Bytes.put16(s, offset + 12, (int) baseSequence);
        Bytes.put8(s, offset + 19, feedbackCount);
        return this;
    }

    /// Adds a received packet, in ascending order of its sequence; the ones left out count as lost.
    /// False when it does not fit: then finish this message and begin another with it.
    public boolean add(long sequence, long arrivalNanos) {
        long lost = sequence - baseSequence - statusCount;
        if (lost < 0 || statusCount + lost >= MAX_PACKETS) {
            return false;
        }
        long ticks = Math.floorDiv(arrivalNanos, TransportFeedback.TICK_NANOS);
        boolean first = deltaBytes == 0;
        long reference = Math.floorDiv(ticks, TransportFeedback.REFERENCE_TICKS);
        long from = first ? reference * TransportFeedback.REFERENCE_TICKS : lastTicks;
        long delta = ticks - from;
        if (delta < Short.MIN_VALUE || delta > Short.MAX_VALUE) {
            return false;
        }
        int symbol =
                delta >= 0 && delta <= 0xff
                        ? TransportFeedback.SMALL_DELTA
                        : TransportFeedback.LARGE_DELTA;
        int statuses = (int) (statusCount + lost + 1);
        int chunks = (statuses + TWO_BIT_SYMBOLS - 1) / TWO_BIT_SYMBOLS;
        int bytes = TransportFeedback.HEADER_BYTES + 2 * chunks + deltaBytes + symbol;
        if (bytes + MAX_PADDING > capacity) {
            return false;
        }
        if (first) {
            Bytes.put24(segment, offset + 16, (int) reference);
        }
        while (statusCount < statuses - 1) {
            symbols[statusCount++] = TransportFeedback.NOT_RECEIVED;
        }
        symbols[statusCount] = (byte) symbol;
        deltas[statusCount] = (short) delta;
        statusCount++;
        deltaBytes += symbol;
        lastTicks = ticks;
        return true;
    }

    /// Writes what was added and returns the length of the message, 0 when nothing was.
    public int finish() {
        if (deltaBytes == 0) {
            return 0;
        }
        Bytes.put16(segment, offset + 14, statusCount);
        int length = writeDeltas(writeChunks());
        int padding = -length & 3;
        for (int i = 0; i < padding; i++) {
            Bytes.put8(segment, offset + length + i, 0);
        }
        length += padding;
        RtcpReader.writeHeader(
                segment, offset, RtcpReader.TRANSPORT_FEEDBACK, TransportFeedback.FORMAT, length);
        if (padding > 0) {
            Bytes.put8(segment, offset, Bytes.unsigned8(segment, offset) | 0x20);
            Bytes.put8(segment, offset + length - 1, padding);
        }
        return length;
    }

    /// Takes for each chunk the form that covers most; none covers less than seven statuses, which
    /// is what [#add] counts on.
    private int writeChunks() {
        int length = TransportFeedback.HEADER_BYTES;
        int at = 0;
        while (at < statusCount) {
            int run = runLength(at);
            int small = smallLength(at);
            int bits;
            if (run >= ONE_BIT_SYMBOLS || at + run == statusCount) {
                bits = (symbols[at] << RUN_BITS) | run;
                at += run;
            } else if (small == ONE_BIT_SYMBOLS || at + small == statusCount) {
                bits = 0x8000 | pack(at, ONE_BIT_SYMBOLS, 1);
                at += ONE_BIT_SYMBOLS;
            } else if (run >= TWO_BIT_SYMBOLS) {
                bits = (symbols[at] << RUN_BITS) | run;
                at += run;
            } else {
                bits = 0xc000 | pack(at, TWO_BIT_SYMBOLS, 2);
                at += TWO_BIT_SYMBOLS;
            }
            Bytes.put16(segment, offset + length, bits);
            length += 2;
        }
        return length;
    }

    private int writeDeltas(int start) {
        int length = start;
        for (int i = 0; i < statusCount; i++) {
            if (symbols[i] == TransportFeedback.SMALL_DELTA) {
                Bytes.put8(segment, offset + length, deltas[i]);
            } else if (symbols[i] == TransportFeedback.LARGE_DELTA) {
                Bytes.put16(segment, offset + length, deltas[i]);
            }
            length += symbols[i];
        }
        return length;
    }

    private int runLength(int at) {
        int end = Math.min(statusCount, at + MAX_RUN);
        int i = at + 1;
        while (i < end && symbols[i] == symbols[at]) {
            i++;
        }
        return i - at;
    }

    /// How many statuses from here need one bit each, up to what one chunk holds.
    private int smallLength(int at) {
        int end = Math.min(statusCount, at + ONE_BIT_SYMBOLS);
        int i = at;
        while (i < end && symbols[i] != TransportFeedback.LARGE_DELTA) {
            i++;
        }
        return i - at;
    }

    private int pack(int at, int count, int bitsEach) {
        int packed = 0;
        for (int i = 0; i < count; i++) {
            int symbol = at + i < statusCount ? symbols[at + i] : 0;
            packed = (packed << bitsEach) | symbol;
        }
        return packed;
    }
}
