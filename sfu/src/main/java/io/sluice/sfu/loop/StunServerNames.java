package io.sluice.sfu.loop;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks up the names of STUN servers again and again, off the loop, which must not wait.
final class StunServerNames implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StunServerNames.class);

    /// Between two look-ups: services move, and at start the network may not be there yet.
    private static final long INTERVAL_MILLIS = 60_000;

    private final List<InetSocketAddress> names;
    private final Consumer<List<InetSocketAddress>> found;
    private final Thread thread;
    private boolean complained;

    /// Starts to look up.
    ///
    /// @param found told the addresses, on a thread of its own
    StunServerNames(List<InetSocketAddress> names, Consumer<List<InetSocketAddress>> found) {
        this.names = List.copyOf(names);
        this.found = found;
        thread = Thread.ofVirtual().name("stun-names").start(this::run);
    }

    private void run() {
        try {
            while (true) {
                lookUp();
                Thread.sleep(INTERVAL_MILLIS);
            }
        } catch (InterruptedException _) {
            // closed
        }
    }

    private void lookUp() {
        List<InetSocketAddress> addresses = new ArrayList<>();
        for (InetSocketAddress name : names) {
            try {
                for (InetAddress address : InetAddress.getAllByName(name.getHostString())) {
                    addresses.add(new InetSocketAddress(address, name.getPort()));
                }
            } catch (UnknownHostException _) {
                complain(name);
            }
        }
        if (!addresses.isEmpty()) {
            found.accept(addresses);
        }
    }

    private void complain(InetSocketAddress name) {
        if (!complained) {
            complained = true;
            LOG.warn(
                    "event=stun_name_unknown server={} check media.ice.stunServers and the DNS",
                    name.getHostString());
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
