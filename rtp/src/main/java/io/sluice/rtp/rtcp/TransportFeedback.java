package io.sluice.rtp.rtcp;

import io.sluice.rtp.Bytes;
import java.lang.foreign.MemorySegment;

/// Transport-wide congestion control feedback (draft-holmer-rmcat-transport-wide-cc-extensions-01
/// §3.1), read one packet status at a time. Times are ticks of 250 µs.
public final class TransportFeedback {
    public static final long TICK_NANOS = 250_000;

    /// A sender cannot tell more packets apart at any rate we serve, and one message with the full
    /// 65,535 statuses would buy its sender a long loop for a few bytes.
    public static final int MAX_STATUSES = 8192;

    static final int FORMAT = 15;
    static final int HEADER_BYTES = 20;

    /// The reference time counts steps of 64 ms.
    static final int REFERENCE_TICKS = 256;

    static final int NOT_RECEIVED = 0;
    static final int SMALL_DELTA = 1;
    static final int LARGE_DELTA = 2;

    private MemorySegment segment = MemorySegment.NULL;
    private long offset;
    private long chunk;
    private long delta;
    private int statusCount;
    private int left;
    private int chunkBits;
    private int chunkLeft;
    private int sequenceNumber;
    private int symbol;
    private int deltaTicks;
    private long arrivalTicks;

    /// Stands before the first packet of the reader's message; false when that is none of these or
    /// malformed. All lengths are checked here.
    public boolean wrap(RtcpReader reader) {
        left = 0;
        if (!reader.is(RtcpReader.TRANSPORT_FEEDBACK, FORMAT) || reader.length() < HEADER_BYTES) {
            return false;
        }
        segment = reader.segment();
        offset = reader.offset();
        statusCount = Bytes.unsigned16(segment, offset + 14);
        if (statusCount == 0 || statusCount > MAX_STATUSES) {
            return false;
        }
        long end = offset + reader.length();
        long deltas = deltasOffset(end);
        if (deltas < 0) {
            return false;
        }
        chunk = offset + HEADER_BYTES;
        delta = deltas;
        chunkLeft = 0;
        left = statusCount;
        sequenceNumber = baseSequenceNumber() - 1;
        arrivalTicks = (long) referenceTime() * REFERENCE_TICKS;
        return true;
    }

    /// Walks the chunks; returns where the deltas begin, or -1 when anything does not fit.
    private long deltasOffset(long end) {
        long at = offset + HEADER_BYTES;
        int statuses = statusCount;
        long deltaBytes = 0;
        while (statuses > 0) {
            if (at + 2 > end) {
                return -1;
            }
            loadChunk(at);
            at += 2;
            int covered = Math.min(statuses, chunkLeft);
            if ((chunkBits & 0x8000) == 0) {
                int run = (chunkBits >> 13) & 3;
                if (run > LARGE_DELTA) {
                    return -1;
                }
                deltaBytes += (long) run * covered;
            } else {
                for (int i = 0; i < covered; i++) {
                    int next = nextSymbol();
                    if (next > LARGE_DELTA) {
                        return -1;
                    }
                    deltaBytes += next;
                }
            }
            statuses -= covered;
        }
        return at + deltaBytes <= end ? at : -1;
    }

    private void loadChunk(long at) {
        chunkBits = Bytes.unsigned16(segment, at);
        if ((chunkBits & 0x8000) == 0) {
            chunkLeft = chunkBits & 0x1fff;
        } else {
            chunkLeft = (chunkBits & 0x4000) == 0 ? 14 : 7;
        }
    }

    private int nextSymbol() {
        chunkLeft--;
        if ((chunkBits & 0x8000) == 0) {
            return (chunkBits >> 13) & 3;
        }
        if ((chunkBits & 0x4000) == 0) {
            return (chunkBits >> chunkLeft) & 1;
        }
        return (chunkBits >> (2 * chunkLeft)) & 3;
    }

    /// Moves to the next packet.
    public boolean next() {
        if (left == 0) {
            return false;
        }
        left--;
        while (chunkLeft == 0) {
            loadChunk(chunk);
            chunk += 2;
        }
        symbol = nextSymbol();
        sequenceNumber = (sequenceNumber + 1) & 0xffff;
        deltaTicks = 0;
        if (symbol == SMALL_DELTA) {
            deltaTicks = Bytes.unsigned8(segment, delta);
        } else if (symbol == LARGE_DELTA) {
            deltaTicks = Bytes.signed16(segment, delta);
        }
        delta += symbol;
        arrivalTicks += deltaTicks;
        return true;
    }

    public long senderSsrc() {
        return Bytes.unsigned32(segment, offset + 4);
    }

    public long mediaSsrc() {
        return Bytes.unsigned32(segment, offset + 8);
    }

    public int baseSequenceNumber() {
        return Bytes.unsigned16(segment, offset + 12);
    }

    public int statusCount() {
        return statusCount;
    }

    /// Signed 24 bits, in steps of 64 ms.
    public int referenceTime() {
        return (Bytes.unsigned24(segment, offset + 16) << 8) >> 8;
    }

    /// Counts messages, modulo 256.
    public int feedbackCount() {
        return Bytes.unsigned8(segment, offset + 19);
    }

    /// The transport-wide number of the packet.
    public int sequenceNumber() {
        return sequenceNumber;
    }

    public boolean received() {
        return symbol != NOT_RECEIVED;
    }

    /// Ticks after the received packet before this one, or after the reference time.
    public int deltaTicks() {
        return deltaTicks;
    }

    /// When the packet arrived on the receiver's clock, which wraps with the reference time.
    public long arrivalTicks() {
        return arrivalTicks;
    }
}
