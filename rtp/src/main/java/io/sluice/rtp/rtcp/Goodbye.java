package io.sluice.rtp.rtcp;

import io.sluice.rtp.Bytes;
import java.lang.foreign.MemorySegment;

/// A goodbye (RFC 3550 §6.6): these streams have ended.
public final class Goodbye {
    private MemorySegment segment = MemorySegment.NULL;
    private long offset;
    private int count;

    /// Looks at the reader's message; false when it is none of these or malformed.
    public boolean wrap(RtcpReader reader) {
        if (reader.packetType() != RtcpReader.GOODBYE
                || reader.length() < 4 + 4 * reader.format()) {
            return false;
        }
        segment = reader.segment();
        offset = reader.offset();
        count = reader.format();
        return true;
    }

    public int count() {
        return count;
    }

    /// The `index`-th stream that has ended.
    public long ssrc(int index) {
        return Bytes.unsigned32(segment, offset + 4 + 4L * index);
    }

    /// Writes the goodbye of one stream and returns its length.
    public static int write(MemorySegment s, long offset, long ssrc) {
        RtcpReader.writeHeader(s, offset, RtcpReader.GOODBYE, 1, 8);
        Bytes.put32(s, offset + 4, ssrc);
        return 8;
    }
}
