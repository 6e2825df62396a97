package io.sluice.rtp.rtcp;

import io.sluice.rtp.Bytes;
import java.lang.foreign.MemorySegment;

/// A picture loss indication (RFC 4585 §6.3.1): the receiver asks for a keyframe.
public final class PictureLossIndication {
    public static final int BYTES = 12;

    private static final int FORMAT = 1;

    private MemorySegment segment = MemorySegment.NULL;
    private long offset;

    /// Looks at the reader's message; false when it is none of these or malformed.
    public boolean wrap(RtcpReader reader) {
        if (!reader.is(RtcpReader.PAYLOAD_FEEDBACK, FORMAT) || reader.length() < BYTES) {
            return false;
        }
        segment = reader.segment();
        offset = reader.offset();
        return true;
    }

    public long senderSsrc() {
        return Bytes.unsigned32(segment, offset + 4);
    }

    /// The stream that must begin anew.
    public long mediaSsrc() {
        return Bytes.unsigned32(segment, offset + 8);
    }

    /// Writes one and returns its length.
    public static int write(MemorySegment s, long offset, long senderSsrc, long mediaSsrc) {
        RtcpReader.writeHeader(s, offset, RtcpReader.PAYLOAD_FEEDBACK, FORMAT, BYTES);
        Bytes.put32(s, offset + 4, senderSsrc);
        Bytes.put32(s, offset + 8, mediaSsrc);
        return BYTES;
    }
}
