package io.sluice.sfu.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sluice.rtp.buffer.PacketCell;
import io.sluice.rtp.buffer.PacketSlab;
import io.sluice.sfu.net.FakeKernel.Incoming;
import io.sluice.sfu.observe.Count;
import io.sluice.sfu.observe.Counters;
import io.sluice.sfu.observe.DropReason;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What the socket makes of messages that are several datagrams.
final class NativeReceiverTest {
    private static final List<InetAddress> LOOPBACK = List.of(InetAddress.ofLiteral("127.0.0.1"));
    private static final int BATCH = 8;

    /// A datagram as it stands in the batch; its first byte numbers it.
    private record Received(int port, int first, int length) {}

    private final Arena arena = Arena.ofShared();
    private final Counters counters = new Counters();
    private final FakeKernel kernel = new FakeKernel();
    private PacketSlab slab = new PacketSlab(arena, 1 << 20);
    private UdpSocket socket;

    @BeforeEach
    void open() throws IOException {
        socket = NativeUdpSocket.bind(kernel, LOOPBACK, 0, slab, counters);
    }

    @AfterEach
    void close() {
        socket.close();
        assertEquals(0, slab.usedBytes(), "all packet memory is back");
        arena.close();
    }

    /// So many datagrams of this size in one message; the last one has less.
    private static Incoming run(int port, int first, int count, int segment, int lastLength) {
        return new Incoming(port, first, (count - 1) * segment + lastLength, segment);
    }

    private static Incoming single(int port, int first, int length) {
        return new Incoming(port, first, length, 0);
    }

    private List<Received> receive() {
        DatagramBatch batch = new DatagramBatch(slab, BATCH);
        List<Received> all = new ArrayList<>();
        int size = socket.receive(batch, 7);
        for (int i = 0; i < size; i++) {
            PacketCell cell = batch.cell(i);
            assertEquals(7, cell.arrivalNanos());
            byte first = cell.segment().get(ValueLayout.JAVA_BYTE, cell.offset());
            all.add(new Received(batch.path(i).remote().getPort(), first, cell.length()));
        }
        batch.clear();
        return all;
    }

    @Test
    void aMessageOfSeveralDatagramsIsCutApart() {
        kernel.incoming.add(run(1000, 1, 3, 1100, 1100));
        kernel.incoming.add(single(1001, 4, 160));
        kernel.incoming.add(run(1002, 5, 2, 1200, 30));

        assertEquals(
                List.of(
                        new Received(1000, 1, 1100),
                        new Received(1000, 2, 1100),
                        new Received(1000, 3, 1100),
                        new Received(1001, 4, 160),
                        new Received(1002, 5, 1200),
                        new Received(1002, 6, 30)),
                receive());
        assertEquals(6, counters.count(Count.DATAGRAMS_RECEIVED));
        assertEquals(3 * 1100 + 160 + 1230, counters.count(Count.BYTES_RECEIVED));
    }

    @Test
    void whatTheBatchHasNoRoomForComesWithTheNextOne() {
        kernel.incoming.add(run(1000, 1, 20, 100, 50));
        kernel.incoming.add(single(1001, 21, 160));

        List<Integer> firsts = new ArrayList<>();
        for (List<Received> batch = receive(); !batch.isEmpty(); batch = receive()) {
            batch.forEach(datagram -> firsts.add(datagram.first));
        }
        assertEquals(IntStream.rangeClosed(1, 21).boxed().toList(), firsts);
    }

    /// The place of a message that was several datagrams is used again by one that is not.
    @Test
    void whatWasToldOfOneMessageIsNotTakenForAnother() {
        kernel.incoming.add(run(1000, 1, 2, 100, 100));
        receive();
        kernel.incoming.add(single(1000, 3, 150));

        assertEquals(List.of(new Received(1000, 3, 150)), receive());
    }

    @Test
    void withoutTheAbilityEachMessageIsADatagram() throws IOException {
        kernel.coalesces = false;
        socket.close();
        socket = NativeUdpSocket.bind(kernel, LOOPBACK, 0, slab, counters);
        for (int i = 0; i < 70; i++) {
            kernel.incoming.add(single(1000, i, 1200));
        }

        int received = 0;
        for (List<Received> batch = receive(); !batch.isEmpty(); batch = receive()) {
            received += batch.size();
        }
        assertEquals(70, received);
    }

    @Test
    void aPieceThatIsTooLongIsDroppedAndTheOthersAreNot() {
        kernel.incoming.add(run(1000, 1, 2, DatagramBatch.MAX_DATAGRAM_BYTES + 1, 20));
        kernel.incoming.add(single(1000, 3, DatagramBatch.MAX_DATAGRAM_BYTES));

        assertEquals(List.of(2, 3), receive().stream().map(Received::first).toList());
        assertEquals(1, counters.dropped(DropReason.TOO_LARGE));
    }

    @Test
    void withoutMemoryDatagramsAreCountedAndTheNextOnesCome() throws IOException {
        socket.close();
        slab = new PacketSlab(arena, 3 * PacketSlab.LARGE_BYTES);
        socket = NativeUdpSocket.bind(kernel, LOOPBACK, 0, slab, counters);
        kernel.incoming.add(run(1000, 1, 5, 1200, 1200));
        assertEquals(3, receive().size());
        kernel.incoming.add(single(1000, 6, 1200));

        assertEquals(List.of(new Received(1000, 6, 1200)), receive());
        assertEquals(2, counters.dropped(DropReason.NO_BUFFER));
    }

    @Test
    void anEmptyDatagramEndsNothing() {
        kernel.incoming.add(single(1000, 1, 0));
        kernel.incoming.add(single(1000, 2, 100));

        assertEquals(List.of(new Received(1000, 2, 100)), receive());
    }
}
