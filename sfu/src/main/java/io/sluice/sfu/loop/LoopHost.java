package io.sluice.sfu.loop;

import io.sluice.rtp.buffer.PacketCell;
import io.sluice.rtp.buffer.PacketSlab;
import io.sluice.sfu.api.IceMode;
import io.sluice.sfu.net.NetworkPath;
import io.sluice.sfu.net.TcpConnections;
import io.sluice.sfu.net.UdpSocket;
import io.sluice.sfu.observe.Count;
import io.sluice.sfu.observe.Counters;
import io.sluice.sfu.time.Deadlines;
import io.sluice.sfu.time.Departures;
import io.sluice.sfu.transport.TransportHost;
import io.sluice.sfu.transport.WebRtcTransport;
import io.sluice.sfu.transport.dtls.DtlsIdentity;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/// What connections ask of their loop.
final class LoopHost implements TransportHost {
    private final MediaLoop loop;
    private final UdpSocket udp;
    private final TcpConnections tcp;
    private final TransportTable transports;
    private final UfragDirectory directory;
    private final Mailbox mailbox;
    private final DtlsIdentity identity;
    private final RandomGenerator random;

    LoopHost(
            MediaLoop loop,
            UdpSocket udp,
            TcpConnections tcp,
            TransportTable transports,
            UfragDirectory directory,
            Mailbox mailbox,
            DtlsIdentity identity,
            RandomGenerator random) {
        this.loop = loop;
        this.udp = udp;
        this.tcp = tcp;
        this.transports = transports;
        this.directory = directory;
        this.mailbox = mailbox;
        this.identity = identity;
        this.random = random;
    }

    @Override
    public PacketSlab slab() {
        return loop.slab();
    }

    @Override
    public Counters counters() {
        return loop.counters();
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
        return loop.iceMode();
    }

    @Override
    public List<InetSocketAddress> localAddresses() {
        return udp.localAddresses();
    }

    @Override
    public long nowNanos() {
        return loop.nowNanos();
    }

    @Override
    public Departures departures() {
        return loop.departures();
    }

    @Override
    public Deadlines deadlinesOf(WebRtcTransport transport) {
        return loop.deadlines().child((failure, _) -> loop.onTransportFailed(transport, failure));
    }

    @Override
    public Executor executorOf(WebRtcTransport transport) {
        return task -> mailbox.post(() -> runFor(transport, task));
    }

    private void runFor(WebRtcTransport transport, Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error failure) {
            loop.onTransportFailed(transport, failure);
        }
    }

    @Override
    public void send(PacketCell cell, NetworkPath path) {
        if (path.tcp()) {
            tcp.send(cell, path, loop.nowNanos());
        } else {
            udp.send(cell, path);
        }
    }

    @Override
    public boolean addRoute(NetworkPath path, WebRtcTransport transport, long now) {
        return transports.addPath(path, transport, now);
    }

    @Override
    public void removeRoute(NetworkPath path, WebRtcTransport transport) {
        transports.removePath(path, transport);
        if (path.tcp()) {
            tcp.close(path);
        }
    }

    @Override
    public void addUfrag(String ufrag, WebRtcTransport transport) {
        transports.addUfrag(ufrag, transport);
        directory.add(ufrag, loop);
    }

    @Override
    public void removeUfrag(String ufrag) {
        transports.removeUfrag(ufrag);
        directory.remove(ufrag, loop);
    }

    @Override
    public void onConnected(WebRtcTransport transport) {
        transports.onConnected(transport);
    }

    @Override
    public void onClosed(WebRtcTransport transport) {
        for (NetworkPath path : transports.connectionsOf(transport)) {
            tcp.finish(path, loop.nowNanos());
        }
        for (String ufrag : transports.remove(transport)) {
            directory.remove(ufrag, loop);
        }
        loop.counters().add(Count.TRANSPORTS, -1);
    }
}
