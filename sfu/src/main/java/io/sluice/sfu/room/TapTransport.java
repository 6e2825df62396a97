package io.sluice.sfu.room;

import io.sluice.rtp.buffer.PacketCell;
import io.sluice.rtp.buffer.PacketSlab;
import io.sluice.sfu.api.DtlsFingerprint;
import io.sluice.sfu.api.DtlsSetup;
import io.sluice.sfu.api.IceCandidate;
import io.sluice.sfu.api.IceCredentials;
import io.sluice.sfu.api.MediaOffer;
import io.sluice.sfu.api.MediaTap;
import io.sluice.sfu.api.RoomEvent.TransportState;
import io.sluice.sfu.api.SlotSection;
import io.sluice.sfu.transport.MediaTransport;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The connection of a hidden participant that lives in this server: a packet is put together as
/// for any other receiver and handed over instead of encrypted. Nothing comes back this way.
final class TapTransport implements MediaTransport {
    /// Nobody ever asks for these over the network.
    static final IceCredentials NO_ICE = new IceCredentials("tap0", "there-is-no-network-here");

    private static final DtlsFingerprint NO_CERTIFICATE = new DtlsFingerprint("sha-256", "");

    private final MediaTap tap;
    private final PacketSlab slab;
    private boolean closed;

    /// What somebody would offer who only receives, through this.
    static MediaOffer offer(List<SlotSection> slots) {
        return new MediaOffer(NO_ICE, NO_CERTIFICATE, DtlsSetup.ACTIVE, List.of(), slots);
    }

    TapTransport(MediaTap tap, PacketSlab slab) {
        this.tap = tap;
        this.slab = slab;
    }

    @Override
    public boolean writable() {
        return !closed;
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
        boolean fits = headerLength + payloadLength <= cell.capacity() && writable();
        if (fits) {
            MemorySegment.copy(payload, payloadOffset, cell.segment(), headerLength, payloadLength);
            tap.onRtp(cell.segment(), 0, headerLength + payloadLength);
        }
        slab.give(cell);
        return fits;
    }

    @Override
    public boolean sendRtcp(PacketCell cell, int length) {
        boolean open = writable();
        if (open) {
            tap.onRtcp(cell.segment(), 0, length);
        }
        slab.give(cell);
        return open;
    }

    @Override
    public void discard(PacketCell cell) {
        slab.give(cell);
    }

    @Override
    public int nextTransportSequence() {
        return 0;
    }

    @Override
    public IceCredentials localCredentials() {
        return NO_ICE;
    }

    @Override
    public TransportState state() {
        return closed ? TransportState.CLOSED : TransportState.CONNECTED;
    }

    @Override
    public IceCredentials restartIce(IceCredentials remote, List<IceCandidate> candidates) {
        return NO_ICE;
    }

    @Override
    public void addCandidates(String remoteUfrag, List<IceCandidate> candidates) {}

    @Override
    public void close(long nowNanos) {
        closed = true;
    }
}
