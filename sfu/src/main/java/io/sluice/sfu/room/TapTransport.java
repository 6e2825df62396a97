package io.sluice.sfu.room;

import io.sluice.rtp.buffer.PacketCell;
import io.sluice.rtp.buffer.PacketSlab;
import io.sluice.sfu.api.MediaTap;
import io.sluice.sfu.api.RoomEvent.TransportState;
import io.sluice.sfu.transport.LocalTransport;
import java.lang.foreign.MemorySegment;

/// The connection of a hidden participant that lives in this server: a packet is put together as
/// for any other receiver and handed over instead of encrypted. Nothing comes back this way.
final class TapTransport extends LocalTransport {
    private final MediaTap tap;
    private boolean closed;

    TapTransport(MediaTap tap, PacketSlab slab) {
        super(slab);
        this.tap = tap;
    }

    @Override
    public boolean writable() {
        return !closed;
    }

    @Override
    public boolean sendRtp(
            PacketCell cell,
            int headerLength,
            MemorySegment payload,
            long payloadOffset,
            int payloadLength,
            long index) {
        boolean fits = headerLength + payloadLength <= cell.capacity() && writable();
        if (fits) {
            MemorySegment.copy(payload, payloadOffset, cell.segment(), headerLength, payloadLength);
            tap.onRtp(cell.segment(), 0, headerLength + payloadLength);
        }
        discard(cell);
        return fits;
    }

    @Override
    public boolean sendRtcp(PacketCell cell, int length) {
        boolean open = writable();
        if (open) {
            tap.onRtcp(cell.segment(), 0, length);
        }
        discard(cell);
        return open;
    }

    @Override
    public TransportState state() {
        return closed ? TransportState.CLOSED : TransportState.CONNECTED;
    }

    @Override
    public void close(long nowNanos) {
        closed = true;
    }
}
