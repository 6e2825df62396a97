package io.sluice.rtp.rtcp;

import io.sluice.rtp.Bytes;
import java.lang.foreign.MemorySegment;

/// Builds a negative acknowledgement (RFC 4585 §6.2.1) from lost sequence numbers.
public final class NackWriter {
    /// The mask behind a packet id covers the 16 packets after it.
    private static final int MASK_BITS = 16;

    private MemorySegment segment = MemorySegment.NULL;
    private long offset;
    private int capacity;
    private int length;
    private int packetId;
    private int mask;

    /// Starts a message that may take `capacity` bytes.
    public NackWriter begin(
            MemorySegment s, long offset, int capacity, long senderSsrc, long mediaSsrc) {
        segment = s;
        this.offset = offset;
        this.capacity = capacity;
        length = Nack.HEADER_BYTES;
        Bytes.put32(s, offset + 4, senderSsrc);
        Bytes.put32(s, offset + 8, mediaSsrc);
        return this;
    }

    /// Adds a lost packet; in ascending order they take the least room. False when there is no room
    /// left.
    public boolean add(int sequenceNumber) {
        int after = (sequenceNumber - packetId - 1) & 0xffff;
        if (length > Nack.HEADER_BYTES && after < MASK_BITS) {
            mask |= 1 << after;
            Bytes.put16(segment, offset + length - 2, mask);
            return true;
        }
        if (length + Nack.PAIR_BYTES > capacity) {
            return false;
        }
        packetId = sequenceNumber & 0xffff;
        mask = 0;
        Bytes.put16(segment, offset + length, packetId);
        Bytes.put16(segment, offset + length + 2, 0);
        length += Nack.PAIR_BYTES;
        return true;
    }

    /// The length of the message, 0 when nothing was added.
    public int finish() {
        if (length == Nack.HEADER_BYTES) {
            return 0;
        }
        RtcpReader.writeHeader(segment, offset, RtcpReader.TRANSPORT_FEEDBACK, Nack.FORMAT, length);
        return length;
    }
}
