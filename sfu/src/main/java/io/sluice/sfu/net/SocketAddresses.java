package io.sluice.sfu.net;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteOrder;

/// The kernel's `sockaddr_in` and `sockaddr_in6`, between native memory and [NetworkPath].
final class SocketAddresses {
    static final int INET = 2;
    static final int INET6 = 10;

    /// Room for either.
    static final int BYTES = 28;

    private static final int INET_BYTES = 16;
    private static final int PORT = 2;
    private static final int INET_ADDRESS = 4;
    private static final int INET6_FLOW = 4;
    private static final int INET6_HIGH = 8;
    private static final int INET6_LOW = 16;
    private static final int INET6_SCOPE = 24;

    private static final ValueLayout.OfShort HOST_SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
    private static final ValueLayout.OfInt HOST_INT = ValueLayout.JAVA_INT_UNALIGNED;
    private static final ValueLayout.OfShort SHORT = HOST_SHORT.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt INT = HOST_INT.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private SocketAddresses() {}

    static int family(InetAddress address) {
        return address instanceof Inet6Address ? INET6 : INET;
    }

    /// Writes the peer's address for a socket of this family.
    ///
    /// @return its length
    static int write(MemorySegment s, long at, int family, NetworkPath path) {
        s.set(HOST_SHORT, at, (short) family);
        s.set(SHORT, at + PORT, (short) path.port());
        if (family == INET) {
            s.set(INT, at + INET_ADDRESS, (int) path.addressLow());
            return INET_BYTES;
        }
        s.set(HOST_INT, at + INET6_FLOW, 0);
        s.set(LONG, at + INET6_HIGH, path.addressHigh());
        s.set(LONG, at + INET6_LOW, path.addressLow());
        s.set(HOST_INT, at + INET6_SCOPE, path.scope());
        return BYTES;
    }

    static int port(MemorySegment s, long at) {
        return Short.toUnsignedInt(s.get(SHORT, at + PORT));
    }

    /// Sets a path to the address the kernel wrote.
    static void read(MemorySegment s, long at, int local, NetworkPath path) {
        if (s.get(HOST_SHORT, at) == INET) {
            path.set(local, s.get(INT, at + INET_ADDRESS), port(s, at));
            return;
        }
        path.set(
                local,
                s.get(LONG, at + INET6_HIGH),
                s.get(LONG, at + INET6_LOW),
                port(s, at),
                s.get(HOST_INT, at + INET6_SCOPE));
    }

    /// The same as an address of the JDK; allocates.
    static InetSocketAddress read(MemorySegment s) {
        NetworkPath path = new NetworkPath();
        read(s, 0, 0, path);
        return path.remote();
    }
}
