package io.sluice.sfu.transport;

import io.sluice.rtp.buffer.PacketCell;
import io.sluice.rtp.buffer.PacketSlab;
import io.sluice.sfu.api.IceMode;
import io.sluice.sfu.net.NetworkPath;
import io.sluice.sfu.observe.Counters;
import io.sluice.sfu.time.Deadlines;
import io.sluice.sfu.time.Departures;
import io.sluice.sfu.transport.dtls.DtlsIdentity;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/// What a connection needs of the loop it lives on. All of it is for the thread of that loop.
public interface TransportHost {
    PacketSlab slab();

    Counters counters();

    DtlsIdentity identity();

    /// Cryptographically strong.
    RandomGenerator random();

    /// Who looks for the way to a peer.
    IceMode iceMode();

    /// Our UDP addresses, in the order of [NetworkPath#local].
    List<InetSocketAddress> localAddresses();

    /// The loop's time.
    long nowNanos();

    /// When what was sent in a duty cycle has left.
    Departures departures();

    /// Deadlines whose failures close this connection.
    Deadlines deadlinesOf(WebRtcTransport transport);

    /// Runs tasks on the loop, from any thread; what they throw closes this connection.
    Executor executorOf(WebRtcTransport transport);

    /// Queues a datagram; the cell belongs to the socket from now on.
    void send(PacketCell cell, NetworkPath path);

    /// An address has passed this connection's check.
    ///
    /// @return false when it cannot have it: another connection uses it, or the address has too
    ///   many connections that never came up
    boolean addRoute(NetworkPath path, WebRtcTransport transport, long nowNanos);

    void removeRoute(NetworkPath path, WebRtcTransport transport);

    void addUfrag(String ufrag, WebRtcTransport transport);

    void removeUfrag(String ufrag);

    /// The connection carries media for the first time.
    void onConnected(WebRtcTransport transport);

    /// The connection is no more.
    void onClosed(WebRtcTransport transport);
}
