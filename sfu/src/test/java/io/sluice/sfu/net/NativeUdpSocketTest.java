package io.sluice.sfu.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.sluice.rtp.buffer.PacketCell;
import io.sluice.rtp.buffer.PacketSlab;
import io.sluice.sfu.net.FakeKernel.Sent;
import io.sluice.sfu.observe.Count;
import io.sluice.sfu.observe.Counters;
import io.sluice.sfu.observe.DropReason;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What the socket makes of a kernel that refuses.
final class NativeUdpSocketTest {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
    private static final int RECEIVERS = 5;
    private static final int FRAME = 4;

    /// Of a packet; all of a frame to all receivers wait together.
    private static final int BYTES = 280;

    private static final int ROUNDS = 15_000;
    private static final int MOST_BLOCKS = 10;

    /// Because they are about another datagram, or about sending many in one message.
    private static final Set<Integer> RETRIED =
            Set.of(
                    Syscalls.EINTR,
                    Syscalls.ECONNREFUSED,
                    Syscalls.EINVAL,
                    Syscalls.EIO,
                    Syscalls.EMSGSIZE);

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Arena arena = Arena.ofShared();
    private final PacketSlab slab = new PacketSlab(arena, 16 << 20);
    private final Counters counters = new Counters();
    private final FakeKernel kernel = new FakeKernel();
    private final List<Integer> unsent = new ArrayList<>();
    private UdpSocket socket;

    @BeforeEach
    void open() throws IOException {
        socket = bind();
    }

    private UdpSocket bind() throws IOException {
        return NativeUdpSocket.bind(kernel, List.of(LOOPBACK, LOOPBACK), 0, slab, counters);
    }

    @AfterEach
    void close() {
        socket.close();
        assertEquals(0, slab.usedBytes(), "all packet memory is back");
        arena.close();
    }

    private static NetworkPath path(int receiver) {
        return NetworkPath.of(receiver % 2, new InetSocketAddress(LOOPBACK, 1000 + receiver));
    }

    private void send(int length, int value, NetworkPath path) {
        PacketCell cell = slab.take(length);
        assertNotNull(cell);
        cell.segment().set(ValueLayout.JAVA_BYTE, 0, (byte) value);
        cell.setRange(0, length);
        cell.from(id -> unsent.add((int) id), value);
        socket.send(cell, path);
    }

    /// A frame dealt out packet by packet; the first byte says packet and receiver.
    private void sendFrame(NetworkPath[] paths) {
        for (int packet = 0; packet < FRAME; packet++) {
            for (int receiver = 0; receiver < RECEIVERS; receiver++) {
                send(BYTES, 10 * receiver + packet, paths[receiver]);
            }
        }
        socket.flush();
    }

    private static NetworkPath[] paths() {
        return IntStream.range(0, RECEIVERS)
                .mapToObj(NativeUdpSocketTest::path)
                .toArray(NetworkPath[]::new);
    }

    private static List<Sent> frameOf(int receiver) {
        List<Sent> frame = new ArrayList<>();
        for (int packet = 0; packet < FRAME; packet++) {
            frame.add(new Sent(0, 1000 + receiver, 10 * receiver + packet, BYTES));
        }
        return frame;
    }

    private List<Sent> sentTo(int receiver) {
        return kernel.sent.stream()
                .filter(datagram -> datagram.port() == 1000 + receiver)
                .map(datagram -> new Sent(0, datagram.port(), datagram.first(), datagram.length()))
                .toList();
    }

    @Test
    void aFrameToManyIsOneMessageEachAndOneCallPerAddress() {
        sendFrame(paths());

        assertEquals(RECEIVERS, kernel.messages);
        assertEquals(2, kernel.sendCalls);
        for (int receiver = 0; receiver < RECEIVERS; receiver++) {
            assertEquals(frameOf(receiver), sentTo(receiver));
        }
        assertEquals(
                1,
                kernel.sent.stream()
                        .filter(s -> s.port() == 1000)
                        .map(Sent::fd)
                        .distinct()
                        .count());
    }

    @Test
    void onlyTheLastOfARunMayBeShorter() {
        int[] lengths = {1100, 1100, 1101, 1101, 1000, 1000, 50, 60};
        for (int i = 0; i < lengths.length; i++) {
            send(lengths[i], i, path(0));
        }
        socket.flush();

        assertEquals(4, kernel.messages, "1100 1100 | 1101 1101 1000 | 1000 50 | 60");
        assertEquals(
                IntStream.of(lengths).boxed().toList(),
                sentTo(0).stream().map(Sent::length).toList());
    }

