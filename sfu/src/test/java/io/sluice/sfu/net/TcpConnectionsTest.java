package io.sluice.sfu.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.sluice.rtp.buffer.PacketCell;
import io.sluice.rtp.buffer.PacketSlab;
import io.sluice.sfu.observe.Count;
import io.sluice.sfu.observe.Counters;
import io.sluice.sfu.observe.DropReason;
import java.io.DataInputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The connections of a loop that this test plays, with real sockets at the other end.
final class TcpConnectionsTest {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long SECOND = 1_000_000_000;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Arena arena = Arena.ofShared();
    private final PacketSlab slab = new PacketSlab(arena, 4 << 20);
    private final Counters counters = new Counters();
    private final DatagramBatch batch = new DatagramBatch(slab, 64);
    private final Semaphore wakeUps = new Semaphore(0);
    private final List<NetworkPath> closed = new ArrayList<>();
    private int unsent; // of those who built a packet
    private int stayedHere; // of those who noted it as sent
    private final PacketCell.Sender builder = _ -> unsent++;
    private final PacketCell.Sender numberer = _ -> stayedHere++;
    private final TcpConnections connections =
            new TcpConnections("test-tcp", slab, counters, wakeUps::release, closed::add);
    private ServerSocketChannel server;
    private Socket peer;
    private NetworkPath path;

    @BeforeEach
    void open() throws IOException {
        server = ServerSocketChannel.open();
        server.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
        peer = new Socket();
        peer.setReceiveBufferSize(4096);
        path = connect(peer);
    }

    @AfterEach
    void close() throws IOException {
        connections.close();
        peer.close();
        server.close();
        batch.clear();
        assertEquals(0, slab.usedBytes(), "all packet memory is back");
        assertEquals(0, counters.count(Count.TCP_CONNECTIONS));
        arena.close();
    }

    private NetworkPath connect(Socket from) throws IOException {
        return connect(from, 8192);
    }

