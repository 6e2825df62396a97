package io.sluice.sfu.transport;

import io.sluice.rtp.PacketKind;
import io.sluice.rtp.buffer.PacketCell;
import io.sluice.rtp.buffer.PacketSlab;
import io.sluice.rtp.srtp.SrtpError;
import io.sluice.rtp.srtp.SrtpFactory;
import io.sluice.rtp.srtp.SrtpKeys;
import io.sluice.rtp.srtp.SrtpReceiver;
import io.sluice.rtp.srtp.SrtpSender;
import io.sluice.sfu.api.DtlsFingerprint;
import io.sluice.sfu.api.DtlsSetup;
import io.sluice.sfu.api.IceCandidate;
import io.sluice.sfu.api.IceCredentials;
import io.sluice.sfu.api.RoomEvent.TransportState;
import io.sluice.sfu.net.NetworkPath;
import io.sluice.sfu.observe.Count;
import io.sluice.sfu.observe.Counters;
import io.sluice.sfu.observe.DropReason;
import io.sluice.sfu.time.Deadlines;
import io.sluice.sfu.time.Departures;
import io.sluice.sfu.time.Timed;
import io.sluice.sfu.transport.dtls.DtlsTransport;
import io.sluice.sfu.transport.ice.IceSession;
import io.sluice.sfu.transport.ice.IceTransport;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// One peer's connection: tells STUN, DTLS and SRTP apart (RFC 7983), ties ICE's addresses, DTLS's
/// keys and SRTP's packets together.
public final class WebRtcTransport implements MediaTransport, Timed {
    /// What encryption adds at most: a GCM tag and the SRTCP index.
    private static final int MAX_OVERHEAD_BYTES = 16 + SrtpSender.SRTCP_INDEX_BYTES;

    private static final int SEQUENCE_MASK = 0xffff;

    private final TransportHost host;
    private final PacketSlab slab;
    private final Counters counters;
    private final TransportListener listener;
    private final IceTransport ice;
    private final DtlsTransport dtls;
    private final boolean startsHandshake;
    private final Liveness liveness;
    private final Deadlines deadlines;
    private final IceEvents iceEvents = new IceEvents();
    private @Nullable SrtpReceiver receiver;
    private @Nullable SrtpSender sender;
    private @Nullable NetworkPath dtlsPath;
    private int transportSequence;
    private boolean wasConnected;

    /// A connection that waits for its peer.
    ///
    /// @param candidates where the peer's offer says it is
    /// @param setup the role the peer's offer names
    public WebRtcTransport(
            TransportHost host,
            IceCredentials remote,
            List<IceCandidate> candidates,
            DtlsFingerprint fingerprint,
            DtlsSetup setup,
            TransportListener listener,
            long nowNanos) {
        this.host = host;
        this.listener = listener;
        slab = host.slab();
        counters = host.counters();
        ice = ice(host, remote, candidates, nowNanos);
        startsHandshake = setup == DtlsSetup.PASSIVE;
        liveness = new Liveness(nowNanos);
        dtls =
                new DtlsTransport(
                        host.identity(),
                        fingerprint,
                        !startsHandshake,
                        host.executorOf(this),
                        new DtlsEvents());
        host.addUfrag(ice.localCredentials().ufrag(), this);
        deadlines = host.deadlinesOf(this);
        deadlines.add(this);
    }

    private IceTransport ice(
            TransportHost loop,
            IceCredentials remote,
            List<IceCandidate> candidates,
            long nowNanos) {
        return switch (loop.iceMode()) {
            case LITE -> IceSession.lite(remote, loop.random());
            case FULL -> {
                Executor executor = loop.executorOf(this);
                yield IceSession.full(
                        remote,
                        candidates,
                        loop.localAddresses(),
                        loop.random(),
                        () -> executor.execute(this::onIceWakeUp),
                        nowNanos);
            }
        };
    }

    private void onIceWakeUp() {
        if (liveness.state() != TransportState.CLOSED) {
            ice.onDeadline(host.nowNanos(), iceEvents);
            deadlines.update(this);
        }
    }

