package io.sluice.rtp;

import java.lang.foreign.MemorySegment;

/// Walks the elements of a header extension block, one-byte or two-byte form (RFC 8285 §4).
///
/// Padding is skipped; the walk ends at the first element that does not fit.
public final class HeaderExtensions {
    /// The profile that marks the one-byte form.
    public static final int ONE_BYTE_PROFILE = 0xBEDE;

    /// The profile that marks the two-byte form; its low four bits are free for the application.
    public static final int TWO_BYTE_PROFILE = 0x1000;

    private static final int TWO_BYTE_PROFILE_MASK = 0xfff0;
    private static final int STOP_ID = 15;

    private MemorySegment segment = MemorySegment.NULL;
    private boolean twoByte;
    private long next;
    private long end;
    private int id;
    private long dataOffset;
    private int dataLength;

    /// Starts over at the extension elements of a packet; there may be none.
    public HeaderExtensions wrap(RtpPacket packet) {
        return wrap(
                packet.segment(),
                packet.extensionProfile(),
                packet.extensionBlockOffset(),
                packet.extensionBlockLength());
    }

    HeaderExtensions wrap(MemorySegment s, int profile, long offset, int length) {
        segment = s;
        twoByte = (profile & TWO_BYTE_PROFILE_MASK) == TWO_BYTE_PROFILE;
        next = offset;
        end = twoByte || profile == ONE_BYTE_PROFILE ? offset + length : offset;
        return this;
    }

    /// Moves to the next element; false when there is none left.
    public boolean next() {
        while (next < end) {
            int first = Bytes.unsigned8(segment, next);
            if (first == 0) {
                next++;
                continue;
            }
            return twoByte ? nextTwoByte(first) : nextOneByte(first);
        }
        return false;
    }

    private boolean nextOneByte(int first) {
        id = first >> 4;
        dataLength = (first & 0xf) + 1;
        dataOffset = next + 1;
        if (id == STOP_ID || id == 0 || dataOffset + dataLength > end) {
            return stop();
        }
        next = dataOffset + dataLength;
        return true;
    }

    private boolean nextTwoByte(int first) {
        if (next + 2 > end) {
            return stop();
        }
        id = first;
        dataLength = Bytes.unsigned8(segment, next + 1);
        dataOffset = next + 2;
        if (dataOffset + dataLength > end) {
            return stop();
        }
        next = dataOffset + dataLength;
        return true;
    }

    private boolean stop() {
        next = end;
        return false;
    }

    /// The id that SDP maps to a URI.
    public int id() {
        return id;
    }

    /// Where the data of the element stands in the packet's segment.
    public long offset() {
        return dataOffset;
    }

    public int length() {
        return dataLength;
    }
}
