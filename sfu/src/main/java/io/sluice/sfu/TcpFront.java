package io.sluice.sfu;

import io.sluice.sfu.loop.UfragDirectory;
import io.sluice.sfu.net.TcpAcceptor;
import io.sluice.sfu.observe.Counters;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The one TCP port of all loops, or none.
///
/// @param counters of the acceptor, beside those of the loops
record TcpFront(@Nullable TcpAcceptor acceptor, UfragDirectory directory, Counters counters)
        implements AutoCloseable {
    /// @param port or [MediaConfig#NO_TCP]
    static TcpFront bind(List<InetAddress> addresses, int port) throws IOException {
        Counters counters = new Counters();
        try {
            TcpAcceptor acceptor =
                    port == MediaConfig.NO_TCP ? null : TcpAcceptor.bind(addresses, port, counters);
            return new TcpFront(acceptor, new UfragDirectory(), counters);
        } catch (IOException taken) {
            throw new PortException(true, port, taken);
        }
    }

    List<InetSocketAddress> localAddresses() {
        return acceptor == null ? List.of() : acceptor.localAddresses();
    }

    void start() {
        if (acceptor != null) {
            acceptor.start(directory);
        }
    }

    @Override
    public void close() {
        if (acceptor != null) {
            acceptor.close();
        }
    }
}
