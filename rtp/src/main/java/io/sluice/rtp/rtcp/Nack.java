package io.sluice.rtp.rtcp;

import io.sluice.rtp.Bytes;
import java.lang.foreign.MemorySegment;

/// A negative acknowledgement (RFC 4585 §6.2.1), read one lost sequence number at a time.
public final class Nack {
    static final int FORMAT = 1;
    static final int HEADER_BYTES = 12;
    static final int PAIR_BYTES = 4;

    private MemorySegment segment = MemorySegment.NULL;
    private long offset;
    private long next;
    private long end;
    private int packetId;
    private int mask;
    private int sequenceNumber;

    /// Stands before the first lost packet of the reader's message; false when that is none of
    /// these or malformed.
    public boolean wrap(RtcpReader reader) {
        if (!reader.is(RtcpReader.TRANSPORT_FEEDBACK, FORMAT)
                || reader.length() < HEADER_BYTES + PAIR_BYTES) {
            return false;
        }
        segment = reader.segment();
        offset = reader.offset();
        next = offset + HEADER_BYTES;
        end = next + (long) (reader.length() - HEADER_BYTES) / PAIR_BYTES * PAIR_BYTES;
        mask = 0;
        return true;
    }

    public long senderSsrc() {
        return Bytes.unsigned32(segment, offset + 4);
    }

    /// The stream whose packets are missed.
    public long mediaSsrc() {
        return Bytes.unsigned32(segment, offset + 8);
    }

    /// Moves to the next lost packet.
    public boolean next() {
        if (mask != 0) {
            int bit = Integer.numberOfTrailingZeros(mask);
            mask &= mask - 1;
            sequenceNumber = (packetId + bit + 1) & 0xffff;
            return true;
        }
        if (next >= end) {
            return false;
        }
        packetId = Bytes.unsigned16(segment, next);
        mask = Bytes.unsigned16(segment, next + 2);
        sequenceNumber = packetId;
        next += PAIR_BYTES;
        return true;
    }

    public int sequenceNumber() {
        return sequenceNumber;
    }
}
