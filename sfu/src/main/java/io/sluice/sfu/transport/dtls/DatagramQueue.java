package io.sluice.sfu.transport.dtls;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.bouncycastle.tls.DatagramTransport;
import org.jspecify.annotations.Nullable;

/// What Bouncy Castle takes for its network: datagrams of the loop, queued for the thread that
/// reads them.
final class DatagramQueue implements DatagramTransport {
    /// A whole flight in the smallest datagrams; beyond that the peer sends again.
    private static final int CAPACITY = 64;

    private static final int RECEIVE_LIMIT = 1500;

    /// Fits every network's MTU, with what STUN and tunnels add.
    private static final int SEND_LIMIT = 1200;

    private static final byte[] END = new byte[0];

    private final ArrayBlockingQueue<byte[]> received = new ArrayBlockingQueue<>(CAPACITY);
    private final Consumer<byte[]> sender;
    private volatile boolean closed;

    DatagramQueue(Consumer<byte[]> sender) {
        this.sender = sender;
    }

    /// Queues a datagram of the peer; false when the queue is full.
    boolean offer(byte[] datagram) {
        return received.offer(datagram);
    }

    boolean isEmpty() {
        return received.isEmpty();
    }

    boolean closed() {
        return closed;
    }

    @Override
    public int getReceiveLimit() {
        return RECEIVE_LIMIT;
    }

    @Override
    public int getSendLimit() {
        return SEND_LIMIT;
    }

    @Override
    public int receive(byte[] buffer, int offset, int length, int waitMillis) throws IOException {
        if (closed) {
            throw new IOException("closed");
        }
        byte @Nullable [] datagram;
        try {
            datagram =
                    waitMillis <= 0
                            ? received.poll()
                            : received.poll(waitMillis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            InterruptedIOException failure = new InterruptedIOException("interrupted");
            failure.initCause(interrupted);
            throw failure;
        }
        if (datagram == null || datagram.length == 0) {
            return -1;
        }
        int copied = Math.min(length, datagram.length);
        System.arraycopy(datagram, 0, buffer, offset, copied);
        return copied;
    }

    @Override
    public void send(byte[] buffer, int offset, int length) {
        sender.accept(Arrays.copyOfRange(buffer, offset, offset + length));
    }

    @Override
    public void close() {
        closed = true;
        received.clear();
        received.offer(END); // ends a wait at once
    }
}
