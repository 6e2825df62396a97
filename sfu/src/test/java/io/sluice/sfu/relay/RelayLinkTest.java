package io.sluice.sfu.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.rtp.buffer.PacketCell;
import io.sluice.rtp.buffer.PacketSlab;
import io.sluice.sfu.api.RoomEvent.TransportState;
import io.sluice.sfu.observe.Count;
import io.sluice.sfu.observe.Counters;
import io.sluice.sfu.observe.DropReason;
import io.sluice.sfu.sim.Fixtures;
import io.sluice.sfu.transport.TransportListener;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A relay from end to end; this test plays both loops.
final class RelayLinkTest {
    private static final int LENGTH = 100;
    private static final int BEYOND = 300;

    private final Arena arena = Arena.ofShared();
    private final PacketSlab sendingSlab = new PacketSlab(arena, 1 << 20);
    private final PacketSlab receivingSlab = new PacketSlab(arena, 1 << 20);
    private final Counters sending = new Counters();
    private final Counters receiving = new Counters();
    private final List<Throwable> failures = new ArrayList<>();
    private final RelayPort from = new RelayPort(sendingSlab, sending, failures::add);
    private final RelayPort to = new RelayPort(receivingSlab, receiving, failures::add);
    private int wakeUps;
    private final RelayPort.Way way = new RelayPort.Way(arena, sending, () -> wakeUps++);
    private final RelayInlet inlet = new RelayInlet();
    private final Publisher publisher = new Publisher();

    RelayLinkTest() {
        from.addOutgoing(way);
        to.addIncoming(way);
        inlet.open(publisher);
    }

    @AfterEach
    void free() {
        publisher.kept.forEach(receivingSlab::give);
        assertEquals(0, receivingSlab.usedBytes(), "all packet memory is back");
        assertEquals(List.of(), failures);
        arena.close();
    }

    /// As a loop does with a packet it received: the memory is its own again at once.
    private void send(int number) {
        PacketCell cell = sendingSlab.take(LENGTH);
        assertNotNull(cell);
        cell.segment().set(ValueLayout.JAVA_INT, 0, number);
        if (number % 2 == 0) {
            way.link().rtp(inlet, cell.segment(), 0, LENGTH);
        } else {
            way.link().rtcp(inlet, cell.segment(), 0, LENGTH);
        }
        sendingSlab.give(cell);
    }

    private void receiveAll() {
        int received;
        do {
            received = to.receive(0);
        } while (received > 0);
    }

    private static List<Integer> numbers(int first, int end) {
        return IntStream.range(first, end).boxed().toList();
    }

    @Test
    void whatAFullRelayDoesNotTakeIsCountedAndNothingElseIsLost() {
        publisher.keeps = 5;
        for (int i = 0; i < RelayRing.ENTRIES + BEYOND; i++) {
            send(i);
        }
        from.flush();
        assertEquals(BEYOND, sending.dropped(DropReason.RELAY_FULL));
        assertEquals(0, sendingSlab.usedBytes());
        assertEquals(1, wakeUps);

        receiveAll();
        assertEquals(numbers(0, RelayRing.ENTRIES), publisher.seen);
        assertEquals(RelayRing.ENTRIES, receiving.count(Count.PACKETS_RELAYED));
        assertEquals(5 * PacketSlab.SMALL_BYTES, receivingSlab.usedBytes());
    }

    @Test
    void aRelayThatWasFullTakesPacketsAgain() {
        for (int i = 0; i <= RelayRing.ENTRIES; i++) {
            send(i);
        }
        int received = to.receive(0);
        publisher.seen.clear();
        for (int i = 0; i <= received; i++) {
            send(RelayRing.ENTRIES + i);
        }
        assertEquals(2, sending.dropped(DropReason.RELAY_FULL));

        receiveAll();
        assertEquals(numbers(received, RelayRing.ENTRIES + received), publisher.seen);
        for (DropReason reason : DropReason.values()) {
            assertEquals(0, receiving.dropped(reason), reason.name());
        }
    }

    @Test
    void nothingIsAllocatedPerRelayedPacket() {
        publisher.notes = false;
        int[] next = {0};
        double bytes =
                Fixtures.allocatedPerCall(() -> {
                    send(next[0]++);
                    if (next[0] % 10 == 0) {
                        from.flush();
                        to.receive(0);
                    }
                });
        assertTrue(bytes < Fixtures.NOTHING, bytes + " bytes");
        assertEquals(next[0], receiving.count(Count.PACKETS_RELAYED));
    }

    @Test
    void refusingAllocatesNothing() {
        double bytes = Fixtures.allocatedPerCall(() -> send(0));
        assertTrue(bytes < Fixtures.NOTHING, bytes + " bytes");
    }

    /// The far end of the relay.
    private static final class Publisher implements TransportListener {
        final List<Integer> seen = new ArrayList<>();
        final List<PacketCell> kept = new ArrayList<>();
        int keeps;
        boolean notes = true;

        @Override
        public boolean onRtp(PacketCell cell, long nowNanos) {
            note(cell.segment(), 0, cell.length());
            if (kept.size() == keeps) {
                return false;
            }
            return kept.add(cell);
        }

        @Override
        public void onRtcp(MemorySegment segment, long offset, int length, long nowNanos) {
            note(segment, offset, length);
        }

        private void note(MemorySegment segment, long offset, int length) {
            if (notes) {
                assertEquals(LENGTH, length);
                seen.add(segment.get(ValueLayout.JAVA_INT, offset));
            }
        }

        @Override
        public void onStateChanged(TransportState state, long nowNanos) {}
    }
}