    @Test
    void aLongRunIsSeveralMessages() {
        for (int i = 0; i < 200; i++) {
            send(1200, i, path(0));
        }
        socket.flush();

        assertEquals(200, sentTo(0).size());
        assertTrue(kernel.messages <= 5, kernel.messages + " messages");
    }

    /// What comes for one receiver in a row is never parted.
    @Test
    void aFullQueueLeavesBeforeTheNextReceiversTurn() {
        pictureToEach();

        assertEquals(RECEIVERS - 1, kernel.sendCalls);
        assertEquals(RECEIVERS - 1, kernel.messages, "a receiver's picture a call, 6,600 bytes");
        assertTrue(socket.flush(), "some had left");
        assertEquals(RECEIVERS, kernel.messages);
        assertFalse(socket.flush());
    }

    @Test
    void whereMuchIsToDoSeveralReceiversShareACall() {
        counters.add(Count.BUSY_PERMILLE, 500);
        socket.flush();
        pictureToEach();

        assertEquals(1, kernel.sendCalls);
        assertEquals(3, kernel.messages, "three receivers' pictures a call, 19,800 bytes");
        assertTrue(socket.flush(), "some had left");

        counters.add(Count.BUSY_PERMILLE, -1);
        socket.flush();
        kernel.sendCalls = 0;
        pictureToEach();
        assertEquals(RECEIVERS - 1, kernel.sendCalls, "there is time again");
    }

    private void pictureToEach() {
        for (int receiver = 0; receiver < RECEIVERS; receiver++) {
            for (int packet = 0; packet < 6; packet++) {
                send(1100, packet, path(2 * receiver));
            }
        }
    }

    @Test
    void soundToManyLeavesInOneCall() {
        for (int receiver = 0; receiver < 40; receiver++) {
            send(140, receiver, path(2 * receiver));
        }
        assertEquals(0, kernel.sendCalls);

        assertFalse(socket.flush(), "all of it left now");
        assertEquals(1, kernel.sendCalls);
    }

    @Test
    void withoutSegmentationManyDatagramsAreStillOneCall() throws IOException {
        kernel.knowsSegments = false;
        socket.close();
        socket = bind();
        sendFrame(paths());

        assertEquals(2, kernel.sendCalls);
        assertEquals(RECEIVERS * FRAME, kernel.messages);
        assertEquals("Linux sockets without GSO", socket.description());
    }

    static Stream<Arguments> refusals() {
        return eachAtEachReceiver(
                Syscalls.EPERM,
                Syscalls.EINTR,
                Syscalls.EIO,
                Syscalls.EAGAIN,
                Syscalls.EINVAL,
                Syscalls.EMSGSIZE,
                Syscalls.ENETUNREACH,
                Syscalls.ENOBUFS,
                Syscalls.ECONNREFUSED);
    }

    static Stream<Arguments> refusalsOfSegments() {
        return eachAtEachReceiver(Syscalls.EINVAL, Syscalls.EIO);
    }

    private static Stream<Arguments> eachAtEachReceiver(int... errors) {
        return IntStream.of(errors)
                .boxed()
                .flatMap(error ->
                        IntStream.range(0, RECEIVERS)
                                .mapToObj(receiver -> Arguments.of(error, receiver)));
    }

    /// Whoever is refused, and as often as it is tried: the others get theirs, once and in order.
    @ParameterizedTest(name = "error {0} at receiver {1}")
    @MethodSource("refusals")
    void aRefusedReceiverCostsTheOthersNothing(int error, int refused) {
        kernel.fate = (first, _) -> first / 10 == refused ? error : 0;
        sendFrame(paths());

        for (int receiver = 0; receiver < RECEIVERS; receiver++) {
            List<Sent> expected = receiver == refused ? List.of() : frameOf(receiver);
            assertEquals(expected, sentTo(receiver), "receiver " + receiver);
        }
        boolean full = error == Syscalls.EAGAIN || error == Syscalls.ENOBUFS;
        DropReason reason = full ? DropReason.SEND_BUFFER_FULL : DropReason.SEND_REFUSED;
        assertEquals(FRAME, counters.dropped(reason));
        assertEquals(frameOf(refused).stream().map(Sent::first).toList(), unsent);
        assertEquals((RECEIVERS - 1) * FRAME, counters.count(Count.DATAGRAMS_SENT));
        assertEquals((RECEIVERS - 1) * FRAME * BYTES, counters.count(Count.BYTES_SENT));
        assertEquals(RECEIVERS - 1, counters.count(Count.MESSAGES_SENT));
        assertEquals("Linux sockets with GSO", socket.description(), "what others have stays");
    }

