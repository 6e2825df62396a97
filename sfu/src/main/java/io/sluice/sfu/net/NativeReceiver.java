package io.sluice.sfu.net;

import io.sluice.sfu.observe.Counters;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// Takes what has arrived at the sockets of a loop, many messages per call. Where the path delivers
/// several datagrams of one sender as one message (UDP_GRO), they are cut apart here.
///
/// Messages come into buffers of this class, and each datagram is copied to a cell of its size:
/// that costs a twentieth of the call it stands beside. What a batch has no room for stays for the
/// next one.
final class NativeReceiver {
    /// Messages per call when each is one datagram; more save nothing.
    private static final int SINGLE_MESSAGES = 64;

    /// A byte more than a datagram may have, to see that it had more.
    private static final int SINGLE_BYTES = DatagramBatch.MAX_DATAGRAM_BYTES + 1;

    /// Messages per call when each can be many datagrams.
    private static final int COALESCED_MESSAGES = 16;

    /// What UDP's length field can say.
    private static final int COALESCED_BYTES = 65_536;

    private final Syscalls kernel;
    private final Counters counters;
    private final List<NativeSocket> sockets;
    private final MessageRing ring;
    private final MemorySegment buffers;
    private final int messages;
    private final int messageBytes;
    private int turn;

    // What was received and is not in a batch yet.
    private int local;
    private int message;
    private int received;
    private int offset;

    NativeReceiver(Syscalls kernel, Arena arena, Counters counters, List<NativeSocket> sockets) {
        this.kernel = kernel;
        this.counters = counters;
        this.sockets = sockets;
        boolean coalesces = sockets.stream().anyMatch(NativeSocket::coalesces);
        messages = coalesces ? COALESCED_MESSAGES : SINGLE_MESSAGES;
        messageBytes = coalesces ? COALESCED_BYTES : SINGLE_BYTES;
        ring = new MessageRing(arena, messages, messages);
        buffers = arena.allocate((long) messages * messageBytes, Long.BYTES);
        for (int i = 0; i < messages; i++) {
            ring.setBuffer(i, buffers.address() + bufferOffset(i), messageBytes);
            ring.setBuffers(i, i, 1);
            ring.expectMessage(i);
        }
    }

    private long bufferOffset(int index) {
        return (long) index * messageBytes;
    }

    /// Fills the batch with what there is. Each socket gets its turn at being the first.
    void receive(DatagramBatch batch, long nowNanos) {
        takeReceived(batch, nowNanos);
        turn = (turn + 1) % sockets.size();
        for (int i = 0; i < sockets.size() && !batch.full(); i++) {
            drain((turn + i) % sockets.size(), batch, nowNanos);
        }
    }

    private void drain(int socket, DatagramBatch batch, long nowNanos) {
        while (!batch.full()) {
            int wanted = Math.min(batch.room(), messages);
            int result = kernel.receive(sockets.get(socket).fd(), ring.address(0), wanted);
            local = socket;
            message = 0;
            received = Math.max(result, 0);
            takeReceived(batch, nowNanos);
            if (result < wanted) {
                return; // that was all, or an error that the kernel kept for us
            }
        }
    }

    private void takeReceived(DatagramBatch batch, long nowNanos) {
        while (message < received && !batch.full()) {
            takeDatagram(batch, nowNanos);
        }
    }

    /// The next datagram of the message; with the last one the message may be used again.
    private void takeDatagram(DatagramBatch batch, long nowNanos) {
        int bytes = ring.length(message);
        int segment = ring.coalescedBytes(message);
        int length = segment == 0 ? bytes : Math.min(segment, bytes - offset);
        long at = bufferOffset(message) + offset;
        int port = ring.remotePort(message);
        NetworkPath path = Arrivals.add(counters, batch, buffers, at, length, port, nowNanos);
        if (path != null) {
            ring.readRemote(message, local, path);
        }
        offset += length;
        if (offset >= bytes) {
            ring.expectMessage(message);
            message++;
            offset = 0;
        }
    }
}
