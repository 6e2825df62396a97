package io.sluice.rtp.srtp;

import io.sluice.rtp.Bytes;
import io.sluice.rtp.TestMemory;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;

/// A sender that notices a broken promise: two different packets under one (SSRC, index).
final class NonceAudit implements SrtpSender {
    private final SrtpSender sender;
    private final Map<Long, Map<Long, String>> sent = new HashMap<>();
    private final Map<Long, String> sentRtcp = new HashMap<>();

    NonceAudit(SrtpSender sender) {
        this.sender = sender;
    }

    @Override
    public int protectRtp(
            MemorySegment dst,
            long dstOffset,
            int headerLength,
            MemorySegment src,
            long srcOffset,
            int srcLength,
            long index) {
        int length =
                sender.protectRtp(dst, dstOffset, headerLength, src, srcOffset, srcLength, index);
        if (length > 0) {
            long ssrc = Bytes.unsigned32(dst, dstOffset + 8);
            String packet = TestMemory.hex(dst, dstOffset, length);
            note(sent.computeIfAbsent(ssrc, _ -> new HashMap<>()), index, packet);
        }
        return length;
    }

    @Override
    public int protectRtcp(MemorySegment s, long offset, int length) {
        int total = sender.protectRtcp(s, offset, length);
        if (total > 0) {
            String packet = TestMemory.hex(s, offset, total);
            note(sentRtcp, sentRtcp.size(), packet);
        }
        return total;
    }

    private static void note(Map<Long, String> packets, long index, String packet) {
        String before = packets.putIfAbsent(index, packet);
        if (before != null && !before.equals(packet)) {
            throw new AssertionError("index " + index + " was encrypted twice");
        }
    }

    @Override
    public void close() {
        sender.close();
    }
}
