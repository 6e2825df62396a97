package io.sluice.sfu.net;

import io.sluice.rtp.buffer.PacketCell;
import io.sluice.rtp.buffer.PacketSlab;
import io.sluice.sfu.observe.Count;
import io.sluice.sfu.observe.Counters;
import io.sluice.sfu.observe.DropReason;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// UDP by `java.nio`: works on every platform, one kernel call per datagram.
///
/// Nothing of ours is allocated per datagram; `DatagramChannel.receive` makes an address object
/// when the sender differs from the last one.
public final class NioUdpSocket implements UdpSocket {
    /// Room for a quarter of a second of 100 Mbit/s while the loop is busy; the kernel caps it.
    private static final int KERNEL_BUFFER_BYTES = 4 << 20;

    /// Datagrams queued between two flushes; a fuller queue is flushed at once.
    private static final int SEND_QUEUE = 1024;

    private final List<DatagramChannel> channels;
    private final List<InetSocketAddress> localAddresses;
    private final Selector selector;
    private final Counters counters;
    private final ByteBuffer buffer =
            ByteBuffer.allocateDirect(DatagramBatch.MAX_DATAGRAM_BYTES + 1); // sees if it had more
    private final MemorySegment received = MemorySegment.ofBuffer(buffer);
    private final DatagramQueue queue;
    private int turn;

    private NioUdpSocket(
            List<DatagramChannel> channels,
            List<InetSocketAddress> localAddresses,
            Selector selector,
            PacketSlab slab,
            Counters counters) {
        this.channels = channels;
        this.localAddresses = localAddresses;
        this.selector = selector;
        queue = new DatagramQueue(SEND_QUEUE, slab);
        this.counters = counters;
    }

    /// Binds the same port on each address: answers must leave from the address that was asked, so
    /// no address may be the wildcard.
    ///
    /// @param port 0 for any free port, then of each address by itself
    public static NioUdpSocket bind(
            List<InetAddress> addresses, int port, PacketSlab slab, Counters counters)
            throws IOException {
        List<DatagramChannel> channels = new ArrayList<>();
        List<InetSocketAddress> bound = new ArrayList<>();
        Selector selector = Selector.open();
        try {
            for (InetAddress address : addresses) {
                if (address.isAnyLocalAddress()) {
                    throw new IOException("cannot bind the wildcard address");
                }
                DatagramChannel channel = open(address);
                channels.add(channel);
                channel.bind(new InetSocketAddress(address, port));
                channel.register(selector, SelectionKey.OP_READ);
                bound.add((InetSocketAddress) channel.getLocalAddress());
            }
        } catch (IOException failure) {
            closeAll(channels, selector);
            throw failure;
        }
        return new NioUdpSocket(
                List.copyOf(channels), List.copyOf(bound), selector, slab, counters);
    }

    private static DatagramChannel open(InetAddress address) throws IOException {
        DatagramChannel channel =
                DatagramChannel.open(
                        address instanceof Inet6Address
                                ? StandardProtocolFamily.INET6
                                : StandardProtocolFamily.INET);
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.SO_RCVBUF, KERNEL_BUFFER_BYTES);
        channel.setOption(StandardSocketOptions.SO_SNDBUF, KERNEL_BUFFER_BYTES);
        return channel;
    }

    @Override
    public List<InetSocketAddress> localAddresses() {
        return localAddresses;
    }

    @Override
    public String description() {
        return "NIO sockets";
    }

    @Override
    public int receive(DatagramBatch batch, long nowNanos) {
        turn = (turn + 1) % channels.size();
        for (int i = 0; i < channels.size(); i++) {
            int local = (turn + i) % channels.size();
            while (!batch.full() && receiveOne(batch, local, nowNanos)) {
                // until this socket is empty or the batch is full
            }
        }
        return batch.size();
    }

    private boolean receiveOne(DatagramBatch batch, int local, long nowNanos) {
        buffer.clear();
        SocketAddress sender;
        try {
            sender = channels.get(local).receive(buffer);
        } catch (IOException _) {
            return false; // closed, or an error the kernel kept for us: nothing to read now
        }
        if (sender == null) {
            return false;
        }
        InetSocketAddress remote = (InetSocketAddress) sender;
        int length = buffer.position();
        NetworkPath path =
                Arrivals.add(counters, batch, received, 0, length, remote.getPort(), nowNanos);
        if (path != null) {
            path.set(local, remote);
        }
        return true;
    }

    @Override
    public void send(PacketCell cell, NetworkPath path) {
        if (queue.isFull()) {
            sendQueued(true);
        }
        queue.add(cell, path);
    }

    @Override
    public boolean flush() {
        sendQueued(false);
        return queue.takeLeftEarly();
    }

    private void sendQueued(boolean early) {
        for (int group = 0; group < queue.groups(); group++) {
            NetworkPath path = queue.path(group);
            for (int i = queue.first(group); i != DatagramQueue.NONE; i = queue.next(i)) {
                sendOne(queue.cell(i), path);
            }
        }
        queue.clear(early);
    }

    private void sendOne(PacketCell cell, NetworkPath path) {
        ByteBuffer bytes = cell.buffer();
        bytes.limit(cell.offset() + cell.length()).position(cell.offset());
        try {
            if (channels.get(path.local()).send(bytes, path.remote()) == 0) {
                counters.drop(DropReason.SEND_BUFFER_FULL);
                cell.unsent();
                return;
            }
            counters.add(Count.MESSAGES_SENT, 1);
            counters.add(Count.DATAGRAMS_SENT, 1);
            counters.add(Count.BYTES_SENT, cell.length());
        } catch (IOException | RuntimeException _) {
            counters.drop(DropReason.SEND_REFUSED);
            cell.unsent();
        }
    }

    @Override
    public void await(long nanos) {
        try {
            if (nanos <= 0) {
                selector.selectNow(_ -> {});
            } else {
                // rounded up: 0 would wait for ever, and earlier than the deadline would be in vain
                selector.select(_ -> {}, TimeUnit.NANOSECONDS.toMillis(nanos) + 1);
            }
        } catch (IOException _) {
            // the next receive finds out; without a wait nothing is lost but time
        }
    }

    @Override
    public void wakeUp() {
        selector.wakeup();
    }

    @Override
    public void close() {
        flush();
        closeAll(channels, selector);
    }

    private static void closeAll(List<DatagramChannel> channels, Selector selector) {
        try {
            for (DatagramChannel channel : channels) {
                channel.close();
            }
            selector.close();
        } catch (IOException _) {
            // closing a socket fails only when it is closed
        }
    }
}
