package io.sluice.sfu.net;

import io.sluice.rtp.buffer.PacketCell;
import io.sluice.rtp.buffer.PacketSlab;
import io.sluice.sfu.observe.Counters;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// UDP by the kernel's own calls: batches of datagrams per call in both directions, and runs of
/// datagrams to one receiver as one message where the kernel can cut it up.
///
/// Nothing is allocated per datagram. What a kernel cannot do is left out: without segmentation
/// datagrams leave one by one, still many per call.
final class NativeUdpSocket implements UdpSocket {
    /// Datagrams per receive call; more save nothing.
    private static final int RECEIVE_MESSAGES = 64;

    /// Datagrams queued between two flushes; a fuller queue is flushed at once.
    private static final int SEND_QUEUE = 4096;

    private static final int MIN_SEND_QUEUE = 64;

    /// The part of the packet memory that may wait to be sent.
    private static final int SEND_SHARE = 16;

    private final Syscalls kernel;
    private final Arena arena = Arena.ofShared(); // made here, used and freed on the loop
    private final List<NativeSocket> sockets;
    private final List<InetSocketAddress> localAddresses;
    private final PacketSlab slab;
    private final Counters counters;
    private final Waiter waiter;
    private final DatagramQueue queue;
    private final NativeSender sender;
    private final MessageRing ring = new MessageRing(arena, RECEIVE_MESSAGES, RECEIVE_MESSAGES);
    private final @Nullable PacketCell[] armed = new PacketCell[RECEIVE_MESSAGES];
    private final MemorySegment discarded = arena.allocate(DatagramBatch.MAX_DATAGRAM_BYTES + 1);
    private int turn;

    private NativeUdpSocket(
            Syscalls kernel,
            List<NativeSocket> sockets,
            Waiter waiter,
            PacketSlab slab,
            Counters counters) {
        this.kernel = kernel;
        this.sockets = sockets;
        this.waiter = waiter;
        this.slab = slab;
        this.counters = counters;
        localAddresses = sockets.stream().map(NativeSocket::localAddress).toList();
        long affordable = slab.budgetBytes() / SEND_SHARE / PacketSlab.LARGE_BYTES;
        queue = new DatagramQueue(Math.clamp(affordable, MIN_SEND_QUEUE, SEND_QUEUE));
        sender = new NativeSender(kernel, arena, counters);
        for (int i = 0; i < RECEIVE_MESSAGES; i++) {
            ring.setBuffers(i, i, 1);
            ring.expectRemote(i);
        }
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
        turn = (turn + 1) % sockets.size();
        for (int i = 0; i < sockets.size() && !batch.full(); i++) {
            receive(batch, (turn + i) % sockets.size(), nowNanos);
        }
        return batch.size();
    }

    private void receive(DatagramBatch batch, int local, long nowNanos) {
        int fd = sockets.get(local).fd();
        while (!batch.full()) {
            int wanted = arm(batch);
            if (wanted == 0) {
                discard(fd);
                return;
            }
            int received = kernel.receive(fd, ring.address(0), wanted);
            for (int i = 0; i < received; i++) {
                take(batch, i, local, nowNanos);
            }
            if (received < wanted) {
                return; // that was all, or an error that the kernel kept for us
            }
        }
    }

    /// Points the messages at free cells, as many as there are.
    private int arm(DatagramBatch batch) {
        int wanted = Math.min(batch.room(), RECEIVE_MESSAGES);
        for (int i = 0; i < wanted; i++) {
            PacketCell cell = batch.spare(i);
            if (cell == null) {
                return i;
            }
            if (cell != armed[i]) {
                armed[i] = cell;
                long address = cell.segment().address();
                ring.setBuffer(i, address, DatagramBatch.MAX_DATAGRAM_BYTES + 1);
            }
        }
        return wanted;
    }

    private void take(DatagramBatch batch, int message, int local, long nowNanos) {
        int length = ring.length(message);
        if (Arrivals.countAndCheck(counters, length, ring.remotePort(message))) {
            ring.readRemote(message, local, batch.add(message, length, nowNanos));
        }
        ring.expectRemote(message);
    }

    /// Without memory the datagram is lost here, where it is counted.
    private void discard(int fd) {
        armed[0] = null;
        ring.setBuffer(0, discarded.address(), (int) discarded.byteSize());
        if (kernel.receive(fd, ring.address(0), 1) == 1) {
            Arrivals.countUnstored(counters, ring.length(0));
            ring.expectRemote(0);
        }
    }

    @Override
    public void send(PacketCell cell, NetworkPath path) {
        if (queue.isFull()) {
            flush();
        }
        queue.add(cell, path);
    }

    @Override
    public void flush() {
        if (queue.size() == 0) {
            return;
        }
        for (int local = 0; local < sockets.size(); local++) {
            sender.send(queue, local, sockets.get(local));
        }
        for (int i = 0; i < queue.size(); i++) {
            slab.give(queue.cell(i));
        }
        queue.clear();
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
