package io.sluice.sfu.net;

import io.sluice.rtp.buffer.PacketCell;
import io.sluice.rtp.buffer.PacketSlab;
import io.sluice.sfu.observe.Count;
import io.sluice.sfu.observe.Counters;
import io.sluice.sfu.observe.DropReason;
import io.sluice.sfu.time.Timed;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The TCP connections of one loop (ICE-TCP, RFC 6544), seen as one: packets in and packets out as
/// with the [UdpSocket] beside it. Belongs to the loop's thread.
///
/// No peer makes the loop wait: what the kernel does not take stays in the connection's own
/// [SendQueue], and what that does not take is dropped.
public final class TcpConnections implements Timed, AutoCloseable {
    /// A connection whose peer takes in so little that bytes wait for so long is of no use.
    static final long MAX_STALL_NANOS = 10_000_000_000L;

    /// Browsers check each connection they may want to use at least every 25 seconds.
    static final long MAX_SILENCE_NANOS = 60_000_000_000L;

    /// Time for a goodbye to leave.
    static final long LINGER_NANOS = 1_000_000_000;

    private static final long SWEEP_NANOS = 1_000_000_000;

    /// Of one connection before the others have their turn.
    private static final int MAX_READS = 8;

    private final PacketSlab slab;
    private final Counters counters;
    private final Runnable wakeUp;
    private final Consumer<NetworkPath> onClosed;
    private final String name;
    private final List<TcpConnection> connections = new ArrayList<>();
    private final List<TcpConnection> dirty = new ArrayList<>();
    private final List<TcpConnection> ended = new ArrayList<>();
    private @Nullable TcpWatcher watcher; // from the first connection on
    private int turn;
    private long sweepNanos = NEVER;

    /// @param name of the thread that waits
    /// @param wakeUp ends the loop's wait, from any thread
    /// @param onClosed told of each path that is no more, on the loop
    public TcpConnections(
            String name,
            PacketSlab slab,
            Counters counters,
            Runnable wakeUp,
            Consumer<NetworkPath> onClosed) {
        this.name = name;
        this.slab = slab;
        this.counters = counters;
        this.wakeUp = wakeUp;
        this.onClosed = onClosed;
    }

    /// Takes a connection over. What comes after its first frame comes with [#receive].
    ///
    /// @return its path; null when it is closed already
    public @Nullable NetworkPath add(TcpHandover handover, long nowNanos) {
        TcpConnection connection =
                new TcpConnection(
                        handover.channel(), handover.local(), handover.remote(), nowNanos);
        try {
            if (watcher == null) {
                watcher = new TcpWatcher(name, wakeUp);
            }
            watcher.add(connection);
        } catch (IOException _) {
            handover.refuse();
            return null;
        }
        if (connections.isEmpty()) {
            sweepNanos = nowNanos + SWEEP_NANOS;
        }
        connections.add(connection);
        counters.add(Count.TCP_CONNECTIONS, 1);
        return connection.path;
    }

    /// Takes what has arrived into the empty batch, without waiting.
    ///
    /// @return how many packets the batch took
    public int receive(DatagramBatch batch, long nowNanos) {
        closeEnded();
        if (watcher == null || !watcher.isLoopsTurn()) {
            return 0;
        }
        List<TcpConnection> ready = watcher.ready();
        turn = turn + 1 & Integer.MAX_VALUE >> 1;
        boolean done = true;
        for (int i = 0; i < ready.size(); i++) {
            TcpConnection connection = ready.get((turn + i) % ready.size());
            if (connection.writable) {
                connection.writable = false;
                connection.blocked = false;
                touch(connection);
            }
            while (connection.readable && !batch.full()) {
                connection.readable = receiveOne(connection, batch, nowNanos);
            }
            done &= !connection.readable;
        }
        if (done) {
            for (int i = 0; i < ready.size(); i++) {
                ready.get(i).reads = 0;
            }
            watcher.resume();
        }
        return batch.size();
    }

    /// One step: a frame, or some bytes of the next ones.
    ///
    /// @return false when this connection has nothing more for now
    private boolean receiveOne(TcpConnection connection, DatagramBatch batch, long nowNanos) {
        if (connection.closed) {
            return false;
        }
        FrameDecoder decoder = connection.decoder();
        int length = decoder.next();
        if (length == FrameDecoder.NONE) {
            return read(connection, decoder);
        }
        if (length == FrameDecoder.BROKEN) {
            counters.drop(DropReason.TCP_MALFORMED);
            end(connection);
            return false;
        }
        connection.heardNanos = nowNanos;
        counters.add(Count.DATAGRAMS_RECEIVED, 1);
        counters.add(Count.BYTES_RECEIVED, length);
        if (length == 0) {
            return true;
        }
        NetworkPath path = batch.add(connection.received(), decoder.offset(), length, nowNanos);
        if (path == null) {
            counters.drop(DropReason.NO_BUFFER);
        } else {
            path.set(connection.path);
        }
        return true;
    }

