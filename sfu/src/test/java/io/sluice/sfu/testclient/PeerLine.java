package io.sluice.sfu.testclient;

import io.sluice.sfu.api.IceCandidate;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A test peer's socket to one candidate of the server: UDP, or a TCP connection with frames.
interface PeerLine extends AutoCloseable {
    InetSocketAddress server();

    void send(byte[] packet) throws IOException;

    /// Waits for the next packet; null is none, and no end.
    byte @Nullable [] receive() throws IOException;

    boolean isOpen();

    @Override
    void close() throws IOException;

    /// In the candidate's transport and address family, from the loopback address.
    static PeerLine to(IceCandidate candidate) throws IOException {
        InetSocketAddress server =
                new InetSocketAddress(InetAddress.ofLiteral(candidate.address()), candidate.port());
        return candidate.transport().equals("tcp") ? new Tcp(server) : new Udp(server);
    }

    /// Datagrams.
    final class Udp implements PeerLine {
        private static final int BUFFER_BYTES = 2048;

        private final InetSocketAddress server;
        private final DatagramChannel channel;
        private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);

        Udp(InetSocketAddress server) throws IOException {
            this.server = server;
            channel = DatagramChannel.open();
            channel.bind(new InetSocketAddress(server.getAddress(), 0));
        }

        @Override
        public InetSocketAddress server() {
            return server;
        }

        @Override
        public void send(byte[] packet) throws IOException {
            channel.send(ByteBuffer.wrap(packet), server);
        }

        @Override
        public byte @Nullable [] receive() throws IOException {
            buffer.clear();
            return channel.receive(buffer) == null
                    ? null
                    : Arrays.copyOf(buffer.array(), buffer.position());
        }

        @Override
        public boolean isOpen() {
            return channel.isOpen();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /// Frames of RFC 4571.
    final class Tcp implements PeerLine {
        private final InetSocketAddress server;
        private final SocketChannel channel;
        private final DataInputStream in;
        private final DataOutputStream out;

        Tcp(InetSocketAddress server) throws IOException {
            this.server = server;
            channel = SocketChannel.open(server);
            channel.socket().setTcpNoDelay(true);
            in = new DataInputStream(channel.socket().getInputStream());
            out = new DataOutputStream(channel.socket().getOutputStream());
        }

        @Override
        public InetSocketAddress server() {
            return server;
        }

        @Override
        public void send(byte[] packet) throws IOException {
            ByteBuffer frame = ByteBuffer.allocate(2 + packet.length);
            out.write(frame.putShort((short) packet.length).put(packet).array());
        }

        @Override
        public byte[] receive() throws IOException {
            byte[] packet = new byte[in.readUnsignedShort()];
            in.readFully(packet);
            return packet;
        }

        @Override
        public boolean isOpen() {
            return channel.isOpen();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
