package io.sluice.rtp.rtcp;

import io.sluice.rtp.Bytes;
import java.lang.foreign.MemorySegment;

/// A receiver's estimate of the bandwidth (draft-alvestrand-rmcat-remb-03), from peers without
/// transport-wide feedback.
public final class Remb {
    private static final int FORMAT = 15;
    private static final int MAGIC = 0x52454d42; // "REMB"
    private static final int HEADER_BYTES = 20;
    private static final int MANTISSA_BITS = 18;

    private MemorySegment segment = MemorySegment.NULL;
    private long offset;
    private int count;

    /// Looks at the reader's message; false when it is none of these or malformed.
    public boolean wrap(RtcpReader reader) {
        if (!reader.is(RtcpReader.PAYLOAD_FEEDBACK, FORMAT) || reader.length() < HEADER_BYTES) {
            return false;
        }
        segment = reader.segment();
        offset = reader.offset();
        if (Bytes.signed32(segment, offset + 12) != MAGIC) {
            return false;
        }
        count = Bytes.unsigned8(segment, offset + 16);
        return reader.length() >= HEADER_BYTES + 4 * count;
    }

    public long senderSsrc() {
        return Bytes.unsigned32(segment, offset + 4);
    }

    /// At most `Long.MAX_VALUE`, which any absurd estimate becomes.
    public long bitrateBps() {
        int packed = Bytes.unsigned24(segment, offset + 17);
        int exponent = packed >> MANTISSA_BITS;
        long mantissa = packed & ((1 << MANTISSA_BITS) - 1);
        if (mantissa == 0) {
            return 0;
        }
        return exponent >= Long.numberOfLeadingZeros(mantissa)
                ? Long.MAX_VALUE
                : mantissa << exponent;
    }

    public int ssrcCount() {
        return count;
    }

    public long ssrc(int index) {
        return Bytes.unsigned32(segment, offset + HEADER_BYTES + 4L * index);
    }

    /// Writes an estimate for one stream, rounded down to 18 significant bits, and returns its
    /// length.
    public static int write(
            MemorySegment s, long offset, long senderSsrc, long mediaSsrc, long bitrateBps) {
        int exponent = Math.max(0, 64 - Long.numberOfLeadingZeros(bitrateBps) - MANTISSA_BITS);
        int mantissa = (int) (bitrateBps >>> exponent);
        int length = HEADER_BYTES + 4;
        RtcpReader.writeHeader(s, offset, RtcpReader.PAYLOAD_FEEDBACK, FORMAT, length);
        Bytes.put32(s, offset + 4, senderSsrc);
        Bytes.put32(s, offset + 8, 0);
        Bytes.put32(s, offset + 12, MAGIC);
        Bytes.put8(s, offset + 16, 1);
        Bytes.put24(s, offset + 17, (exponent << MANTISSA_BITS) | mantissa);
        Bytes.put32(s, offset + 20, mediaSsrc);
        return length;
    }
}
