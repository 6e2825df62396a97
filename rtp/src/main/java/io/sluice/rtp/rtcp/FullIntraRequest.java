package io.sluice.rtp.rtcp;

import io.sluice.rtp.Bytes;
import java.lang.foreign.MemorySegment;

/// A full intra request (RFC 5104 §4.3.1): keyframes wanted, one entry per stream.
public final class FullIntraRequest {
    /// A request with one entry.
    public static final int BYTES = 20;

    private static final int FORMAT = 4;
    private static final int HEADER_BYTES = 12;
    private static final int ENTRY_BYTES = 8;

    private MemorySegment segment = MemorySegment.NULL;
    private long offset;
    private long entry;
    private int left;

    /// Stands before the first entry of the reader's message; false when that is none of these or
    /// malformed.
    public boolean wrap(RtcpReader reader) {
        if (!reader.is(RtcpReader.PAYLOAD_FEEDBACK, FORMAT) || reader.length() < BYTES) {
            return false;
        }
        segment = reader.segment();
        offset = reader.offset();
        entry = offset + HEADER_BYTES - ENTRY_BYTES;
        left = (reader.length() - HEADER_BYTES) / ENTRY_BYTES;
        return true;
    }

    public boolean next() {
        if (left == 0) {
            return false;
        }
        left--;
        entry += ENTRY_BYTES;
        return true;
    }

    public long senderSsrc() {
        return Bytes.unsigned32(segment, offset + 4);
    }

    /// The stream that must begin anew.
    public long mediaSsrc() {
        return Bytes.unsigned32(segment, entry);
    }

    /// Counts requests, so that a repeated one is told from a new one.
    public int requestNumber() {
        return Bytes.unsigned8(segment, entry + 4);
    }

    /// Writes a request with one entry and returns its length.
    public static int write(
            MemorySegment s, long offset, long senderSsrc, long mediaSsrc, int requestNumber) {
        RtcpReader.writeHeader(s, offset, RtcpReader.PAYLOAD_FEEDBACK, FORMAT, BYTES);
        Bytes.put32(s, offset + 4, senderSsrc);
        Bytes.put32(s, offset + 8, 0);
        Bytes.put32(s, offset + 12, mediaSsrc);
        Bytes.put32(s, offset + 16, (long) requestNumber << 24);
        return BYTES;
    }
}
