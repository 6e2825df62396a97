package io.sluice.rtp.rtcp;

import io.sluice.rtp.Bytes;
import java.lang.foreign.MemorySegment;

/// Walks the report blocks of a sender or receiver report (RFC 3550 §6.4.1).
public final class ReportBlocks {
    public static final int BLOCK_BYTES = 24;

    /// The count has five bits.
    public static final int MAX_BLOCKS = 31;

    private static final int MAX_LOST = 0x7f_ffff;
    private static final int MIN_LOST = -0x80_0000;

    private MemorySegment segment = MemorySegment.NULL;
    private long offset;
    private int left;

    /// Stands before the first block of the reader's message; false when that is no report or
    /// malformed.
    public boolean wrap(RtcpReader reader) {
        int head;
        if (reader.packetType() == RtcpReader.SENDER_REPORT) {
            head = SenderReport.BYTES;
        } else if (reader.packetType() == RtcpReader.RECEIVER_REPORT) {
            head = ReceiverReport.BYTES;
        } else {
            return false;
        }
        left = 0;
        if (reader.length() < head + reader.format() * BLOCK_BYTES) {
            return false;
        }
        segment = reader.segment();
        offset = reader.offset() + head - BLOCK_BYTES;
        left = reader.format();
        return true;
    }

    public boolean next() {
        if (left == 0) {
            return false;
        }
        left--;
        offset += BLOCK_BYTES;
        return true;
    }

    /// The stream that is reported on.
    public long ssrc() {
        return Bytes.unsigned32(segment, offset);
    }

    /// Lost since the last report, in 1/256.
    public int fractionLost() {
        return Bytes.unsigned8(segment, offset + 4);
    }

    /// Lost since the beginning; below zero when there were more duplicates than losses.
    public int cumulativeLost() {
        return (Bytes.unsigned24(segment, offset + 5) << 8) >> 8;
    }

    /// The highest sequence number received, the cycles in its upper half.
    public long extendedHighestSequence() {
        return Bytes.unsigned32(segment, offset + 8);
    }

    /// In units of the stream's timestamp.
    public long jitter() {
        return Bytes.unsigned32(segment, offset + 12);
    }

    /// The middle 32 bits of the last sender report's NTP time, 0 without one.
    public long lastSenderReport() {
        return Bytes.unsigned32(segment, offset + 16);
    }

    /// In 1/65536 s.
    public long delaySinceLastSenderReport() {
        return Bytes.unsigned32(segment, offset + 20);
    }

    /// Writes one block and returns its length.
    public static int write(
            MemorySegment s,
            long offset,
            long ssrc,
            int fractionLost,
            int cumulativeLost,
            long extendedHighestSequence,
            long jitter,
            long lastSenderReport,
            long delaySinceLastSenderReport) {
        Bytes.put32(s, offset, ssrc);
        Bytes.put8(s, offset + 4, fractionLost);
        Bytes.put24(s, offset + 5, Math.clamp(cumulativeLost, MIN_LOST, MAX_LOST));
        Bytes.put32(s, offset + 8, extendedHighestSequence);
        Bytes.put32(s, offset + 12, jitter);
        Bytes.put32(s, offset + 16, lastSenderReport);
        Bytes.put32(s, offset + 20, delaySinceLastSenderReport);
        return BLOCK_BYTES;
    }
}