    /// An error that passes: what can be tried again is, the rest is counted.
    @ParameterizedTest(name = "error {0} at receiver {1}")
    @MethodSource("refusals")
    void anErrorThatPassesLosesNobodyElse(int error, int refused) {
        int[] left = {1};
        kernel.fate = (first, _) -> first / 10 == refused && left[0]-- > 0 ? error : 0;
        sendFrame(paths());

        for (int receiver = 0; receiver < RECEIVERS; receiver++) {
            if (receiver != refused || RETRIED.contains(error)) {
                assertEquals(frameOf(receiver), sentTo(receiver), "receiver " + receiver);
            }
        }
        long dropped =
                counters.dropped(DropReason.SEND_REFUSED)
                        + counters.dropped(DropReason.SEND_BUFFER_FULL);
        assertEquals(RECEIVERS * FRAME, kernel.sent.size() + dropped);
        assertEquals(dropped, unsent.size());
    }

    @ParameterizedTest(name = "error {0} at receiver {1}")
    @MethodSource("refusalsOfSegments")
    void aKernelThatCannotSegmentAfterAllGetsSingleDatagrams(int error, int refused) {
        kernel.fate = (first, segment) -> segment != 0 && first / 10 >= refused ? error : 0;
        sendFrame(paths());
        for (int receiver = 0; receiver < RECEIVERS; receiver++) {
            assertEquals(frameOf(receiver), sentTo(receiver), "receiver " + receiver);
        }
        assertEquals("Linux sockets without GSO", socket.description());

        kernel.sendCalls = 0;
        sendFrame(new NetworkPath[] {path(4), path(4), path(4), path(4), path(4)});
        assertEquals(1, kernel.sendCalls, "not asked again");
    }

    /// The route to one receiver must not make the others slow.
    @Test
    void aNarrowRouteIsItsReceiversMatterAlone() {
        kernel.fate = (first, segment) -> segment != 0 && first / 10 == 2 ? Syscalls.EMSGSIZE : 0;
        NetworkPath[] paths = paths();
        sendFrame(paths);
        kernel.messages = 0;
        sendFrame(paths);

        assertEquals(RECEIVERS - 1 + FRAME, kernel.messages);
        assertEquals(2 * FRAME, sentTo(2).size());
        assertEquals("Linux sockets with GSO", socket.description());
    }

    @Test
    void whatCouldNotBeBoundLeavesNothingOpen() {
        FakeKernel poor = new FakeKernel();
        poor.bindError = 98;

        assertThrows(
                BindException.class,
                () -> NativeUdpSocket.bind(poor, List.of(LOOPBACK), 0, slab, counters));
        assertEquals(Set.of(100, 101, 102), Set.copyOf(poor.closed), "waiter, signal, socket");
    }

    /// The smallest object is 16 bytes, so less than a byte per datagram means none.
    @Test
    void nothingIsAllocatedPerDatagram() throws IOException {
        Assumptions.assumeTrue(UdpSocketProvider.NATIVE.isAvailable());
        List<InetAddress> loopback = List.of(LOOPBACK);
        try (UdpSocket one = UdpSocketProvider.NATIVE.bind(loopback, 0, slab, counters);
                UdpSocket other = UdpSocketProvider.NATIVE.bind(loopback, 0, slab, counters)) {
            DatagramBatch batch = new DatagramBatch(slab, 64);
            long allocated = Long.MAX_VALUE;
            long datagrams = 0;
            // Calls of native code allocate until they are compiled.
            for (int block = 0; block < MOST_BLOCKS && allocated >= datagrams; block++) {
                long before = THREADS.getCurrentThreadAllocatedBytes();
                datagrams = exchange(one, other, batch, ROUNDS);
                allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
            }
            batch.clear();
            assertTrue(datagrams > 100_000, datagrams + " datagrams");
            assertTrue(allocated < datagrams, allocated + " bytes for " + datagrams);
        }
    }

    /// Runs from two senders, so that the remote address is another one each time.
    private long exchange(UdpSocket one, UdpSocket other, DatagramBatch batch, int rounds) {
        UdpSocket[] senders = {one, other};
        NetworkPath path = NetworkPath.of(0, one.localAddresses().getFirst());
        long datagrams = 0;
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < 8; i++) {
                PacketCell cell = slab.take(i < 4 ? 160 : 1000);
                if (cell == null) {
                    throw new AssertionError("no memory");
                }
                cell.setRange(0, i < 4 ? 160 : 1000);
                senders[i % 2].send(cell, path);
            }
            one.flush();
            other.flush();
            one.await(1_000_000_000);
            datagrams += one.receive(batch, round);
            batch.clear();
        }
        return datagrams;
    }
}
