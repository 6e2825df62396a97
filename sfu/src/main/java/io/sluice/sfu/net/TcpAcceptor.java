package io.sluice.sfu.net;

import io.sluice.sfu.observe.Counters;
import io.sluice.sfu.observe.DropReason;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Takes TCP connections on one port for all loops (ICE-TCP passive, RFC 6544), reads the first
/// frame of each and hands it over to the loop that frame names.
///
/// One thread; what has not named anybody yet is bounded in number, per address and in time.
public final class TcpAcceptor implements AutoCloseable {
    /// Finds out whom a connection is for.
    @FunctionalInterface
    public interface Router {
        /// On the acceptor's thread.
        ///
        /// @return false when the first frame names nobody: the acceptor closes the connection
        boolean route(TcpHandover connection);
    }

    /// From the connection to the whole first frame. A browser sends it at once.
    static final long PATIENCE_NANOS = 5_000_000_000L;

    /// Connections that the kernel keeps for us while we are busy.
    private static final int BACKLOG = 512;

    /// What lies in the kernel cannot be dropped any more, so it is no more than our own queue.
    private static final int KERNEL_SEND_BYTES = SendQueue.CAPACITY_BYTES;

    /// Accepted in one go before those that wait have their turn.
    private static final int MAX_ACCEPTS = 64;

    /// A process without descriptors cannot accept, and the kernel says so again at once.
    private static final long EXHAUSTED_NANOS = 50_000_000;

    private final List<ServerSocketChannel> servers;
    private final List<InetSocketAddress> localAddresses;
    private final Selector selector;
    private final Counters counters;
    private final long patienceNanos;
    private final Newcomers newcomers = new Newcomers();
    private @Nullable Thread thread;

    private TcpAcceptor(
            List<ServerSocketChannel> servers,
            List<InetSocketAddress> localAddresses,
            Selector selector,
            Counters counters,
            long patienceNanos) {
        this.servers = servers;
        this.localAddresses = localAddresses;
        this.selector = selector;
        this.counters = counters;
        this.patienceNanos = patienceNanos;
    }

    /// Binds the same port on each address; nothing is accepted before [#start].
    ///
    /// @param port 0 for any free port, then of each address by itself
    /// @param counters the acceptor's own
    public static TcpAcceptor bind(List<InetAddress> addresses, int port, Counters counters)
            throws IOException {
        return bind(addresses, port, counters, PATIENCE_NANOS);
    }

    static TcpAcceptor bind(
            List<InetAddress> addresses, int port, Counters counters, long patienceNanos)
            throws IOException {
        List<ServerSocketChannel> servers = new ArrayList<>();
        List<InetSocketAddress> bound = new ArrayList<>();
        Selector selector = Selector.open();
        try {
            for (InetAddress address : addresses) {
                ServerSocketChannel server =
                        ServerSocketChannel.open(
                                address instanceof Inet6Address
                                        ? StandardProtocolFamily.INET6
                                        : StandardProtocolFamily.INET);
                servers.add(server);
                server.configureBlocking(false);
                server.bind(new InetSocketAddress(address, port), BACKLOG);
                server.register(selector, SelectionKey.OP_ACCEPT, bound.size());
                bound.add((InetSocketAddress) server.getLocalAddress());
            }
        } catch (IOException failure) {
            closeAll(servers, selector);
            throw failure;
        }
        return new TcpAcceptor(
                List.copyOf(servers), List.copyOf(bound), selector, counters, patienceNanos);
    }

    /// The bound addresses; [NetworkPath#local] of a connection is an index of this list.
    public List<InetSocketAddress> localAddresses() {
        return localAddresses;
    }

    public void start(Router router) {
        thread = Thread.ofPlatform().daemon().name("ice-tcp").start(() -> run(router));
    }

    private void run(Router router) {
        while (selector.isOpen()) {
            try {
                selector.select(key -> onReady(key, router), waitMillis(System.nanoTime()));
                expire(System.nanoTime());
            } catch (ClosedSelectorException _) {
                break;
            } catch (IOException _) {
                LockSupport.parkNanos(EXHAUSTED_NANOS);
            }
        }
        for (Newcomer left = newcomers.oldest(); left != null; left = newcomers.oldest()) {
            leave(left);
        }
    }

    /// 0 when there is nobody whose patience could end.
    private long waitMillis(long nowNanos) {
        Newcomer oldest = newcomers.oldest();
        return oldest == null
                ? 0
                : Math.max(1, TimeUnit.NANOSECONDS.toMillis(oldest.deadlineNanos - nowNanos) + 1);
    }

    private void expire(long nowNanos) {
        Newcomer oldest = newcomers.oldest();
        while (oldest != null && oldest.deadlineNanos - nowNanos <= 0) {
            counters.drop(DropReason.TCP_UNIDENTIFIED);
            leave(oldest);
            oldest = newcomers.oldest();
        }
    }

    private void onReady(SelectionKey key, Router router) {
        if (!key.isValid()) {
            return;
        }
        if (key.attachment() instanceof Newcomer newcomer) {
            onFirstBytes(newcomer, key, router);
        } else if (key.channel() instanceof ServerSocketChannel server) {
            accept(server, (Integer) key.attachment());
        }
    }

    private void accept(ServerSocketChannel server, int local) {
        try {
            for (int i = 0; i < MAX_ACCEPTS; i++) {
                SocketChannel channel = server.accept();
                if (channel == null) {
                    return;
                }
                welcome(channel, local);
            }
        } catch (IOException _) {
            LockSupport.parkNanos(EXHAUSTED_NANOS);
        }
    }

    private void welcome(SocketChannel channel, int local) {
        try {
            InetSocketAddress remote = (InetSocketAddress) channel.getRemoteAddress();
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.setOption(StandardSocketOptions.SO_SNDBUF, KERNEL_SEND_BYTES);
            Newcomer newcomer =
                    new Newcomer(channel, local, remote, System.nanoTime() + patienceNanos);
            Newcomer refused = newcomers.add(newcomer);
            if (refused != null) {
                counters.drop(DropReason.TCP_REFUSED);
                TcpHandover.close(refused.channel);
            }
            if (refused != newcomer) {
                channel.register(selector, SelectionKey.OP_READ, newcomer);
            }
        } catch (IOException _) {
            TcpHandover.close(channel); // gone already
        }
    }

    private void onFirstBytes(Newcomer newcomer, SelectionKey key, Router router) {
        try {
            if (!newcomer.read()) {
                return;
            }
            key.cancel();
            newcomers.remove(newcomer);
            if (router.route(newcomer.handover())) {
                return;
            }
        } catch (IOException | CancelledKeyException _) {
            // closed, or not ours
        }
        counters.drop(DropReason.TCP_UNIDENTIFIED);
        leave(newcomer);
    }

    private void leave(Newcomer newcomer) {
        newcomers.remove(newcomer);
        TcpHandover.close(newcomer.channel);
    }

    /// Takes no more. What was handed over is not concerned.
    @Override
    public void close() {
        closeAll(servers, selector);
        if (thread != null) {
            try {
                thread.join();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void closeAll(List<ServerSocketChannel> servers, Selector selector) {
        try {
            for (ServerSocketChannel server : servers) {
                server.close();
            }
            selector.close();
        } catch (IOException _) {
            // closing a socket fails only when it is closed
        }
    }
}
