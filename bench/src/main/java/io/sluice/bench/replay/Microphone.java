package io.sluice.bench.replay;

import io.sluice.rtp.RtpHeaderWriter;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// A replayed microphone: Opus packets of 20 ms, one after the other.
final class Microphone {
    static final int CLOCK_RATE = 48_000;
    private static final byte[] MID = PacketWriter.ascii(ReplayOffer.MICROPHONE_MID);

    /// The encoder heard speech (RFC 6464 §3).
    private static final int VOICE = 0x80;

    private final List<MemorySegment> packets;
    private final PacketWriter writer;
    private final long ssrc;
    private final int level;
    private final long first = 1_000;
    private long index = first;
    private long octets;

    /// @param level how loud it is, in decibels below the loudest, 0 to 127
    Microphone(List<MemorySegment> packets, PacketWriter writer, long ssrc, int level) {
        this.packets = packets;
        this.writer = writer;
        this.ssrc = ssrc;
        this.level = level;
    }

    void onPacketDue(long timestamp) {
        MemorySegment packet = packets.get((int) ((index - first) % packets.size()));
        RtpHeaderWriter header =
                writer.begin(ReplayOffer.OPUS, index == first, index, timestamp, ssrc, MID);
        header.extension(ReplayOffer.AUDIO_LEVEL, VOICE | level, 1);
        int length = (int) packet.byteSize();
        writer.send(packet, 0, length, index++);
        octets += length;
    }

    void report(long timestamp) {
        writer.report(ssrc, timestamp, index - first, octets);
    }
}
