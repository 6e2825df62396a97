package io.sluice.rtp;

import java.lang.foreign.MemorySegment;

/// An RTP packet in memory (RFC 3550 §5.1): a flyweight, valid until the memory is used again.
public final class RtpPacket {
    /// The header without contributing sources and extensions.
    public static final int FIXED_HEADER_BYTES = 12;

    /// The widest sequence number on the wire.
    public static final int MAX_SEQUENCE_NUMBER = 0xffff;

    private static final int VERSION = 2;
    private static final int PADDING_BIT = 0x20;
    private static final int EXTENSION_BIT = 0x10;

    private final HeaderExtensions elements = new HeaderExtensions();
    private MemorySegment segment = MemorySegment.NULL;
    private long offset;
    private int length;
    private int headerLength;
    private int paddingLength;
    private int extensionProfile;
    private int extensionBlockLength;
    private int foundLength;

    /// The length of the header at `offset`, extensions included, or -1 when it is malformed.
    ///
    /// It reads only the header, so it also serves a packet whose payload is still encrypted.
    public static int headerLength(MemorySegment s, long offset, int length) {
        if (length < FIXED_HEADER_BYTES) {
            return -1;
        }
        int first = Bytes.unsigned8(s, offset);
        if (first >> 6 != VERSION) {
            return -1;
        }
        int header = FIXED_HEADER_BYTES + 4 * (first & 0xf);
        if ((first & EXTENSION_BIT) != 0) {
            if (length < header + 4) {
                return -1;
            }
            header += 4 + 4 * Bytes.unsigned16(s, offset + header + 2);
        }
        return header <= length ? header : -1;
    }

    /// Looks at the packet in `[offset, offset + length)`; false when it is malformed, and then
    /// nothing else may be asked.
    public boolean wrap(MemorySegment s, long offset, int length) {
        int header = headerLength(s, offset, length);
        if (header < 0) {
            return false;
        }
        int first = Bytes.unsigned8(s, offset);
        int padding = 0;
        if ((first & PADDING_BIT) != 0) {
            if (header == length) {
                return false;
            }
            padding = Bytes.unsigned8(s, offset + length - 1);
            if (padding == 0 || padding > length - header) {
                return false;
            }
        }
        segment = s;
        this.offset = offset;
        this.length = length;
        headerLength = header;
        paddingLength = padding;
        foundLength = 0;
        extensionProfile = 0;
        extensionBlockLength = 0;
        if ((first & EXTENSION_BIT) != 0) {
            long start = offset + FIXED_HEADER_BYTES + 4L * (first & 0xf);
            extensionProfile = Bytes.unsigned16(s, start);
            extensionBlockLength = 4 * Bytes.unsigned16(s, start + 2);
        }
        return true;
    }

    public int payloadType() {
        return Bytes.unsigned8(segment, offset + 1) & 0x7f;
    }

    public boolean marker() {
        return (Bytes.unsigned8(segment, offset + 1) & 0x80) != 0;
    }

    public int sequenceNumber() {
        return Bytes.unsigned16(segment, offset + 2);
    }

    /// Unsigned 32 bits.
    public long timestamp() {
        return Bytes.unsigned32(segment, offset + 4);
    }

    /// Unsigned 32 bits.
    public long ssrc() {
        return Bytes.unsigned32(segment, offset + 8);
    }

    public int csrcCount() {
        return Bytes.unsigned8(segment, offset) & 0xf;
    }

    /// Contributing sources and extensions included.
    public int headerLength() {
        return headerLength;
    }

    /// Where the payload stands in [#segment()].
    public long payloadOffset() {
        return offset + headerLength;
    }

    /// Without padding; zero for a packet that only probes the bandwidth.
    public int payloadLength() {
        return length - headerLength - paddingLength;
    }

    public int paddingLength() {
        return paddingLength;
    }

    /// Where the data of the extension element with this id stands in [#segment()], or -1. Its
    /// length is then [#extensionLength()].
    public long extension(int id) {
        elements.wrap(this);
        while (elements.next()) {
            if (elements.id() == id) {
                foundLength = elements.length();
                return elements.offset();
            }
        }
        foundLength = 0;
        return -1;
    }

    /// The length of the element that [#extension] found last.
    public int extensionLength() {
        return foundLength;
    }

    /// The 16 bits that tell the form of the extension block; 0 without one.
    public int extensionProfile() {
        return extensionProfile;
    }

    /// Where the elements of the extension block begin.
    public long extensionBlockOffset() {
        return offset + headerLength - extensionBlockLength;
    }

    public int extensionBlockLength() {
        return extensionBlockLength;
    }

    public MemorySegment segment() {
        return segment;
    }

    public long offset() {
        return offset;
    }

    public int length() {
        return length;
    }
}
