package io.sluice.sfu.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.rtp.buffer.PacketCell;
import io.sluice.rtp.buffer.PacketSlab;
import io.sluice.sfu.observe.Count;
import io.sluice.sfu.observe.Counters;
import io.sluice.sfu.observe.DropReason;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// What holds for every kind of socket.
@ParameterizedClass(name = "{0}")
@EnumSource
final class UdpSocketTest {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Arena arena = Arena.ofShared();
    private final PacketSlab slab = new PacketSlab(arena, 1 << 20);
    private final Counters counters = new Counters();
    private final DatagramBatch batch = new DatagramBatch(slab, 8);
    private final UdpSocketProvider provider;
    private UdpSocket one;
    private UdpSocket other;

    UdpSocketTest(UdpSocketProvider provider) {
        Assumptions.assumeTrue(provider.isAvailable());
        this.provider = provider;
    }

    @BeforeEach
    void open() throws IOException {
        one = bind(LOOPBACK, LOOPBACK);
        other = bind(LOOPBACK);
    }

    private UdpSocket bind(InetAddress... addresses) throws IOException {
        return provider.bind(List.of(addresses), 0, slab, counters);
    }

    @AfterEach
    void close() {
        one.close();
        other.close();
        batch.clear();
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

    private int receive(UdpSocket socket) {
        int received = socket.receive(batch, 42);
        if (received > 0) {
            return received; // nobody is told twice of what was there
        }
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
        List<Long> unsent = new ArrayList<>();
        List<Long> numbers = new ArrayList<>();
        NetworkPath refused = NetworkPath.of(0, new InetSocketAddress(LOOPBACK, 0));
        for (int i = 0; i < 4; i++) {
            PacketCell cell = cell(10, i);
            cell.from(unsent::add, 70_000 + i);
            cell.numbered(numbers::add, i);
            other.send(cell, i % 2 == 0 ? refused : to(one, 0));
        }
        other.flush();

        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (one.receive(batch, 42) < 2 && System.nanoTime() < deadline) {
            one.await(deadline - System.nanoTime());
        }
        assertEquals(1, batch.cell(0).segment().get(ValueLayout.JAVA_BYTE, 0));
        assertEquals(3, batch.cell(1).segment().get(ValueLayout.JAVA_BYTE, 0));
        assertEquals(2, counters.dropped(DropReason.SEND_REFUSED));
        assertEquals(List.of(70_000L, 70_002L), unsent, "who built it is told");
        assertEquals(List.of(0L, 2L), numbers, "who noted it as sent is told");
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

    /// A frame as libwebrtc cuts it: sizes differ by a byte, the larger last. It goes to several
    /// receivers packet by packet.
    @Test
    void framesArriveWholeAndInOrderAtEachReceiver() {
        int[] lengths = {1100, 1100, 1100, 1101, 1101, 300, 300, 40};
        for (int i = 0; i < lengths.length; i++) {
            other.send(cell(lengths[i], i), to(one, 0));
            other.send(cell(lengths[i], 100 + i), to(one, 1));
        }
        other.flush();

        int[] next = {0, 0};
        for (int received = 0; received < 2 * lengths.length; received += batch.size()) {
            batch.clear();
            assertTrue(receive(one) > 0, "all arrive");
            for (int i = 0; i < batch.size(); i++) {
                int local = batch.path(i).local();
                int number = next[local]++;
                assertEquals(lengths[number], batch.cell(i).length());
                assertEquals(
                        100 * local + number,
                        batch.cell(i).segment().get(ValueLayout.JAVA_BYTE, 0));
            }
        }
        assertEquals(2L * lengths.length, counters.count(Count.DATAGRAMS_SENT));
        assertEquals(2L * IntStream.of(lengths).sum(), counters.count(Count.BYTES_SENT));
    }

    @Test
    void whatDoesNotFitIntoTheBatchStaysInTheKernel() {
        for (int i = 0; i < 12; i++) {
            other.send(cell(300, i), to(one, 0));
        }
        other.flush();

        assertEquals(8, receive(one));
        batch.clear();
        assertEquals(4, receive(one));
        assertEquals(8, batch.cell(0).segment().get(ValueLayout.JAVA_BYTE, 0));
    }

    /// A queue longer than any socket's own is sent on the way.
    @Test
    void moreThanTheQueueHoldsIsSentToo() {
        NetworkPath nowhere = to(one, 0);
        for (int i = 0; i < 5_000; i++) {
            PacketCell cell = slab.take(10);
            if (cell == null) {
                throw new AssertionError("the queue keeps too much memory");
            }
            cell.setRange(0, 10);
            other.send(cell, nowhere);
        }
        other.flush();

        long unsent = counters.dropped(DropReason.SEND_BUFFER_FULL);
        assertEquals(5_000, counters.count(Count.DATAGRAMS_SENT) + unsent);
    }

    @Test
    void onlyTheRangeOfTheCellIsSent() {
        PacketCell cell = cell(100, 1);
        cell.segment().set(ValueLayout.JAVA_BYTE, 30, (byte) 7);
        cell.setRange(30, 20);
        other.send(cell, to(one, 0));
        other.flush();

        receive(one);
        assertEquals(20, batch.cell(0).length());
        assertEquals(7, batch.cell(0).segment().get(ValueLayout.JAVA_BYTE, 0));
    }

    @Test
    void wakeUpFromAnotherThreadEndsTheWait() throws InterruptedException {
        for (int i = 0; i < 100; i++) {
            Thread waker = Thread.ofVirtual().start(one::wakeUp);
            one.await(PATIENCE_NANOS); // would take 500 s in all
            waker.join();
        }
    }

    @Test
    void aWaitThatNothingEndsTakesItsTime() {
        one.wakeUp();
        one.wakeUp();
        one.await(PATIENCE_NANOS);
        long before = System.nanoTime();
        one.await(TimeUnit.MILLISECONDS.toNanos(20));
        assertTrue(System.nanoTime() - before >= TimeUnit.MILLISECONDS.toNanos(20));
    }

    @Test
    void wakingUpAfterTheEndHarmsNobody() throws IOException {
        UdpSocket closed = bind(LOOPBACK);
        closed.close();
        closed.wakeUp();
    }

    @Test
    void aPortInUseIsRefused() {
        int port = one.localAddresses().getFirst().getPort();
        BindException refused =
                assertThrows(
                        BindException.class,
                        () -> provider.bind(List.of(LOOPBACK), port, slab, counters));
        assertEquals("Address already in use", refused.getMessage());
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
        assertThrows(IOException.class, () -> bind(InetAddress.ofLiteral("0.0.0.0")));
    }

    @Test
    void ipv6Works() throws IOException {
        InetAddress loopback6 = InetAddress.ofLiteral("::1");
        try (UdpSocket six = bind(loopback6);
                UdpSocket peer = bind(loopback6)) {
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
