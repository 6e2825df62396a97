package io.sluice.sfu.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.rtp.buffer.PacketCell;
import io.sluice.rtp.buffer.PacketSlab;
import io.sluice.sfu.observe.Counters;
import io.sluice.sfu.observe.DropReason;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class NioUdpSocketTest {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Arena arena = Arena.ofShared();
    private final PacketSlab slab = new PacketSlab(arena, 1 << 20);
    private final Counters counters = new Counters();
    private final DatagramBatch batch = new DatagramBatch(slab, 8);
    private NioUdpSocket one;
    private NioUdpSocket other;

    @BeforeEach
    void open() throws IOException {
        one = NioUdpSocket.bind(List.of(LOOPBACK, LOOPBACK), 0, slab, counters);
        other = NioUdpSocket.bind(List.of(LOOPBACK), 0, slab, counters);
    }

    @AfterEach
    void close() {
        one.close();
        other.close();
        batch.close();
        assertEquals(0, slab.usedBytes(), "all packet memory is back");
        arena.close();
    }

    private PacketCell cell(int length, int value) {
        PacketCell cell = slab.take(length);
        assertNotNull(cell);
        cell.segment().set(ValueLayout.JAVA_BYTE, 0, (byte) value);
        cell.setRange(0, length);
        return cell;
    }

    private static NetworkPath to(UdpSocket socket, int local) {
        return NetworkPath.of(0, socket.localAddresses().get(local));
    }

    private int receive(NioUdpSocket socket) {
        socket.await(PATIENCE_NANOS);
        return socket.receive(batch, 42);
    }

    @Test
    void datagramsComeInBatchesWithTheirPaths() {
        other.send(cell(100, 1), to(one, 1));
        other.send(cell(1200, 2), to(one, 1));
        other.flush();

        assertEquals(2, receive(one));
        PacketCell first = batch.cell(0);
        assertEquals(1, first.segment().get(ValueLayout.JAVA_BYTE, 0));
        assertEquals(100, first.length());
        assertEquals(42, first.arrivalNanos());
        assertEquals(PacketSlab.SMALL_BYTES, first.capacity());
        assertEquals(1200, batch.cell(1).length());
        assertEquals(1, batch.path(0).local());
        assertEquals(other.localAddresses().getFirst(), batch.path(0).remote());
        assertEquals(NetworkPath.of(1, other.localAddresses().getFirst()), batch.path(0).copy());
    }

    @Test
    void aKeptCellIsNotGivenBack() {
        other.send(cell(100, 1), to(one, 0));
        other.flush();
        receive(one);
        PacketCell kept = batch.cell(0);
        batch.kept(0);
        batch.clear();

        long used = slab.usedBytes();
        slab.give(kept);
        assertEquals(used - PacketSlab.SMALL_BYTES, slab.usedBytes());
    }

    /// The kernel refuses to send to port 0.
    @Test
    void aRefusedDatagramDoesNotStopTheOthers() {
        other.send(cell(10, 1), NetworkPath.of(0, new InetSocketAddress(LOOPBACK, 0)));
        other.send(cell(10, 2), to(one, 0));
        other.flush();

        assertEquals(1, receive(one));
        assertEquals(2, batch.cell(0).segment().get(ValueLayout.JAVA_BYTE, 0));
        assertEquals(1, counters.dropped(DropReason.SEND_REFUSED));
    }

    @Test
    void aDatagramLongerThanAFrameIsDropped() {
        other.send(cell(1501, 1), to(one, 0));
        other.send(cell(10, 2), to(one, 0));
        other.flush();

        assertEquals(1, receive(one));
        assertEquals(1, counters.dropped(DropReason.TOO_LARGE));
    }

    @Test
    void withoutMemoryDatagramsAreDroppedAndCounted() {
        other.send(cell(10, 1), to(one, 0));
        other.flush();
        PacketSlab none = new PacketSlab(arena, 0);
        DatagramBatch empty = new DatagramBatch(none, 8);
        one.await(PATIENCE_NANOS);

        assertEquals(0, one.receive(empty, 0));
        assertEquals(1, counters.dropped(DropReason.NO_BUFFER));
    }

    @Test
    void wakeUpEndsTheNextWait() {
        one.wakeUp();
        long before = System.nanoTime();
        one.await(PATIENCE_NANOS);
        assertTrue(System.nanoTime() - before < PATIENCE_NANOS);
    }

    @Test
    void theWildcardIsRefused() {
        assertThrows(
                IOException.class,
                () ->
                        NioUdpSocket.bind(
                                List.of(InetAddress.ofLiteral("0.0.0.0")), 0, slab, counters));
    }

    @Test
    void ipv6Works() throws IOException {
        InetAddress loopback6 = InetAddress.ofLiteral("::1");
        try (NioUdpSocket six = NioUdpSocket.bind(List.of(loopback6), 0, slab, counters);
                NioUdpSocket peer = NioUdpSocket.bind(List.of(loopback6), 0, slab, counters)) {
            peer.send(cell(10, 1), to(six, 0));
            peer.flush();
            assertEquals(1, receive(six));
            assertEquals(peer.localAddresses().getFirst(), batch.path(0).remote());
            assertEquals(1, batch.path(0).addressLow());
        } catch (SocketException noIpv6) {
            Assumptions.abort("no IPv6 here: " + noIpv6.getMessage());
        }
    }
}
