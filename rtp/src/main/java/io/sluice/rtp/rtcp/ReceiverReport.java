package io.sluice.rtp.rtcp;

import io.sluice.rtp.Bytes;
import java.lang.foreign.MemorySegment;

/// A receiver report (RFC 3550 §6.4.2) to write; [ReportBlocks] reads the blocks of one.
public final class ReceiverReport {
    /// A report without report blocks.
    public static final int BYTES = 8;

    private ReceiverReport() {}

    /// Writes a report that so many blocks ([ReportBlocks#write], at most
    /// [ReportBlocks#MAX_BLOCKS]) follow; returns its length without them.
    public static int write(MemorySegment s, long offset, long ssrc, int blockCount) {
        int length = BYTES + blockCount * ReportBlocks.BLOCK_BYTES;
        RtcpReader.writeHeader(s, offset, RtcpReader.RECEIVER_REPORT, blockCount, length);
        Bytes.put32(s, offset + 4, ssrc);
        return BYTES;
    }
}
