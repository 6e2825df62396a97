package io.sluice.sfu.net;

import io.sluice.sfu.time.Timed;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/// One peer's TCP connection: what has arrived in part, and what waits to leave. Belongs to a loop.
final class TcpConnection {
    /// Some packets a read.
    private static final int RECEIVE_BYTES = 8 << 10;

    final SocketChannel channel;
    final NetworkPath path;

    /// Set by the [TcpWatcher], between two turns of the loop.
    boolean readable;

    boolean writable;

    /// Reads in this turn.
    int reads;

    /// Whether the kernel takes no more for now.
    boolean blocked;

    /// Whether it waits for the next flush.
    boolean dirty;

    boolean closed;
    long heardNanos;
    long closeNanos = Timed.NEVER;

    private @Nullable SelectionKey key;
    private @Nullable SendQueue queue;
    private @Nullable FrameDecoder decoder;
    private @Nullable MemorySegment received;
    private boolean watchesWrites;

    TcpConnection(SocketChannel channel, int local, InetSocketAddress remote, long nowNanos) {
        this.channel = channel;
        heardNanos = nowNanos;
        path = NetworkPath.of(local, remote, this);
    }

    void registered(SelectionKey newKey) {
        key = newKey;
    }

    /// Whether to be told when the kernel takes bytes again.
    ///
    /// @return whether that is new
    boolean watchWrites(boolean watch) {
        if (key == null || watch == watchesWrites) {
            return false;
        }
        watchesWrites = watch;
        key.interestOps(
                watch ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
        return true;
    }

    /// Made at the first use: a connection that names nobody costs no buffers.
    SendQueue queue() {
        if (queue == null) {
            queue = new SendQueue();
        }
        return queue;
    }

    boolean hasQueued() {
        return queue != null && !queue.isEmpty();
    }

    long waitedNanos(long nowNanos) {
        return queue == null ? 0 : queue.waitedNanos(nowNanos);
    }

    FrameDecoder decoder() {
        if (decoder == null) {
            ByteBuffer buffer = ByteBuffer.allocateDirect(RECEIVE_BYTES);
            received = MemorySegment.ofBuffer(buffer);
            decoder = new FrameDecoder(buffer);
        }
        return decoder;
    }

    /// The memory that the decoder's offsets count in.
    MemorySegment received() {
        return received == null ? MemorySegment.NULL : received;
    }
}
