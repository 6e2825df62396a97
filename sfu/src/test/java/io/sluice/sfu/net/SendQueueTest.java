package io.sluice.sfu.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SendQueueTest {
    private static final long MILLI = 1_000_000;

    private final SendQueue queue = new SendQueue();

    private static byte[] packet(int length, int first) {
        byte[] packet = new byte[length];
        packet[0] = (byte) first;
        return packet;
    }

    private boolean offer(byte[] packet, long now) {
        return queue.offer(MemorySegment.ofArray(packet), 0, packet.length, now);
    }

    private byte[] take(int most, long now) {
        ByteBuffer front = queue.front();
        byte[] taken = new byte[Math.min(most, front.remaining())];
        front.get(taken);
        queue.sent(taken.length, now);
        return taken;
    }

    private void fill(long now) {
        while (offer(packet(1200, 0x80), now)) {
            // until it is full
        }
    }

    @Test
    void aPacketLeavesAsAFrame() {
        assertTrue(offer(new byte[] {(byte) 0x80, 1, 2}, 0));

        assertArrayEquals(new byte[] {0, 3, (byte) 0x80, 1, 2}, take(100, 0));
        assertTrue(queue.isEmpty());
    }

    @Test
    void aFullQueueRefusesMediaWholeAndKeepsRoomForChecks() {
        fill(0);
        int queued = queue.queuedBytes();
        assertTrue(queued <= SendQueue.CAPACITY_BYTES - SendQueue.RESERVED_BYTES);

        assertFalse(offer(packet(1200, 0x80), 0));
        assertEquals(queued, queue.queuedBytes());
        assertTrue(offer(packet(100, 0), 0), "a check");
        assertTrue(offer(packet(1200, 22), 0), "a handshake");
    }

    @Test
    void theReserveIsBoundedToo() {
        fill(0);
        int checks = 0;
        while (offer(packet(100, 0), 0)) {
            checks++;
        }
        assertTrue(checks >= SendQueue.RESERVED_BYTES / 102);
        assertTrue(queue.queuedBytes() <= SendQueue.CAPACITY_BYTES);
    }

    @Test
    void behindAPacketThatWaitedTooLongNoMediaIsPut() {
        offer(packet(1200, 0x80), 0);
        assertTrue(offer(packet(1200, 0x80), 500 * MILLI));
        assertFalse(offer(packet(1200, 0x80), 501 * MILLI));
        assertTrue(offer(packet(100, 0), 501 * MILLI), "a check");

        take(Integer.MAX_VALUE, 600 * MILLI);
        assertTrue(offer(packet(1200, 0x80), 601 * MILLI));
    }

    @Test
    void waitingIsCountedFromTheOldestByte() {
        offer(packet(1200, 0x80), 0);
        offer(packet(1200, 0x80), 100 * MILLI);
        assertEquals(200 * MILLI, queue.waitedNanos(200 * MILLI));

        take(1300, 200 * MILLI); // the first has left: what is there came at 200 at the latest
        assertEquals(100 * MILLI, queue.waitedNanos(300 * MILLI));
        take(Integer.MAX_VALUE, 300 * MILLI);
        assertEquals(0, queue.waitedNanos(9_000 * MILLI));
    }

    /// Property: what leaves is what was taken, frame by frame, however little the kernel takes.
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void theStreamNeverBreaks(long seed) {
        Random random = new Random(seed);
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        ByteArrayOutputStream left = new ByteArrayOutputStream();
        for (int i = 0; i < 3000; i++) {
            byte[] packet = new byte[1 + random.nextInt(1400)];
            random.nextBytes(packet);
            if (offer(packet, i)) {
                expected.write(packet.length >> 8);
                expected.write(packet.length);
                expected.writeBytes(packet);
            }
            left.writeBytes(take(random.nextInt(1500), i));
        }
        while (!queue.isEmpty()) {
            left.writeBytes(take(777, 9999));
        }
        assertArrayEquals(expected.toByteArray(), left.toByteArray());
    }
}
