package io.sluice.sfu.send;

import io.sluice.rtp.buffer.PacketSlab;
import io.sluice.rtp.codec.Vp8Descriptor;
import io.sluice.rtp.codec.Vp9Descriptor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Memory in which a payload is rewritten just before it is encrypted; all streams of a loop share
/// it, because it is used during one call only.
public final class PayloadBuffer {
    private static final int RTX_HEADER_BYTES = 2;

    private final MemorySegment segment;

    public PayloadBuffer(Arena arena) {
        int growth = Math.max(Vp8Descriptor.MAX_GROWTH_BYTES, Vp9Descriptor.MAX_GROWTH_BYTES);
        segment = arena.allocate(PacketSlab.LARGE_BYTES + RTX_HEADER_BYTES + growth);
    }

    MemorySegment segment() {
        return segment;
    }
}