    /// A datagram for this connection, in the cell's range. The path may be a flyweight.
    ///
    /// @return true when somebody keeps the cell
    public boolean onDatagram(PacketCell cell, NetworkPath path, long nowNanos) {
        if (liveness.state() == TransportState.CLOSED) {
            return false;
        }
        MemorySegment segment = cell.segment();
        int offset = cell.offset();
        int length = cell.length();
        switch (PacketKind.of(segment, offset, length)) {
            case STUN -> {
                ice.onStun(segment, offset, length, path, nowNanos, iceEvents);
                onHeard(nowNanos);
                deadlines.update(this);
            }
            case DTLS -> onDtls(segment, offset, length, path);
            case RTP -> {
                return onSrtp(cell, path, nowNanos);
            }
            case RTCP -> onSrtcp(segment, offset, length, path, nowNanos);
            case UNKNOWN -> counters.drop(DropReason.UNKNOWN_PROTOCOL);
        }
        return false;
    }

    private void onDtls(MemorySegment segment, int offset, int length, NetworkPath path) {
        NetworkPath known = ice.known(path);
        if (known == null || !ice.onReceived(path, length)) {
            counters.drop(DropReason.UNKNOWN_SOURCE);
            return;
        }
        dtlsPath = known;
        DropReason dropped = dtls.onDatagram(segment, offset, length);
        if (dropped != null) {
            counters.drop(dropped);
        }
    }

    private boolean onSrtp(PacketCell cell, NetworkPath path, long nowNanos) {
        if (!takes(path, cell.length()) || receiver == null) {
            return false;
        }
        int length = receiver.unprotectRtp(cell.segment(), cell.offset(), cell.length());
        if (length < 0) {
            counters.drop(reason(length));
            return false;
        }
        ice.onAuthenticated(path, nowNanos, iceEvents);
        onHeard(nowNanos);
        cell.setRange(cell.offset(), length);
        return listener.onRtp(cell, nowNanos);
    }

    private void onSrtcp(
            MemorySegment segment, int offset, int length, NetworkPath path, long nowNanos) {
        if (!takes(path, length) || receiver == null) {
            return;
        }
        int plain = receiver.unprotectRtcp(segment, offset, length);
        if (plain < 0) {
            counters.drop(reason(plain));
            return;
        }
        ice.onAuthenticated(path, nowNanos, iceEvents);
        onHeard(nowNanos);
        listener.onRtcp(segment, offset, plain, nowNanos);
    }

    private boolean takes(NetworkPath path, int length) {
        if (!ice.onReceived(path, length)) {
            counters.drop(DropReason.UNKNOWN_SOURCE);
            return false;
        }
        if (receiver == null) {
            counters.drop(DropReason.SRTP_NO_KEYS);
            return false;
        }
        return true;
    }

    private static DropReason reason(int srtpError) {
        return switch (srtpError) {
            case SrtpError.REPLAYED -> DropReason.SRTP_REPLAYED;
            case SrtpError.TOO_OLD -> DropReason.SRTP_TOO_OLD;
            case SrtpError.AUTHENTICATION_FAILED -> DropReason.SRTP_AUTHENTICATION_FAILED;
            case SrtpError.TOO_MANY_STREAMS -> DropReason.SRTP_TOO_MANY_STREAMS;
            default -> DropReason.SRTP_MALFORMED;
        };
    }

    /// The peer was heard, or a part of the connection came up.
    private void onHeard(long nowNanos) {
        TransportState state = liveness.state();
        if (state == TransportState.CONNECTED || state == TransportState.CLOSED) {
            return;
        }
        boolean silent = nowNanos - ice.lastHeardNanos() >= Liveness.SILENCE_NANOS;
        if (sender == null || ice.selected() == null || silent) {
            return;
        }
        if (!liveness.isUp()) {
            counters.add(Count.TRANSPORTS_CONNECTED, 1);
        }
        liveness.onConnected();
        deadlines.update(this);
        if (!wasConnected) {
            wasConnected = true;
            host.onConnected(this);
        }
        listener.onStateChanged(TransportState.CONNECTED, nowNanos);
    }