    private NetworkPath connect(Socket from, int sendBuffer) throws IOException {
        from.connect(server.getLocalAddress());
        SocketChannel channel = server.accept();
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.SO_SNDBUF, sendBuffer);
        InetSocketAddress remote = (InetSocketAddress) channel.getRemoteAddress();
        NetworkPath added = connections.add(new TcpHandover(channel, 0, remote, new byte[0]), 0);
        assertNotNull(added);
        return added;
    }

    /// Turns of the loop until it is so.
    private void within(BooleanSupplier done) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!done.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, "not in time");
            boolean _ = batch.size() > 0 || wakeUps.tryAcquire(10, TimeUnit.MILLISECONDS);
        }
    }

    private int receive(long now) {
        batch.clear();
        return connections.receive(batch, now);
    }

    private byte[] packet(int index) {
        PacketCell cell = batch.cell(index);
        return cell.segment().asSlice(cell.offset(), cell.length()).toArray(ValueLayout.JAVA_BYTE);
    }

    private void send(int length, int first, long now) {
        PacketCell cell = slab.take(length);
        assertNotNull(cell);
        cell.segment().set(ValueLayout.JAVA_BYTE, 0, (byte) first);
        cell.setRange(0, length);
        cell.from(builder, 1);
        cell.numbered(numberer, 1);
        connections.send(cell, path, now);
    }

    @Test
    void packetsComeInWithTheirConnectionAsPath() throws Exception {
        peer.getOutputStream().write(new byte[] {0, 2, 5, 6, 0, 0, 0, 1, 7});
        within(() -> receive(42) == 2);

        assertArrayEquals(new byte[] {5, 6}, packet(0));
        assertArrayEquals(new byte[] {7}, packet(1));
        assertEquals(path, batch.path(0));
        assertTrue(batch.path(1).copy().tcp());
        assertEquals(42, batch.cell(0).arrivalNanos());
    }

    @Test
    void aConnectionIsNotTheAddressItComesFrom() throws Exception {
        assertNotEquals(path, NetworkPath.of(path.local(), path.remote()));
        try (Socket other = new Socket()) {
            assertNotEquals(path, connect(other));
        }
    }

    @Test
    void packetsLeaveAsFrames() throws Exception {
        send(3, 0x80, 0);
        send(1200, 0x80, 0);
        connections.flush(0);

        DataInputStream in = new DataInputStream(peer.getInputStream());
        assertEquals(3, in.readUnsignedShort());
        assertEquals(0x80, in.readUnsignedByte());
        assertEquals(2, in.skip(2));
        assertEquals(1200, in.readUnsignedShort());
    }

    @Test
    void moreThanABatchIsLeftForTheNextTurns() throws Exception {
        ByteBuffer frames = ByteBuffer.allocate(1000 * 12);
        for (int i = 0; i < 1000; i++) {
            frames.putShort((short) 10).putLong(i).putShort((short) 0);
        }
        peer.getOutputStream().write(frames.array());
        int[] received = {0};
        within(() -> {
            int count = receive(1);
            for (int i = 0; i < count; i++) {
                assertEquals(received[0]++, ByteBuffer.wrap(packet(i)).getLong());
            }
            return received[0] == 1000;
        });
    }

    /// Whoever writes without end does not keep the others from being heard.
    @Test
    void aFloodLeavesTurnsToTheOthers() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        byte[] flood = new byte[3 << 14]; // frames of one byte
        for (int i = 1; i < flood.length; i += 3) {
            flood[i] = 1;
        }
        Thread writer =
                Thread.ofPlatform()
                        .start(() -> {
                            try {
                                while (!stop.get()) {
                                    peer.getOutputStream().write(flood);
                                }
                            } catch (IOException _) {
                                // closed
                            }
                        });
        try (Socket other = new Socket()) {
            NetworkPath quiet = connect(other);
            other.getOutputStream().write(new byte[] {0, 1, 9});
            within(() -> {
                for (int i = receive(1) - 1; i >= 0; i--) {
                    if (batch.path(i).equals(quiet)) {
                        return true;
                    }
                }
                return false;
            });
        } finally {
            stop.set(true);
            peer.close();
            writer.join();
        }
    }

    /// Who built a packet that found no room is told. Who noted it as sent is not: for its estimate
    /// of the network the packet is lost.
    @Test
    void whoDoesNotReadIsSentNoMoreThanTheQueueHolds() throws Exception {
        for (int i = 0; i < 1000; i++) {
            send(1200, 0x80, 0);
            connections.flush(0);
        }
        assertTrue(counters.dropped(DropReason.TCP_QUEUE_FULL) > 500);
        assertEquals(counters.dropped(DropReason.TCP_QUEUE_FULL), unsent);
        assertEquals(0, stayedHere);
        assertEquals(0, slab.usedBytes(), "no packet memory waits with them");

        connections.onDeadline(9 * SECOND);
        assertEquals(List.of(), closed);
        connections.onDeadline(10 * SECOND);
        assertEquals(List.of(path), closed);
        assertEquals(1, counters.dropped(DropReason.TCP_STALLED));
    }

    @Test
    void whatIsForAClosedConnectionIsMarkedUnsent() {
        connections.close(path);
        send(1200, 0x80, 0);
        assertEquals(1, counters.dropped(DropReason.SEND_REFUSED));
        assertEquals(1, unsent);
        assertEquals(1, stayedHere);
        assertEquals(0, counters.count(Count.DATAGRAMS_SENT));
    }

    @Test
    void whatASlowReaderGetsIsWholeFrames() throws Exception {
        int[] next = {0};
        Thread reader =
                Thread.ofPlatform()
                        .start(() -> {
                            try {
                                DataInputStream in = new DataInputStream(peer.getInputStream());
                                while (true) {
                                    byte[] frame = new byte[in.readUnsignedShort()];
                                    in.readFully(frame);
                                    assertEquals(1000, frame.length);
                                    assertEquals((byte) 0x80, frame[0]);
                                    next[0]++;
                                    Thread.sleep(0, 100_000);
                                }
                            } catch (IOException | InterruptedException _) {
                                // closed
                            }
                        });
        for (int i = 0; i < 2000; i++) {
            send(1000, 0x80, 0);
            receive(0);
            connections.flush(0);
        }
        long drops = counters.dropped(DropReason.TCP_QUEUE_FULL);
        long expected = 2000 - drops;
        within(() -> {
            receive(0);
            connections.flush(0);
            return next[0] == expected;
        });
        peer.close();
        reader.join();
        assertTrue(drops > 0, "the queue was full at times");
    }

    @Test
    void theEndOfAConnectionComesAfterItsLastPacket() throws Exception {
        peer.getOutputStream().write(new byte[] {0, 1, 5});
        peer.close();
        within(() -> receive(1) == 1);
        assertEquals(List.of(), closed);
        within(() -> {
            receive(1);
            return closed.equals(List.of(path));
        });
        assertEquals(0, counters.count(Count.TCP_CONNECTIONS));
    }

    @Test
    void aStreamThatIsNoFramesIsClosed() throws Exception {
        peer.getOutputStream()
                .write("GET / HTTP/1.1\r\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        within(() -> {
            receive(1);
            return closed.equals(List.of(path));
        });
        assertEquals(1, counters.dropped(DropReason.TCP_MALFORMED));
    }

    @Test
    void aSilentConnectionIsClosedAfterAMinute() {
        connections.onDeadline(59 * SECOND);
        assertEquals(List.of(), closed);
        assertEquals(60 * SECOND, connections.deadlineNanos());
        connections.onDeadline(60 * SECOND);
        assertEquals(List.of(path), closed);
    }

    @Test
    void aFinishedConnectionMaySayGoodbye() throws Exception {
        connections.finish(path, 0);
        send(5, 21, 0);
        connections.flush(0);
        connections.onDeadline(SECOND);

        assertEquals(List.of(path), closed);
        DataInputStream in = new DataInputStream(peer.getInputStream());
        assertEquals(5, in.readUnsignedShort());
        assertEquals(5, in.readAllBytes().length);
    }

    @Test
    void sendingAllocatesNothing() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        Socket fast = new Socket();
        path = connect(fast, 1 << 20);
        Thread reader = Thread.ofPlatform().start(() -> drain(fast, stop));
        long least = Long.MAX_VALUE;
        int packets = 20_000;
        for (int round = 0; round < 5; round++) {
            long before = allocated();
            long sent = counters.count(Count.DATAGRAMS_SENT);
            for (int i = 0; counters.count(Count.DATAGRAMS_SENT) < sent + packets; i++) {
                send(1000, 0x80, 0); // dropped while the peer takes nothing
                if (i % 4 == 0) {
                    connections.receive(batch, 0);
                    connections.flush(0);
                }
            }
            least = Math.min(least, allocated() - before);
        }
        stop.set(true);
        fast.close();
        reader.join();
        long bytes = least;
        assertTrue(bytes < packets, () -> bytes + " bytes for " + packets + " packets");
    }

    private static void drain(Socket from, AtomicBoolean stop) {
        byte[] buffer = new byte[1 << 16];
        try {
            while (!stop.get() && from.getInputStream().read(buffer) >= 0) {
                // as fast as it comes
            }
        } catch (IOException _) {
            // closed
        }
    }

    @Test
    void receivingAllocatesNothing() throws Exception {
        byte[] frames = new byte[50 * 102];
        for (int i = 0; i < 50; i++) {
            frames[i * 102 + 1] = 100;
        }
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 5; round++) {
            int received = 0;
            long spent = 0;
            while (received < 20_000) {
                peer.getOutputStream().write(frames);
                int until = received + 50;
                while (received < until) {
                    boolean _ = wakeUps.tryAcquire();
                    long before = allocated();
                    batch.clear();
                    received += connections.receive(batch, 0);
                    spent += allocated() - before;
                }
            }
            least = Math.min(least, spent);
        }
        long bytes = least;
        assertTrue(bytes < 20_000, () -> bytes + " bytes for 20000 packets");
        assertFalse(closed.contains(path));
    }

    private static long allocated() {
        return THREADS.getCurrentThreadAllocatedBytes();
    }
}