    private boolean read(TcpConnection connection, FrameDecoder decoder) {
        if (connection.reads >= MAX_READS) {
            return false; // the watcher will say so again
        }
        ByteBuffer space = decoder.space();
        try {
            int bytes = connection.channel.read(space);
            if (bytes < 0) {
                end(connection);
                return false;
            }
            decoder.filled();
            connection.reads = space.hasRemaining() ? MAX_READS : connection.reads + 1;
            return bytes > 0;
        } catch (IOException _) {
            end(connection);
            return false;
        }
    }

    /// Queues the bytes of the cell's range, which is given back at once. The path is one of ours.
    public void send(PacketCell cell, NetworkPath path, long nowNanos) {
        TcpConnection connection = Objects.requireNonNull(path.connection());
        if (connection.closed) {
            counters.drop(DropReason.SEND_REFUSED);
            cell.unsent();
        } else if (offer(connection, cell, nowNanos)) {
            counters.add(Count.DATAGRAMS_SENT, 1);
            counters.add(Count.BYTES_SENT, cell.length());
            touch(connection);
        } else {
            counters.drop(DropReason.TCP_QUEUE_FULL);
            cell.crowdedOut();
        }
        slab.give(cell);
    }

    private boolean offer(TcpConnection connection, PacketCell cell, long nowNanos) {
        SendQueue queue = connection.queue();
        if (queue.offer(cell.segment(), cell.offset(), cell.length(), nowNanos)) {
            return true;
        }
        if (connection.blocked) {
            return false;
        }
        write(connection, nowNanos); // much in one duty cycle: the kernel may take it
        return queue.offer(cell.segment(), cell.offset(), cell.length(), nowNanos);
    }

    private void touch(TcpConnection connection) {
        if (!connection.dirty) {
            connection.dirty = true;
            dirty.add(connection);
        }
    }

    /// Sends what is queued, as far as the kernel takes it.
    public void flush(long nowNanos) {
        for (int i = 0; i < dirty.size(); i++) {
            TcpConnection connection = dirty.get(i);
            connection.dirty = false;
            if (!connection.blocked && !connection.closed) {
                write(connection, nowNanos);
            }
        }
        dirty.clear();
    }

    private void write(TcpConnection connection, long nowNanos) {
        SendQueue queue = connection.queue();
        try {
            while (!queue.isEmpty()) {
                ByteBuffer front = queue.front();
                queue.sent(connection.channel.write(front), nowNanos);
                if (front.hasRemaining()) {
                    watchWrites(connection, true);
                    return;
                }
            }
            watchWrites(connection, false);
        } catch (IOException _) {
            end(connection);
        }
    }

    private void watchWrites(TcpConnection connection, boolean watch) {
        connection.blocked = watch;
        if (connection.watchWrites(watch) && watch && watcher != null) {
            watcher.changed();
        }
    }

    /// Ends at the next turn: what the peer sent before may still be in the batch.
    private void end(TcpConnection connection) {
        ended.add(connection);
        wakeUp.run();
    }

    private void closeEnded() {
        for (int i = 0; i < ended.size(); i++) {
            close(ended.get(i));
        }
        ended.clear();
    }

    /// Closes a connection at once.
    public void close(NetworkPath path) {
        close(Objects.requireNonNull(path.connection()));
    }

    /// Closes a connection when what is queued has had its time to leave.
    public void finish(NetworkPath path, long nowNanos) {
        Objects.requireNonNull(path.connection()).closeNanos = nowNanos + LINGER_NANOS;
    }

    private void close(TcpConnection connection) {
        if (connection.closed) {
            return;
        }
        connection.closed = true;
        connections.remove(connection);
        counters.add(Count.TCP_CONNECTIONS, -1);
        TcpHandover.close(connection.channel);
        if (watcher != null) {
            watcher.changed(); // the descriptor goes with the watcher's key
        }
        onClosed.accept(connection.path);
    }

    @Override
    public long deadlineNanos() {
        return connections.isEmpty() ? NEVER : sweepNanos;
    }

    /// Closes what has been of no use for too long.
    @Override
    public void onDeadline(long nowNanos) {
        if (nowNanos < sweepNanos) {
            return;
        }
        sweepNanos = nowNanos + SWEEP_NANOS;
        for (int i = connections.size() - 1; i >= 0; i--) {
            TcpConnection connection = connections.get(i);
            boolean stalled = connection.waitedNanos(nowNanos) >= MAX_STALL_NANOS;
            if (stalled) {
                counters.drop(DropReason.TCP_STALLED);
            }
            if (stalled
                    || nowNanos - connection.heardNanos >= MAX_SILENCE_NANOS
                    || nowNanos >= connection.closeNanos) {
                close(connection);
            }
        }
    }

    @Override
    public void close() {
        for (int i = connections.size() - 1; i >= 0; i--) {
            close(connections.get(i));
        }
        if (watcher != null) {
            watcher.close();
        }
    }
}
