package io.sluice.bench.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/// Sockets that count media in the kernel, for the bare loop to send to.
public final class BareReceivers implements AutoCloseable {
    private final List<DatagramSocket> sockets = new ArrayList<>();

    public BareReceivers(InetAddress address, int count, List<Integer> payloadTypes)
            throws IOException {
        for (int i = 0; i < count; i++) {
            DatagramSocket socket = DatagramSocket.open(new InetSocketAddress(address, 0));
            sockets.add(socket);
            socket.countInKernel(payloadTypes);
        }
    }

    public List<Integer> ports() {
        return sockets.stream().map(socket -> socket.local().getPort()).toList();
    }

    /// Packets so far.
    public long arrived() {
        return sockets.stream().mapToLong(DatagramSocket::drops).sum();
    }

    /// What a process has used of the processor.
    public static long cpuNanos(long pid) throws IOException {
        return Kernel.processNanos(pid);
    }

    @Override
    public void close() {
        sockets.forEach(DatagramSocket::close);
    }
}
