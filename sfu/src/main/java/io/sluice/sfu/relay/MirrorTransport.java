package io.sluice.sfu.relay;

import io.sluice.rtp.buffer.PacketCell;
import io.sluice.rtp.buffer.PacketSlab;
import io.sluice.rtp.rtcp.FullIntraRequest;
import io.sluice.rtp.rtcp.PictureLossIndication;
import io.sluice.rtp.rtcp.RtcpReader;
import io.sluice.sfu.api.RoomEvent.TransportState;
import io.sluice.sfu.transport.LocalTransport;
import io.sluice.sfu.transport.TransportListener;
import java.lang.foreign.MemorySegment;
import java.util.function.LongConsumer;

/// The connection of a publisher whose real one is on another loop. Its packets come through a
/// [RelayInlet]; of what a sender is told, only requests for keyframes go back: what is missing is
/// asked for where it came in.
public final class MirrorTransport extends LocalTransport {
    private final RelayInlet inlet;
    private final TransportListener listener;
    private final LongConsumer keyframeWanted;
    private final RtcpReader reader = new RtcpReader();
    private final PictureLossIndication pictureLoss = new PictureLossIndication();
    private final FullIntraRequest fullIntra = new FullIntraRequest();
    private TransportState state;

    /// @param state of the real connection
    /// @param keyframeWanted told the SSRC that a keyframe is wanted of
    public MirrorTransport(
            PacketSlab slab,
            RelayInlet inlet,
            TransportState state,
            TransportListener listener,
            LongConsumer keyframeWanted) {
        super(slab);
        this.inlet = inlet;
        this.state = state;
        this.listener = listener;
        this.keyframeWanted = keyframeWanted;
        inlet.open(listener);
    }

    /// The real connection is in another state now.
    public void state(TransportState now, long nowNanos) {
        if (state != now) {
            state = now;
            listener.onStateChanged(now, nowNanos);
        }
    }

    @Override
    public TransportState state() {
        return state;
    }

    @Override
    public void close(long nowNanos) {
        state = TransportState.CLOSED;
        inlet.close();
    }

    @Override
    public boolean writable() {
        return state != TransportState.CLOSED;
    }

    /// Nothing is forwarded to a mirror: it has no slots.
    @Override
    public boolean sendRtp(
            PacketCell cell,
            int headerLength,
            MemorySegment payload,
            long payloadOffset,
            int payloadLength,
            long index) {
        discard(cell);
        return false;
    }

    @Override
    public boolean sendRtcp(PacketCell cell, int length) {
        reader.wrap(cell.segment(), 0, length);
        while (reader.next()) {
            if (pictureLoss.wrap(reader)) {
                keyframeWanted.accept(pictureLoss.mediaSsrc());
            } else if (fullIntra.wrap(reader)) {
                while (fullIntra.next()) {
                    keyframeWanted.accept(fullIntra.mediaSsrc());
                }
            }
        }
        discard(cell);
        return true;
    }
}
