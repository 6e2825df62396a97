package io.sluice.sfu.send;

import io.sluice.rtp.buffer.PacketSlab;
import io.sluice.rtp.codec.Vp8Descriptor;
import io.sluice.rtp.codec.Vp9Descriptor;
import java.lang.foreign.Arena;

/// What is needed to make a packet, and only while it is made: all streams of a loop share it. A
/// stream of its own set for each receiver would be memory that has gone cold by the next packet.
public final class PacketScratch {
    private static final int RTX_HEADER_BYTES = 2;

    private final OutgoingPacket forwarded = new OutgoingPacket();
    private final OutgoingPacket restored = new OutgoingPacket();
    private final HeaderBuilder headers = new HeaderBuilder();
    private final OutgoingPayload payload;

    /// @param arena of the loop, for payloads that are rewritten
    public PacketScratch(Arena arena) {
        int growth = Math.max(Vp8Descriptor.MAX_GROWTH_BYTES, Vp9Descriptor.MAX_GROWTH_BYTES);
        payload =
                new OutgoingPayload(
                        arena.allocate(PacketSlab.LARGE_BYTES + RTX_HEADER_BYTES + growth));
    }

    /// What a forwarder is about to send.
    OutgoingPacket forwarded() {
        return forwarded;
    }

    /// What a stream reads back from its memory of what it sent.
    OutgoingPacket restored() {
        return restored;
    }

    HeaderBuilder headers() {
        return headers;
    }

    OutgoingPayload payload() {
        return payload;
    }
}
