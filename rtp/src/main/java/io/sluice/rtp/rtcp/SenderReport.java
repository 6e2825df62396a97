package io.sluice.rtp.rtcp;

import io.sluice.rtp.Bytes;
import java.lang.foreign.MemorySegment;

/// A sender report (RFC 3550 §6.4.1); its report blocks are read by [ReportBlocks].
public final class SenderReport {
    /// A report without report blocks.
    public static final int BYTES = 28;

    private MemorySegment segment = MemorySegment.NULL;
    private long offset;

    /// Looks at the reader's message; false when it is none of these or malformed.
    public boolean wrap(RtcpReader reader) {
        if (reader.packetType() != RtcpReader.SENDER_REPORT || reader.length() < BYTES) {
            return false;
        }
        segment = reader.segment();
        offset = reader.offset();
        return true;
    }

    public long ssrc() {
        return Bytes.unsigned32(segment, offset + 4);
    }

    /// NTP time: seconds since 1900 in the upper half, their fraction in the lower.
    public long ntpTime() {
        return Bytes.signed64(segment, offset + 8);
    }

    /// Unsigned 32 bits.
    public long rtpTimestamp() {
        return Bytes.unsigned32(segment, offset + 16);
    }

    public long packetCount() {
        return Bytes.unsigned32(segment, offset + 20);
    }

    public long octetCount() {
        return Bytes.unsigned32(segment, offset + 24);
    }

    /// Writes a report that so many blocks ([ReportBlocks#write]) follow; returns its length
    /// without them.
    public static int write(
            MemorySegment s,
            long offset,
            long ssrc,
            long ntpTime,
            long rtpTimestamp,
            long packetCount,
            long octetCount,
            int blockCount) {
        int length = BYTES + blockCount * ReportBlocks.BLOCK_BYTES;
        RtcpReader.writeHeader(s, offset, RtcpReader.SENDER_REPORT, blockCount, length);
        Bytes.put32(s, offset + 4, ssrc);
        Bytes.put64(s, offset + 8, ntpTime);
        Bytes.put32(s, offset + 16, rtpTimestamp);
        Bytes.put32(s, offset + 20, packetCount);
        Bytes.put32(s, offset + 24, octetCount);
        return BYTES;
    }
}
