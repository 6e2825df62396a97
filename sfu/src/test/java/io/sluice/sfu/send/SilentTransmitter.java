package io.sluice.sfu.send;

import io.sluice.rtp.buffer.PacketCell;
import io.sluice.rtp.buffer.PacketSlab;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// Sends nothing and allocates nothing.
final class SilentTransmitter implements RtpTransmitter {
    private final PacketSlab slab;
    private int transportSequence;

    SilentTransmitter(PacketSlab slab) {
        this.slab = slab;
    }

    @Override
    public boolean writable() {
        return true;
    }

    @Override
    public @Nullable PacketCell transmitCell() {
        return slab.take(PacketSlab.LARGE_BYTES);
    }

    @Override
    public boolean sendRtp(
            PacketCell cell,
            int headerLength,
            MemorySegment payload,
            long payloadOffset,
            int payloadLength,
            long index) {
        slab.give(cell);
        return true;
    }

    @Override
    public boolean sendRtcp(PacketCell cell, int length) {
        slab.give(cell);
        return true;
    }

    @Override
    public void discard(PacketCell cell) {
        slab.give(cell);
    }

    @Override
    public int nextTransportSequence() {
        return transportSequence++ & 0xffff;
    }
}
