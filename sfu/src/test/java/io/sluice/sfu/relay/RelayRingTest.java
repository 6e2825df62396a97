package io.sluice.sfu.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.rtp.buffer.PacketSlab;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RelayRingTest {
    private final Arena arena = Arena.ofShared();
    private final RelayRing ring = new RelayRing(arena);
    private final RelayInlet inlet = new RelayInlet();
    private final MemorySegment packet = arena.allocate(PacketSlab.LARGE_BYTES + 1);

    @AfterEach
    void close() {
        arena.close();
    }

    @Test
    void whatWasPutIsTakenInOrder() {
        packet.set(ValueLayout.JAVA_INT, 8, 42);
        assertTrue(ring.put(inlet, false, packet, 8, 100));
        assertTrue(ring.put(inlet, true, packet, 0, PacketSlab.LARGE_BYTES));

        assertTrue(ring.waits());
        assertSame(inlet, ring.inlet());
        assertFalse(ring.isRtcp());
        assertEquals(100, ring.length());
        assertEquals(42, ring.bytes().get(ValueLayout.JAVA_INT, ring.offset()));
        ring.take();
        assertTrue(ring.waits());
        assertTrue(ring.isRtcp());
        assertEquals(PacketSlab.LARGE_BYTES, ring.length());
        ring.take();
        assertFalse(ring.waits());
    }

    @Test
    void aFullRingRefusesUntilSomethingIsTaken() {
        for (int i = 0; i < RelayRing.ENTRIES; i++) {
            assertTrue(ring.put(inlet, false, packet, 0, 12));
        }
        assertFalse(ring.put(inlet, false, packet, 0, 12));
        assertTrue(ring.waits());
        ring.take();
        assertTrue(ring.put(inlet, false, packet, 0, 12));
        assertFalse(ring.put(inlet, false, packet, 0, 12));
    }

    @Test
    void whatIsLongerThanACellIsRefused() {
        assertFalse(ring.put(inlet, false, packet, 0, PacketSlab.LARGE_BYTES + 1));
        assertFalse(ring.waits());
    }

    /// Property: with a thread at each end, each packet arrives once, whole and in order.
    @Test
    void twoThreadsLoseNothing() throws Exception {
        int packets = 200_000;
        CompletableFuture<Void> producer =
                CompletableFuture.runAsync(() -> {
                    for (int i = 0; i < packets; ) {
                        packet.set(ValueLayout.JAVA_INT, 0, i);
                        packet.set(ValueLayout.JAVA_INT, 60, ~i);
                        if (ring.put(inlet, false, packet, 0, 64)) {
                            i++;
                        } else {
                            Thread.onSpinWait();
                        }
                    }
                });
        for (int i = 0; i < packets; ) {
            if (!ring.waits()) {
                Thread.onSpinWait();
                continue;
            }
            assertEquals(i, ring.bytes().get(ValueLayout.JAVA_INT, ring.offset()));
            assertEquals(~i, ring.bytes().get(ValueLayout.JAVA_INT, ring.offset() + 60));
            ring.take();
            i++;
        }
        producer.get();
        assertFalse(ring.waits());
    }
}
