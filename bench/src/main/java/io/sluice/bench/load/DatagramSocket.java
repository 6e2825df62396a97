package io.sluice.bench.load;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetSocketAddress;
import java.util.Collection;

/// A UDP socket of a generated peer, connected to the server. IPv4.
final class DatagramSocket {
    private static final int INET = 2;
    private static final int DGRAM_NONBLOCK = 2 | 0x800;
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVBUF = 8;
    private static final int SO_TIMESTAMPNS = 35;
    private static final int ADDRESS_BYTES = 16;

    /// Room for bursts until the generator's turn comes.
    private static final int RECEIVE_BUFFER_BYTES = 1 << 20;

    private final int fd;
    private final InetSocketAddress local;

    private DatagramSocket(int fd, InetSocketAddress local) {
        this.fd = fd;
        this.local = local;
    }

    /// A socket on the address of the server's machine, whatever port is free.
    static DatagramSocket open(InetSocketAddress near) throws IOException {
        int fd = Kernel.check(Kernel.socket(INET, DGRAM_NONBLOCK), "open a socket");
        try (Arena arena = Arena.ofConfined()) {
            setNumber(fd, SO_RCVBUF, RECEIVE_BUFFER_BYTES);
            MemorySegment address = address(arena, new InetSocketAddress(near.getAddress(), 0));
            Kernel.check(Kernel.bind(fd, address.address(), ADDRESS_BYTES), "bind a socket");
            MemorySegment length = arena.allocateFrom(ValueLayout.JAVA_INT, ADDRESS_BYTES);
            Kernel.check(Kernel.name(fd, address.address(), length.address()), "see my port");
            int port =
                    Short.toUnsignedInt(Short.reverseBytes(address.get(ValueLayout.JAVA_SHORT, 2)));
            return new DatagramSocket(fd, new InetSocketAddress(near.getAddress(), port));
        }
    }

    private static MemorySegment address(Arena arena, InetSocketAddress address) {
        MemorySegment s = arena.allocate(ADDRESS_BYTES, Long.BYTES);
        s.set(ValueLayout.JAVA_SHORT, 0, (short) INET);
        s.set(ValueLayout.JAVA_SHORT, 2, Short.reverseBytes((short) address.getPort()));
        byte[] bytes = address.getAddress().getAddress();
        MemorySegment.copy(bytes, 0, s, ValueLayout.JAVA_BYTE, 4, bytes.length);
        return s;
    }

    private static void setNumber(int fd, int option, int value) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment number = arena.allocateFrom(ValueLayout.JAVA_INT, value);
            Kernel.check(
                    Kernel.setOption(fd, SOL_SOCKET, option, number.address(), Integer.BYTES),
                    "set option " + option + " of a socket");
        }
    }

    void connect(InetSocketAddress remote) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = address(arena, remote);
            Kernel.check(Kernel.connect(fd, address.address(), ADDRESS_BYTES), "connect a socket");
        }
    }

    /// Lets the kernel say when each datagram came.
    void stampArrivals() throws IOException {
        setNumber(fd, SO_TIMESTAMPNS, 1);
    }

    /// Media stays in the kernel from now on and is counted there.
    void countInKernel(Collection<Integer> payloadTypes) throws IOException {
        if (!CountingFilter.attach(fd, payloadTypes)) {
            throw new IOException("cannot attach a filter to a socket");
        }
    }

    long drops() {
        return CountingFilter.drops(fd);
    }

    int fd() {
        return fd;
    }

    InetSocketAddress local() {
        return local;
    }

    boolean send(MemorySegment bytes, long offset, int length) {
        return Kernel.send(fd, bytes.address() + offset, length) == length;
    }

    void close() {
        Kernel.close(fd);
    }
}
