package io.sluice.bench;

import io.sluice.rtp.buffer.PacketCell;
import io.sluice.rtp.buffer.PacketSlab;
import io.sluice.sfu.api.DtlsFingerprint;
import io.sluice.sfu.api.DtlsSetup;
import io.sluice.sfu.api.IceCandidate;
import io.sluice.sfu.api.IceCredentials;
import io.sluice.sfu.api.IceMode;
import io.sluice.sfu.api.RoomEvent.TransportState;
import io.sluice.sfu.transport.LocalTransport;
import io.sluice.sfu.transport.MediaTransport;
import io.sluice.sfu.transport.TransportFactory;
import io.sluice.sfu.transport.TransportListener;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// Connections that are always up, encrypt nothing and send nowhere.
final class SilentTransports implements TransportFactory {
    private final PacketSlab slab;
    private final List<TransportListener> opened = new ArrayList<>();
    private long sent;

    SilentTransports(PacketSlab slab) {
        this.slab = slab;
    }

    /// Who listens to the connection that was opened as the `number`th, from 0.
    TransportListener opened(int number) {
        return opened.get(number);
    }

    /// RTP packets of all connections.
    long sent() {
        return sent;
    }

    @Override
    public MediaTransport open(
            IceCredentials remote,
            List<IceCandidate> remoteCandidates,
            DtlsFingerprint fingerprint,
            DtlsSetup setup,
            TransportListener listener,
            long nowNanos) {
        opened.add(listener);
        return new Silent();
    }

    @Override
    public DtlsFingerprint fingerprint() {
        return new DtlsFingerprint("sha-256", "00");
    }

    @Override
    public List<IceCandidate> candidates() {
        return List.of();
    }

    @Override
    public IceMode iceMode() {
        return IceMode.LITE;
    }

    private final class Silent extends LocalTransport {
        private int transportSequence;

        Silent() {
            super(slab);
        }

        @Override
        public TransportState state() {
            return TransportState.CONNECTED;
        }

        @Override
        public void close(long nowNanos) {}

        @Override
        public boolean writable() {
            return true;
        }

        @Override
        public boolean sendRtp(
                PacketCell cell,
                int headerLength,
                MemorySegment payload,
                long payloadOffset,
                int payloadLength,
                long index) {
            sent++;
            discard(cell);
            return true;
        }

        @Override
        public boolean sendRtcp(PacketCell cell, int length) {
            discard(cell);
            return true;
        }

        @Override
        public int nextTransportSequence() {
            return transportSequence++ & 0xffff;
        }
    }
}
