package io.sluice.rtp.rtcp;

import io.sluice.rtp.Bytes;
import java.lang.foreign.MemorySegment;

/// Walks the messages of a compound or reduced-size RTCP packet (RFC 3550 §6.1, RFC 5506).
///
/// The flyweights of this package look at the message the reader stands on. The walk ends at the
/// first message that does not fit; [#malformed()] then says so.
public final class RtcpReader {
    public static final int SENDER_REPORT = 200;
    public static final int RECEIVER_REPORT = 201;
    public static final int SOURCE_DESCRIPTION = 202;
    public static final int GOODBYE = 203;
    public static final int APPLICATION = 204;
    public static final int TRANSPORT_FEEDBACK = 205;
    public static final int PAYLOAD_FEEDBACK = 206;

    private static final int HEADER_BYTES = 4;
    private static final int VERSION = 2;
    private static final int PADDING_BIT = 0x20;

    private MemorySegment segment = MemorySegment.NULL;
    private long offset;
    private long next;
    private long end;
    private int length;
    private boolean malformed;

    /// Stands before the first message in `[offset, offset + length)`; false when there is not even
    /// one header.
    public boolean wrap(MemorySegment s, long offset, int length) {
        segment = s;
        this.offset = offset;
        next = offset;
        end = offset + length;
        this.length = 0;
        malformed = length < HEADER_BYTES;
        return !malformed;
    }

    /// Moves to the next message; false at the end.
    public boolean next() {
        if (malformed || next == end) {
            return false;
        }
        if (end - next < HEADER_BYTES) {
            return stop();
        }
        int first = Bytes.unsigned8(segment, next);
        int bytes = HEADER_BYTES + 4 * Bytes.unsigned16(segment, next + 2);
        if (first >> 6 != VERSION || bytes > end - next) {
            return stop();
        }
        int padding = 0;
        if ((first & PADDING_BIT) != 0) {
            padding = Bytes.unsigned8(segment, next + bytes - 1);
            if (padding == 0 || padding > bytes - HEADER_BYTES) {
                return stop();
            }
        }
        offset = next;
        length = bytes - padding;
        next += bytes;
        return true;
    }

    private boolean stop() {
        malformed = true;
        return false;
    }

    /// The walk ended before the end of the packet.
    public boolean malformed() {
        return malformed;
    }

    public int packetType() {
        return Bytes.unsigned8(segment, offset + 1);
    }

    /// The five bits that are a count of blocks in reports and the format of a feedback message.
    public int format() {
        return Bytes.unsigned8(segment, offset) & 0x1f;
    }

    /// The SSRC in front of the message, 0 when it is too short to have one.
    public long senderSsrc() {
        return length >= 8 ? Bytes.unsigned32(segment, offset + 4) : 0;
    }

    public MemorySegment segment() {
        return segment;
    }

    /// Where the message begins in the segment.
    public long offset() {
        return offset;
    }

    /// The message with its header, without padding.
    public int length() {
        return length;
    }

    boolean is(int packetType, int format) {
        return packetType() == packetType && format() == format;
    }

    /// Writes the four bytes every message begins with.
    static void writeHeader(MemorySegment s, long offset, int packetType, int format, int length) {
        Bytes.put8(s, offset, 0x80 | format);
        Bytes.put8(s, offset + 1, packetType);
        Bytes.put16(s, offset + 2, length / 4 - 1);
    }
}
