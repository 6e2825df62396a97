package io.sluice.sfu.receive;

import io.sluice.rtp.RtpPacket;
import org.jspecify.annotations.Nullable;

/// Packs single sequences of one stream into the pairs of a NACK (RFC 4585 §6.2.1).
final class NackPacker implements NackGenerator.Output {
    /// A pair names a packet and, by a bit each, so many behind it.
    private static final int REACH = 16;

    private final IncomingRtpStream stream;
    private IncomingRtpStream.@Nullable Feedback out;
    private long first = -1;
    private int bitmask;

    NackPacker(IncomingRtpStream stream) {
        this.stream = stream;
    }

    /// Asks for what the generator wants now.
    void pack(NackGenerator generator, long nowNanos, IncomingRtpStream.Feedback feedback) {
        out = feedback;
        generator.onDeadline(nowNanos, this);
        flush();
        out = null;
    }

    @Override
    public void request(long sequence) {
        if (first >= 0 && sequence - first <= REACH) {
            bitmask |= 1 << (sequence - first - 1);
            return;
        }
        flush();
        first = sequence;
    }

    private void flush() {
        if (first >= 0 && out != null) {
            out.nack(stream, (int) first & RtpPacket.MAX_SEQUENCE_NUMBER, bitmask);
        }
        first = -1;
        bitmask = 0;
    }
}
