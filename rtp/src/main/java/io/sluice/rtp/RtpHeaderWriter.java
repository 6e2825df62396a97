package io.sluice.rtp;

import java.lang.foreign.MemorySegment;

/// Builds an RTP header with extensions (RFC 3550 §5.1, RFC 8285) at a place in memory.
///
/// Elements are written in the one-byte form until one does not fit it (an id above 14, no data or
/// more than 16 bytes); then all of them take the two-byte form, which all peers that negotiated
/// `extmap-allow-mixed` read.
public final class RtpHeaderWriter {
    /// One-byte ids end at 14, so more elements than this are a mistake of the caller.
    private static final int MAX_ELEMENTS = 32;

    private static final int MAX_ONE_BYTE_ID = 14;
    private static final int MAX_ONE_BYTE_LENGTH = 16;
    private static final int MAX_TWO_BYTE_ID = 255;
    private static final int MAX_TWO_BYTE_LENGTH = 255;

    private final int[] elementStart = new int[MAX_ELEMENTS];
    private MemorySegment segment = MemorySegment.NULL;
    private long offset;
    private int length;
    private int elements;
    private boolean twoByte;

    /// Starts a header without contributing sources.
    public RtpHeaderWriter begin(
            MemorySegment s,
            long offset,
            int payloadType,
            boolean marker,
            int sequenceNumber,
            long timestamp,
            long ssrc) {
        segment = s;
        this.offset = offset;
        elements = 0;
        twoByte = false;
        Bytes.put8(s, offset, 0x80);
        Bytes.put8(s, offset + 1, (payloadType & 0x7f) | (marker ? 0x80 : 0));
        Bytes.put16(s, offset + 2, sequenceNumber);
        Bytes.put32(s, offset + 4, timestamp);
        Bytes.put32(s, offset + 8, ssrc);
        length = RtpPacket.FIXED_HEADER_BYTES;
        return this;
    }

    /// Adds an element that is the low `bytes` (1 to 8) bytes of a number.
    public RtpHeaderWriter extension(int id, long value, int bytes) {
        long at = element(id, bytes);
        for (int i = 0; i < bytes; i++) {
            Bytes.put8(segment, at + i, (int) (value >> (8 * (bytes - 1 - i))));
        }
        return this;
    }

    /// Adds an element with these bytes.
    public RtpHeaderWriter extension(int id, byte[] value) {
        long at = element(id, value.length);
        for (int i = 0; i < value.length; i++) {
            Bytes.put8(segment, at + i, value[i]);
        }
        return this;
    }

    /// Adds an element that is copied from other memory, as from a received packet.
    public RtpHeaderWriter extension(int id, MemorySegment from, long fromOffset, int bytes) {
        long at = element(id, bytes);
        MemorySegment.copy(from, fromOffset, segment, at, bytes);
        return this;
    }

    /// Pads the extension block and returns the length of the whole header.
    public int finish() {
        if (elements == 0) {
            return length;
        }
        while ((length & 3) != 0) {
            Bytes.put8(segment, offset + length, 0);
            length++;
        }
        int profile =
                twoByte ? HeaderExtensions.TWO_BYTE_PROFILE : HeaderExtensions.ONE_BYTE_PROFILE;
        long block = offset + RtpPacket.FIXED_HEADER_BYTES;
        Bytes.put8(segment, offset, 0x90);
        Bytes.put16(segment, block, profile);
        Bytes.put16(segment, block + 2, (length - RtpPacket.FIXED_HEADER_BYTES - 4) / 4);
        return length;
    }

    /// Writes an element's header and returns where its data goes.
    private long element(int id, int bytes) {
        if (id < 1 || id > MAX_TWO_BYTE_ID || bytes < 0 || bytes > MAX_TWO_BYTE_LENGTH) {
            throw new IllegalArgumentException("no such extension element: id " + id);
        }
        if (elements == 0) {
            length += 4;
        }
        if (!twoByte && (id > MAX_ONE_BYTE_ID || bytes < 1 || bytes > MAX_ONE_BYTE_LENGTH)) {
            widen();
        }
        elementStart[elements++] = length;
        if (twoByte) {
            Bytes.put8(segment, offset + length, id);
            Bytes.put8(segment, offset + length + 1, bytes);
            length += 2;
        } else {
            Bytes.put8(segment, offset + length, (id << 4) | (bytes - 1));
            length++;
        }
        long at = offset + length;
        length += bytes;
        return at;
    }

    /// Gives every element written so far the two-byte form, the last one first.
    private void widen() {
        twoByte = true;
        int end = length;
        for (int i = elements - 1; i >= 0; i--) {
            int start = elementStart[i];
            int first = Bytes.unsigned8(segment, offset + start);
            int data = end - start - 1;
            int moved = start + i;
            MemorySegment.copy(segment, offset + start + 1, segment, offset + moved + 2, data);
            Bytes.put8(segment, offset + moved, first >> 4);
            Bytes.put8(segment, offset + moved + 1, data);
            elementStart[i] = moved;
            end = start;
        }
        length += elements;
    }
}
