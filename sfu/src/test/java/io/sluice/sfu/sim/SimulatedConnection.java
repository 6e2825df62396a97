package io.sluice.sfu.sim;

import io.sluice.rtp.buffer.PacketCell;
import io.sluice.rtp.buffer.PacketSlab;
import io.sluice.sfu.api.IceCandidate;
import io.sluice.sfu.api.IceCredentials;
import io.sluice.sfu.api.RoomEvent.TransportState;
import io.sluice.sfu.transport.MediaTransport;
import io.sluice.sfu.transport.TransportListener;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A participant's connection without ICE, DTLS and SRTP. Fails when a packet index is used for two
/// different packets.
final class SimulatedConnection implements MediaTransport {
    private final PacketSlab slab;
    private final TransportListener listener;
    private final RecordingTransmitter transmitter;
    private TransportState state = TransportState.CONNECTING;
    private IceCredentials local = new IceCredentials("local", "password");
    private long remoteLow;
    private Consumer<byte[]> rtp = _ -> {};
    private Consumer<byte[]> rtcp = _ -> {};

    SimulatedConnection(PacketSlab slab, TransportListener listener) {
        this.slab = slab;
        this.listener = listener;
        transmitter =
                new RecordingTransmitter(
                        slab, packet -> rtp.accept(packet), compound -> rtcp.accept(compound));
        transmitter.writable(false);
    }

    /// Where what the server sends goes.
    void peer(Consumer<byte[]> takesRtp, Consumer<byte[]> takesRtcp) {
        rtp = takesRtp;
        rtcp = takesRtcp;
    }

    void state(TransportState now, long nowNanos) {
        state = now;
        transmitter.writable(now == TransportState.CONNECTED || now == TransportState.SILENT);
        listener.onStateChanged(now, nowNanos);
    }

    /// A packet of the peer arrives.
    void receiveRtp(byte[] bytes, long nowNanos) {
        if (state == TransportState.CLOSED) {
            return;
        }
        PacketCell cell = slab.take(PacketSlab.LARGE_BYTES);
        if (cell == null) {
            throw new AssertionError("no memory");
        }
        MemorySegment.copy(bytes, 0, cell.segment(), ValueLayout.JAVA_BYTE, 0, bytes.length);
        cell.setRange(0, bytes.length);
        cell.setArrivalNanos(nowNanos);
        boolean kept = false;
        try {
            kept = listener.onRtp(cell, nowNanos);
        } catch (RuntimeException | Error bug) {
            close(nowNanos);
            listener.onFailure(bug, nowNanos);
        }
        if (!kept) {
            slab.give(cell);
        }
    }

    void receiveRtcp(byte[] bytes, long nowNanos) {
        if (state == TransportState.CLOSED) {
            return;
        }
        PacketCell cell = slab.take(bytes.length);
        if (cell == null) {
            throw new AssertionError("no memory");
        }
        MemorySegment.copy(bytes, 0, cell.segment(), ValueLayout.JAVA_BYTE, 0, bytes.length);
        listener.onRtcp(cell.segment(), 0, bytes.length, nowNanos);
        slab.give(cell);
    }

    @Override
    public IceCredentials localCredentials() {
        return local;
    }

    @Override
    public TransportState state() {
        return state;
    }

    /// The peer is behind this IPv4 address from now on.
    void remote(int address) {
        remoteLow = 0xffff_0000_0000L | Integer.toUnsignedLong(address);
    }

    @Override
    public long remoteHigh() {
        return 0;
    }

    @Override
    public long remoteLow() {
        return remoteLow;
    }

    @Override
    public IceCredentials restartIce(IceCredentials remote, List<IceCandidate> candidates) {
        local = new IceCredentials("restarted", "password");
        return local;
    }

    @Override
    public void addCandidates(String ufrag, List<IceCandidate> candidates) {}

    @Override
    public void close(long nowNanos) {
        state = TransportState.CLOSED;
        transmitter.writable(false);
    }

    @Override
    public boolean writable() {
        return transmitter.writable();
    }

    @Override
    public @Nullable PacketCell transmitCell() {
        return transmitter.transmitCell();
    }

    @Override
    public boolean sendRtp(
            PacketCell cell,
            int headerLength,
            MemorySegment payload,
            long payloadOffset,
            int payloadLength,
            long index) {
        return transmitter.sendRtp(
                cell, headerLength, payload, payloadOffset, payloadLength, index);
    }

    @Override
    public boolean sendRtcp(PacketCell cell, int length) {
        return transmitter.sendRtcp(cell, length);
    }

    @Override
    public void discard(PacketCell cell) {
        transmitter.discard(cell);
    }

    @Override
    public int nextTransportSequence() {
        return transmitter.nextTransportSequence();
    }
}
