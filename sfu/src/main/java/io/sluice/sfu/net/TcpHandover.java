package io.sluice.sfu.net;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;

/// A TCP connection on its way from the [TcpAcceptor] to the loop that its first frame names.
public final class TcpHandover {
    private final SocketChannel channel;
    private final int local;
    private final InetSocketAddress remote;
    private final byte[] firstFrame;

    TcpHandover(SocketChannel channel, int local, InetSocketAddress remote, byte[] firstFrame) {
        this.channel = channel;
        this.local = local;
        this.remote = remote;
        this.firstFrame = firstFrame;
    }

    /// The packet of the first frame.
    public MemorySegment firstFrame() {
        return MemorySegment.ofArray(firstFrame);
    }

    SocketChannel channel() {
        return channel;
    }

    int local() {
        return local;
    }

    InetSocketAddress remote() {
        return remote;
    }

    /// Closes the connection: nobody wants it.
    public void refuse() {
        close(channel);
    }

    static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException _) {
            // closing a socket fails only when it is closed
        }
    }
}
