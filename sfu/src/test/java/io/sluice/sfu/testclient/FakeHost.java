package io.sluice.sfu.testclient;

import io.sluice.rtp.buffer.PacketCell;
import io.sluice.rtp.buffer.PacketSlab;
import io.sluice.sfu.api.IceCredentials;
import io.sluice.sfu.api.IceMode;
import io.sluice.sfu.api.RoomEvent.TransportState;
import io.sluice.sfu.net.NetworkPath;
import io.sluice.sfu.observe.Counters;
import io.sluice.sfu.time.Deadlines;
import io.sluice.sfu.time.Departures;
import io.sluice.sfu.transport.TransportHost;
import io.sluice.sfu.transport.TransportListener;
import io.sluice.sfu.transport.WebRtcTransport;
import io.sluice.sfu.transport.dtls.DtlsIdentity;
import io.sluice.sfu.transport.ice.PeerStun;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.random.RandomGenerator;

/// A loop in virtual time, without threads or sockets, for tests of a single connection.
public final class FakeHost implements TransportHost {
    private static final long BUDGET_BYTES = 4 << 20;

    private static final InetSocketAddress LOCAL =
            new InetSocketAddress(InetAddress.ofLiteral("192.0.2.200"), 10_000);

    private final SecureRandom random = new SecureRandom();
    private final PacketSlab slab = new PacketSlab(Arena.ofAuto(), BUDGET_BYTES);
    private final Counters counters = new Counters();
    private final DtlsIdentity identity = DtlsIdentity.create(random, Instant.now());

    /// What was posted and waits for its turn.
    public final LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();

    public final List<Throwable> failures = new ArrayList<>();
    public final List<byte[]> sent = new ArrayList<>();
    public final List<String> ufrags = new ArrayList<>();
    public final Deadlines deadlines = new Deadlines((failure, _) -> failures.add(failure));

    /// Whether what is sent is kept in [#sent].
    public boolean records = true;

    public IceMode iceMode = IceMode.LITE;
    public long nowNanos;

    /// Of all that arrived.
    public long receivedBytes;

    public int connected;
    public int closed;

    /// Keeps the states it hears of.
    public static final class Listener implements TransportListener {
        public final List<TransportState> states = new ArrayList<>();
        public int rtp;
        public int rtcp;

        @Override
        public boolean onRtp(PacketCell cell, long nowNanos) {
            rtp++;
            return false;
        }

        @Override
        public void onRtcp(MemorySegment segment, long offset, int length, long nowNanos) {
            rtcp++;
        }

        @Override
        public void onStateChanged(TransportState state, long nowNanos) {
            states.add(state);
        }
    }

    /// A nominating check of the peer arrives.
    public void check(
            WebRtcTransport transport, IceCredentials peer, NetworkPath path, long atNanos) {
        nowNanos = atNanos;
        PeerStun stun = new PeerStun(peer, transport.localCredentials(), random);
        give(transport, stun.check(true), path);
    }

    /// A datagram arrives now.
    public void give(WebRtcTransport transport, byte[] datagram, NetworkPath path) {
        receivedBytes += datagram.length;
        PacketCell cell = slab.take(datagram.length);
        if (cell == null) {
            throw new IllegalStateException("no memory");
        }
        MemorySegment.copy(MemorySegment.ofArray(datagram), 0, cell.segment(), 0, datagram.length);
        cell.setRange(0, datagram.length);
        if (!transport.onDatagram(cell, path, nowNanos)) {
            slab.give(cell);
        }
    }

    @Override
    public PacketSlab slab() {
        return slab;
    }

    @Override
    public Counters counters() {
        return counters;
    }

    @Override
    public DtlsIdentity identity() {
        return identity;
    }

    @Override
    public RandomGenerator random() {
        return random;
    }

    @Override
    public IceMode iceMode() {
        return iceMode;
    }

    @Override
    public List<InetSocketAddress> localAddresses() {
        return List.of(LOCAL);
    }

    @Override
    public long nowNanos() {
        return nowNanos;
    }

    @Override
    public Departures departures() {
        return Departures.AT_ONCE;
    }

    @Override
    public Deadlines deadlinesOf(WebRtcTransport transport) {
        return deadlines.child(transport::fail);
    }

    @Override
    public Executor executorOf(WebRtcTransport transport) {
        return tasks::add;
    }

    @Override
    public void send(PacketCell cell, NetworkPath path) {
        if (records) {
            sent.add(
                    cell.segment()
                            .asSlice(cell.offset(), cell.length())
                            .toArray(ValueLayout.JAVA_BYTE));
        }
        slab.give(cell);
    }

    @Override
    public boolean addRoute(NetworkPath path, WebRtcTransport transport, long atNanos) {
        return true;
    }

    @Override
    public void removeRoute(NetworkPath path, WebRtcTransport transport) {}

    @Override
    public void addUfrag(String ufrag, WebRtcTransport transport) {
        ufrags.add(ufrag);
    }

    @Override
    public void removeUfrag(String ufrag) {
        ufrags.remove(ufrag);
    }

    @Override
    public void onConnected(WebRtcTransport transport) {
        connected++;
    }

    @Override
    public void onClosed(WebRtcTransport transport) {
        closed++;
    }
}
