package io.sluice.sfu.net;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;

/// One UDP socket of the kernel, bound to one address.
final class NativeSocket {
    /// Room for a quarter of a second of 100 Mbit/s while the loop is busy; the kernel caps it.
    static final int KERNEL_BUFFER_BYTES = 4 << 20;

    private static final int SOL_SOCKET = 1;
    private static final int SO_SNDBUF = 7;
    private static final int SO_RCVBUF = 8;
    private static final int SOL_IPV6 = 41;
    private static final int IPV6_ONLY = 26;
    private static final int SOL_UDP = 17;
    private static final int UDP_SEGMENT = 103;
    private static final int UDP_GRO = 104;
    private static final int EADDRINUSE = 98;
    private static final int EADDRNOTAVAIL = 99;
    private static final int EACCES = 13;

    private final int fd;
    private final int family;
    private final InetSocketAddress localAddress;
    private final boolean coalesces;
    private boolean segments;

    private NativeSocket(
            int fd,
            int family,
            InetSocketAddress localAddress,
            boolean coalesces,
            boolean segments) {
        this.fd = fd;
        this.family = family;
        this.localAddress = localAddress;
        this.coalesces = coalesces;
        this.segments = segments;
    }

    static NativeSocket bind(Syscalls kernel, InetAddress address, int port) throws IOException {
        int family = SocketAddresses.family(address);
        int fd = kernel.socket(family);
        if (fd < 0) {
            throw new SocketException("no UDP socket can be had (error " + -fd + ")");
        }
        try (Arena arena = Arena.ofConfined()) {
            kernel.setOption(fd, SOL_SOCKET, SO_RCVBUF, KERNEL_BUFFER_BYTES);
            kernel.setOption(fd, SOL_SOCKET, SO_SNDBUF, KERNEL_BUFFER_BYTES);
            if (family == SocketAddresses.INET6) {
                kernel.setOption(fd, SOL_IPV6, IPV6_ONLY, 1);
            }
            MemorySegment name = arena.allocate(SocketAddresses.BYTES, Long.BYTES);
            NetworkPath wanted = NetworkPath.of(0, new InetSocketAddress(address, port));
            int length = SocketAddresses.write(name, 0, family, wanted);
            int error = -kernel.bind(fd, name.address(), length);
            if (error == 0) {
                MemorySegment size = arena.allocateFrom(ValueLayout.JAVA_INT, length);
                error = -kernel.localAddress(fd, name.address(), size.address());
            }
            if (error != 0) {
                throw new BindException(message(error));
            }
            // 0 is what it is anyway: only whether the kernel knows the option is asked.
            boolean segments = kernel.setOption(fd, SOL_UDP, UDP_SEGMENT, 0) == 0;
            boolean coalesces = kernel.setOption(fd, SOL_UDP, UDP_GRO, 1) == 0;
            return new NativeSocket(fd, family, SocketAddresses.read(name), coalesces, segments);
        } catch (IOException | RuntimeException failure) {
            kernel.close(fd);
            throw failure;
        }
    }

    private static String message(int error) {
        return switch (error) {
            case EADDRINUSE -> "Address already in use";
            case EADDRNOTAVAIL -> "Cannot assign requested address";
            case EACCES -> "Permission denied";
            default -> "cannot bind (error " + error + ")";
        };
    }

    int fd() {
        return fd;
    }

    int family() {
        return family;
    }

    InetSocketAddress localAddress() {
        return localAddress;
    }

    /// Whether a message that is received here may be several datagrams.
    boolean coalesces() {
        return coalesces;
    }

    /// Whether the kernel cuts a message into datagrams here.
    boolean segments() {
        return segments;
    }

    /// It does not, whatever it said.
    ///
    /// @return whether that is news
    boolean giveUpSegments() {
        boolean before = segments;
        segments = false;
        return before;
    }
}
