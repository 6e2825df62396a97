package io.sluice.sfu.net;

import io.sluice.rtp.buffer.PacketCell;
import io.sluice.rtp.buffer.PacketSlab;
import io.sluice.sfu.observe.Count;
import io.sluice.sfu.observe.Counters;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// UDP by the kernel's own calls: batches of datagrams per call in both directions, and runs of
/// datagrams to one receiver as one message where the kernel can cut it up.
///
/// Nothing is allocated per datagram. What a kernel cannot do is left out: without segmentation
/// datagrams leave one by one, still many per call.
final class NativeUdpSocket implements UdpSocket {
    /// Datagrams queued between two flushes; a fuller queue is flushed at once. No more than fit
    /// into the cache: their memory is used again for the next ones.
    private static final int SEND_QUEUE = 256;

    private static final int MIN_SEND_QUEUE = 64;

    /// With so much in it the queue is flushed before a datagram for another path comes: the kernel
    /// then reads what is still in the cache nearest to the processor, the next receiver's packets
    /// are built where it was, and the first receivers do not wait for the last. While there is
    /// time it is a picture to one receiver, and sound to forty.
    private static final int FULL_BYTES = 6_000;

    /// On a loop with much to do, where the calls of the kernel count for more than the wait.
    private static final int BUSY_FULL_BYTES = 16_384;

    /// Of the last second, from where on a loop has much to do.
    private static final long BUSY_PERMILLE = 500;

    /// The part of the packet memory that may wait to be sent.
    private static final int SEND_SHARE = 16;

    private final Syscalls kernel;
    private final Counters counters;
    private final Arena arena = Arena.ofShared(); // made here, used and freed on the loop
    private final List<NativeSocket> sockets;
    private final List<InetSocketAddress> localAddresses;
    private final Waiter waiter;
    private final DatagramQueue queue;
    private final NativeSender sender;
    private final NativeReceiver receiver;
    private int fullBytes = FULL_BYTES;

    private NativeUdpSocket(
            Syscalls kernel,
            List<NativeSocket> sockets,
            Waiter waiter,
            PacketSlab slab,
            Counters counters) {
        this.kernel = kernel;
        this.counters = counters;
        this.sockets = sockets;
        this.waiter = waiter;
        localAddresses = sockets.stream().map(NativeSocket::localAddress).toList();
        long affordable = slab.budgetBytes() / SEND_SHARE / PacketSlab.LARGE_BYTES;
        queue = new DatagramQueue(Math.clamp(affordable, MIN_SEND_QUEUE, SEND_QUEUE), slab);
        sender = new NativeSender(kernel, arena, counters);
        receiver = new NativeReceiver(kernel, arena, counters, sockets);
    }

    /// Binds the same port on each address, see [NioUdpSocket#bind].
    static NativeUdpSocket bind(
            Syscalls kernel,
            List<InetAddress> addresses,
            int port,
            PacketSlab slab,
            Counters counters)
            throws IOException {
        List<NativeSocket> sockets = new ArrayList<>();
        Waiter waiter = new Waiter(kernel);
        try {
            for (InetAddress address : addresses) {
                if (address.isAnyLocalAddress()) {
                    throw new SocketException("cannot bind the wildcard address");
                }
                NativeSocket socket = NativeSocket.bind(kernel, address, port);
                sockets.add(socket);
                waiter.watch(socket.fd());
            }
        } catch (IOException failure) {
            sockets.forEach(socket -> kernel.close(socket.fd()));
            waiter.close();
            throw failure;
        }
        return new NativeUdpSocket(kernel, List.copyOf(sockets), waiter, slab, counters);
    }

    @Override
    public List<InetSocketAddress> localAddresses() {
        return localAddresses;
    }

    @Override
    public String description() {
        boolean segments = sockets.stream().allMatch(NativeSocket::segments);
        return segments ? "Linux sockets with GSO" : "Linux sockets without GSO";
    }

    @Override
    public int receive(DatagramBatch batch, long nowNanos) {
        receiver.receive(batch, nowNanos);
        return batch.size();
    }

    @Override
    public void send(PacketCell cell, NetworkPath path) {
        if (queue.isFull() || (queue.bytes() >= fullBytes && !queue.endsWith(path))) {
            sendQueued(true);
        }
        queue.add(cell, path);
    }

    @Override
    public boolean flush() {
        sendQueued(false);
        boolean busy = counters.count(Count.BUSY_PERMILLE) >= BUSY_PERMILLE;
        fullBytes = busy ? BUSY_FULL_BYTES : FULL_BYTES;
        return queue.takeLeftEarly();
    }

    private void sendQueued(boolean early) {
        if (queue.size() == 0) {
            return;
        }
        for (int local = 0; local < sockets.size(); local++) {
            sender.send(queue, local, sockets.get(local));
        }
        queue.clear(early);
    }

    @Override
    public void await(long nanos) {
        // rounded up: earlier than the deadline would be in vain
        waiter.await(nanos <= 0 ? 0 : TimeUnit.NANOSECONDS.toMillis(nanos) + 1);
    }

    @Override
    public void wakeUp() {
        waiter.wakeUp();
    }

    @Override
    public void close() {
        flush();
        sockets.forEach(socket -> kernel.close(socket.fd()));
        waiter.close();
        arena.close();
    }
}
