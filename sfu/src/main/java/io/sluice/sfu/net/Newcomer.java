package io.sluice.sfu.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/// A TCP connection whose first frame has not arrived in whole.
final class Newcomer {
    /// Who counts as one: an IPv4 address, or the network of an IPv6 address, in which everybody
    /// has as many addresses as he likes.
    record Origin(long prefix, boolean ipv6) {
        static Origin of(InetAddress address) {
            ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
            return bytes.remaining() == Integer.BYTES
                    ? new Origin(bytes.getInt(), false)
                    : new Origin(bytes.getLong(), true);
        }
    }

    final SocketChannel channel;
    final int local;
    final InetSocketAddress remote;
    final Origin origin;
    final long deadlineNanos;

    /// Holds the header at first, then the frame: not a byte more is read, the rest is for who
    /// takes the connection.
    private ByteBuffer buffer = ByteBuffer.allocate(FrameDecoder.HEADER_BYTES);

    private boolean headerRead;

    Newcomer(SocketChannel channel, int local, InetSocketAddress remote, long deadlineNanos) {
        this.channel = channel;
        this.local = local;
        this.remote = remote;
        this.deadlineNanos = deadlineNanos;
        origin = Origin.of(remote.getAddress());
    }

    /// Reads what has arrived of the first frame.
    ///
    /// @return whether it is whole
    /// @throws IOException when there will not be one
    boolean read() throws IOException {
        while (true) {
            int bytes = channel.read(buffer);
            if (bytes < 0) {
                throw new IOException("closed before its first frame");
            }
            if (buffer.hasRemaining()) {
                return false;
            }
            if (headerRead) {
                return true;
            }
            headerRead = true;
            buffer = ByteBuffer.allocate(length());
        }
    }

    private int length() throws IOException {
        int length = Short.toUnsignedInt(buffer.getShort(0));
        if (length == 0 || length > FrameDecoder.MAX_FRAME_BYTES) {
            throw new IOException("no check is of that length");
        }
        return length;
    }

    TcpHandover handover() {
        return new TcpHandover(channel, local, remote, buffer.array());
    }
}