    @Override
    public boolean writable() {
        return liveness.isUp() && ice.selected() != null;
    }

    @Override
    public @Nullable PacketCell transmitCell() {
        PacketCell cell = slab.take(PacketSlab.LARGE_BYTES);
        if (cell == null) {
            counters.drop(DropReason.NO_BUFFER);
        }
        return cell;
    }

    @Override
    public boolean sendRtp(
            PacketCell cell,
            int headerLength,
            MemorySegment payload,
            long payloadOffset,
            int payloadLength,
            long index) {
        if (sender == null || !maySend(cell, headerLength + payloadLength)) {
            return false;
        }
        int length =
                sender.protectRtp(
                        cell.segment(),
                        0,
                        headerLength,
                        payload,
                        payloadOffset,
                        payloadLength,
                        index);
        return transmit(cell, length);
    }

    @Override
    public boolean sendRtcp(PacketCell cell, int length) {
        if (sender == null || !maySend(cell, length)) {
            return false;
        }
        return transmit(cell, sender.protectRtcp(cell.segment(), 0, length));
    }

    private boolean maySend(PacketCell cell, int plainBytes) {
        DropReason reason = null;
        if (!writable()) {
            reason = DropReason.NOT_WRITABLE;
        } else if (plainBytes + MAX_OVERHEAD_BYTES > cell.capacity()) {
            reason = DropReason.TOO_LARGE;
        }
        if (reason == null) {
            return true;
        }
        counters.drop(reason);
        slab.give(cell);
        return false;
    }

    private boolean transmit(PacketCell cell, int length) {
        NetworkPath path = ice.selected();
        if (length < 0 || path == null) {
            counters.drop(DropReason.PROTECT_FAILED);
        } else if (!ice.spend(path, length)) {
            counters.drop(DropReason.UNPROVEN_ADDRESS);
        } else {
            cell.setRange(0, length);
            host.send(cell, path);
            return true;
        }
        slab.give(cell);
        return false;
    }

    @Override
    public void discard(PacketCell cell) {
        slab.give(cell);
    }

    @Override
    public Departures departures() {
        return host.departures();
    }

    @Override
    public int nextTransportSequence() {
        int sequence = transportSequence;
        transportSequence = (sequence + 1) & SEQUENCE_MASK;
        return sequence;
    }

    @Override
    public IceCredentials localCredentials() {
        return ice.localCredentials();
    }

    @Override
    public TransportState state() {
        return liveness.state();
    }

    @Override
    public long remoteHigh() {
        NetworkPath path = ice.selected();
        return path == null ? 0 : path.addressHigh();
    }

    @Override
    public long remoteLow() {
        NetworkPath path = ice.selected();
        return path == null ? 0 : path.addressLow();
    }

    @Override
    public IceCredentials restartIce(IceCredentials remote, List<IceCandidate> candidates) {
        IceCredentials before = ice.localCredentials();
        if (liveness.state() == TransportState.CLOSED) {
            return before;
        }
        IceCredentials local = ice.restart(remote, candidates, host.nowNanos(), iceEvents);
        if (!local.equals(before)) {
            host.addUfrag(local.ufrag(), this);
            deadlines.update(this);
            counters.add(Count.ICE_RESTARTS, 1);
        }
        return local;
    }

    @Override
    public void addCandidates(String remoteUfrag, List<IceCandidate> candidates) {
        if (liveness.state() != TransportState.CLOSED) {
            ice.addCandidates(remoteUfrag, candidates);
        }
    }

    /// When this connection was heard last on a path; [Timed#NEVER] when never.
    public long lastHeardNanos(NetworkPath path) {
        return ice.lastHeardNanos(path);
    }

    /// Another connection has this address now.
    public void forget(NetworkPath path) {
        ice.forget(path);
    }

