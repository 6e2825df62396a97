package io.sluice.rtp.rtcp;

import io.sluice.rtp.Bytes;
import java.lang.foreign.MemorySegment;

/// A source description with the one item that must be sent: CNAME (RFC 3550 §6.5).
public final class SourceDescription {
    private static final int CNAME = 1;
    private static final int MAX_ITEM_BYTES = 255;

    private SourceDescription() {}

    /// Writes one chunk with the name (UTF-8, at most 255 bytes) and returns its length.
    public static int write(MemorySegment s, long offset, long ssrc, byte[] canonicalName) {
        if (canonicalName.length > MAX_ITEM_BYTES) {
            throw new IllegalArgumentException("a CNAME has at most 255 bytes");
        }
        int used = 10 + canonicalName.length;
        int length = (used + 4) & ~3; // at least one zero ends the items
        RtcpReader.writeHeader(s, offset, RtcpReader.SOURCE_DESCRIPTION, 1, length);
        Bytes.put32(s, offset + 4, ssrc);
        Bytes.put8(s, offset + 8, CNAME);
        Bytes.put8(s, offset + 9, canonicalName.length);
        for (int i = 0; i < canonicalName.length; i++) {
            Bytes.put8(s, offset + 10 + i, canonicalName[i]);
        }
        for (int i = used; i < length; i++) {
            Bytes.put8(s, offset + i, 0);
        }
        return length;
    }
}
