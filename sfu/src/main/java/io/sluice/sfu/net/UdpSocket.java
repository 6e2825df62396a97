package io.sluice.sfu.net;

import io.sluice.rtp.buffer.PacketCell;
import java.net.InetSocketAddress;
import java.util.List;

/// The UDP sockets of one loop, one per bound address, seen as one. Belongs to the loop's thread,
/// but for [#wakeUp].
public interface UdpSocket extends AutoCloseable {
    /// The bound addresses; [NetworkPath#local] is an index of this list.
    List<InetSocketAddress> localAddresses();

    /// What kind of socket it is and what it can do, for the operator.
    String description();

    /// Takes what has arrived into the batch, without waiting. What does not fit stays in the
    /// kernel.
    ///
    /// @return how many datagrams the batch took
    int receive(DatagramBatch batch, long nowNanos);

    /// Queues the bytes of the cell's range. The cell belongs to the socket from now on and goes
    /// back to the slab once sent. The path must be one that stays as it is.
    void send(PacketCell cell, NetworkPath path);

    /// Sends what is queued. A datagram the kernel refuses is counted, whoever built it is told
    /// ([PacketCell#unsent]), and it does not stop the others.
    ///
    /// @return whether some left before, since the last call, as the queue was full
    boolean flush();

    /// Waits until something arrives, [#wakeUp] is called, or the time is over. What was there
    /// already and did not fit into a batch is not waited for: first receive until nothing comes.
    void await(long nanos);

    /// Ends the current or the next [#await]. Any thread may call it.
    void wakeUp();

    @Override
    void close();
}