    @Override
    public void close(long nowNanos) {
        if (liveness.state() == TransportState.CLOSED) {
            return;
        }
        boolean wasUp = liveness.isUp();
        liveness.onClosed();
        if (wasUp) {
            counters.add(Count.TRANSPORTS_CONNECTED, -1);
        }
        release();
    }

    private void release() {
        dtls.close();
        ice.close();
        deadlines.close();
        host.onClosed(this);
        if (receiver != null) {
            receiver.close();
            receiver = null;
        }
        if (sender != null) {
            sender.close();
            sender = null;
        }
    }

    private void end(long nowNanos) {
        close(nowNanos);
        listener.onStateChanged(TransportState.CLOSED, nowNanos);
    }

    /// A bug came up while this connection was served: it is closed, and its owner told.
    public void fail(Throwable failure, long nowNanos) {
        close(nowNanos);
        listener.onFailure(failure, nowNanos);
    }

    @Override
    public long deadlineNanos() {
        return Math.min(ice.deadlineNanos(), liveness.deadlineNanos(ice.lastHeardNanos()));
    }

    @Override
    public void onDeadline(long nowNanos) {
        if (ice.deadlineNanos() <= nowNanos) {
            ice.onDeadline(nowNanos, iceEvents);
        }
        TransportState before = liveness.state();
        boolean wasUp = liveness.isUp();
        TransportState after = liveness.onDeadline(nowNanos, ice.lastHeardNanos());
        if (after == before) {
            return;
        }
        if (wasUp && !liveness.isUp()) {
            counters.add(Count.TRANSPORTS_CONNECTED, -1);
        }
        if (after == TransportState.CLOSED) {
            release();
        }
        listener.onStateChanged(after, nowNanos);
    }

    private void sendBytes(byte[] datagram, NetworkPath path) {
        PacketCell cell = slab.take(datagram.length);
        if (cell == null) {
            counters.drop(DropReason.NO_BUFFER);
            return;
        }
        MemorySegment.copy(MemorySegment.ofArray(datagram), 0, cell.segment(), 0, datagram.length);
        cell.setRange(0, datagram.length);
        host.send(cell, path);
    }

    /// What ICE asks for. It counts what it sends itself.
    private final class IceEvents implements IceTransport.Output {
        @Override
        public void send(byte[] datagram, NetworkPath path) {
            sendBytes(datagram, path);
        }

        @Override
        public boolean admit(NetworkPath path) {
            return host.addRoute(path, WebRtcTransport.this, host.nowNanos());
        }

        @Override
        public void release(NetworkPath path) {
            host.removeRoute(path, WebRtcTransport.this);
        }

        @Override
        public void select(NetworkPath path) {
            if (wasConnected) {
                counters.add(Count.PATH_CHANGES, 1);
            }
            if (startsHandshake) {
                dtls.start();
            }
        }

        @Override
        public void retire(String ufrag) {
            host.removeUfrag(ufrag);
        }

        @Override
        public void drop(DropReason reason) {
            counters.drop(reason);
        }
    }

    /// What comes out of DTLS.
    private final class DtlsEvents implements DtlsTransport.Listener {
        @Override
        public void sendDtls(byte[] datagram) {
            NetworkPath path = ice.selected() == null ? dtlsPath : ice.selected();
            if (path == null || !ice.spend(path, datagram.length)) {
                counters.drop(DropReason.UNPROVEN_ADDRESS);
                return;
            }
            sendBytes(datagram, path);
        }

        @Override
        public void onKeys(SrtpKeys keys) {
            receiver = SrtpFactory.receiver(keys);
            sender = SrtpFactory.sender(keys);
            keys.destroy();
            counters.add(Count.HANDSHAKES_COMPLETED, 1);
            onHeard(host.nowNanos());
        }

        @Override
        public void onEnd(DtlsTransport.End end) {
            if (end != DtlsTransport.End.CLOSED_BY_PEER) {
                counters.add(Count.HANDSHAKES_FAILED, 1);
            }
            WebRtcTransport.this.end(host.nowNanos());
        }
    }
}
