package io.sluice.sfu.net;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// The way of a packet: which of our addresses, and the peer's address and port; or a TCP
/// connection, then the path ends with it and equals no other.
///
/// A path handed out by a [DatagramBatch] is a flyweight, valid until the next batch; who must
/// remember it keeps a [#copy]. Comparing and hashing one allocates nothing.
public final class NetworkPath {
    /// What precedes an IPv4 address in its IPv6-mapped form (RFC 4291 §2.5.5.2).
    private static final long IPV4_MAPPED = 0xffff_0000_0000L;

    private static final int IPV4_BYTES = 4;
    private static final int IPV6_BYTES = 16;

    private int local;
    private long high;
    private long low;
    private int port;
    private int scope;
    private boolean segments = true;
    private @Nullable InetSocketAddress remote; // made when somebody asks
    private @Nullable TcpConnection connection;

    NetworkPath() {}

    /// A UDP path between one of our addresses and a peer.
    ///
    /// @param local index of our address among [UdpSocket#localAddresses]
    /// @param remote the peer's address, resolved
    public static NetworkPath of(int local, InetSocketAddress remote) {
        NetworkPath path = new NetworkPath();
        path.set(local, remote);
        return path;
    }

    /// The path of a TCP connection.
    static NetworkPath of(int local, InetSocketAddress remote, TcpConnection connection) {
        NetworkPath path = of(local, remote);
        path.connection = connection;
        return path;
    }

    /// Becomes equal to another path.
    void set(NetworkPath other) {
        set(other.local, other.remote());
        connection = other.connection;
    }

    /// Becomes a UDP path.
    void set(int newLocal, InetSocketAddress newRemote) {
        local = newLocal;
        connection = null;
        if (newRemote.equals(remote)) {
            return;
        }
        InetAddress address = newRemote.getAddress();
        ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
        if (bytes.remaining() == IPV4_BYTES) {
            high = 0;
            low = IPV4_MAPPED | Integer.toUnsignedLong(bytes.getInt());
        } else {
            high = bytes.getLong();
            low = bytes.getLong();
        }
        port = newRemote.getPort();
        scope = address instanceof Inet6Address six ? six.getScopeId() : 0;
        remote = newRemote;
    }

    /// The path of a datagram from an IPv4 address.
    void set(int newLocal, int address, int newPort) {
        set(newLocal, 0, IPV4_MAPPED | Integer.toUnsignedLong(address), newPort, 0);
    }

    /// The path of a datagram from an IPv6 address.
    ///
    /// @param newScope index of the interface a link-local address is good on, else 0
    void set(int newLocal, long newHigh, long newLow, int newPort, int newScope) {
        local = newLocal;
        connection = null;
        if (newLow == low && newPort == port && newHigh == high && newScope == scope) {
            return;
        }
        high = newHigh;
        low = newLow;
        port = newPort;
        scope = newScope;
        remote = null;
    }

    /// A path that stays as it is.
    public NetworkPath copy() {
        NetworkPath copy = new NetworkPath();
        copy.set(this);
        return copy;
    }

    /// Whether this is a TCP connection. Its peer has answered a handshake: the address is its own.
    public boolean tcp() {
        return connection != null;
    }

    @Nullable TcpConnection connection() {
        return connection;
    }

    public int local() {
        return local;
    }

    public InetSocketAddress remote() {
        InetSocketAddress known = remote;
        if (known == null) {
            known = new InetSocketAddress(address(), port);
            remote = known;
        }
        return known;
    }

    private InetAddress address() {
        try {
            if (isIpv4()) {
                byte[] bytes = ByteBuffer.allocate(IPV4_BYTES).putInt((int) low).array();
                return InetAddress.getByAddress(bytes);
            }
            byte[] bytes = ByteBuffer.allocate(IPV6_BYTES).putLong(high).putLong(low).array();
            return Inet6Address.getByAddress(null, bytes, scope == 0 ? -1 : scope);
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException("4 or 16 bytes are an address", impossible);
        }
    }

    private boolean isIpv4() {
        return high == 0 && low >>> Integer.SIZE == IPV4_MAPPED >>> Integer.SIZE;
    }

    /// Whether datagrams of this path may be cut from larger messages by the kernel.
    boolean segments() {
        return segments;
    }

    /// The kernel refused to, for the route to this peer.
    void giveUpSegments() {
        segments = false;
    }

    int port() {
        return port;
    }

    int scope() {
        return scope;
    }

    /// The upper half of the peer's address as IPv6, without port; 0 for an IPv4 address.
    public long addressHigh() {
        return high;
    }

    /// The lower half of the peer's address as IPv6, without port.
    public long addressLow() {
        return low;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof NetworkPath path
                && path.low == low
                && path.port == port
                && path.high == high
                && path.local == local
                && path.connection == connection;
    }

    @Override
    public int hashCode() {
        return (Long.hashCode(high) * 31 + Long.hashCode(low)) * 31 + port * 31 + local;
    }

    /// The peer's address is personal data: it does not reach a log by accident.
    @Override
    public String toString() {
        return "NetworkPath[local=" + local + "]";
    }
}
