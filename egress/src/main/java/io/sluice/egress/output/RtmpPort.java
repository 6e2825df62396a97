package io.sluice.egress.output;

import io.sluice.rtmp.RtmpError;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.EnumMap;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Our own RTMP port: players pull programs from it. What a peer does wrong ends its connection and
/// is counted; there are never more connections than allowed.
public final class RtmpPort implements AutoCloseable {
    /// Finds the program behind what a player asks for.
    @FunctionalInterface
    public interface Programs {
        /// The frames for a player that asks for `application/name`; nothing when there is no such
        /// program, or the name carries no right to it.
        Optional<FrameQueue> play(String application, String name);
    }

    private final ServerSocket listening;
    private final Programs programs;
    private final int maxConnections;
    private final Set<RtmpPlayer> players = ConcurrentHashMap.newKeySet();
    private final EnumMap<RtmpError, Long> errors = new EnumMap<>(RtmpError.class);
    private long refusedConnections;

    /// Listens at once.
    public RtmpPort(InetSocketAddress address, Programs programs, int maxConnections)
            throws IOException {
        this.programs = programs;
        this.maxConnections = maxConnections;
        listening = new ServerSocket();
        listening.setReuseAddress(true);
        listening.bind(address);
        Thread.ofVirtual().name("rtmp-port").start(this::accept);
    }

    /// The port that is listened on.
    public int port() {
        return listening.getLocalPort();
    }

    /// How many connections there are.
    public int connections() {
        return players.size();
    }

    /// How often this error ended a connection.
    public long closed(RtmpError error) {
        synchronized (errors) {
            return errors.getOrDefault(error, 0L);
        }
    }

    /// Connections that found no room.
    public long refusedConnections() {
        synchronized (errors) {
            return refusedConnections;
        }
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                serve(listening.accept());
            } catch (IOException _) {
                Thread.onSpinWait(); // closed, or a connection that was gone before it was taken
            }
        }
    }

    private void serve(Socket socket) throws IOException {
        if (players.size() >= maxConnections) {
            synchronized (errors) {
                refusedConnections++;
            }
            socket.close();
            return;
        }
        RtmpPlayer player = new RtmpPlayer(socket, programs);
        players.add(player);
        Thread.ofVirtual()
                .name("rtmp-player")
                .start(() -> {
                    player.run();
                    players.remove(player);
                    player.error().ifPresent(this::count);
                });
    }

    private void count(RtmpError error) {
        synchronized (errors) {
            errors.merge(error, 1L, Long::sum);
        }
    }

    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException _) {
            // It is closed either way.
        }
        players.forEach(RtmpPlayer::hangUp);
    }
}
