package io.sluice.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ContentTest {
    private static final int OFFSET = 5;
    private static final int LENGTH = 100;
    private static final byte[] CODEC = {1, 2, 3};

    private final Arena arena = Arena.ofConfined();
    private final Content content = new Content(arena, CODEC, 7, 1_003, LENGTH);
    private final MemorySegment received = arena.allocate(OFFSET + LENGTH);

    @AfterEach
    void free() {
        arena.close();
    }

    private void receive(Content what) {
        MemorySegment.copy(what.bytes(), 0, received, OFFSET, LENGTH);
    }

    @Test
    void saysWhoseItIsAndWhenItWasSent() {
        content.stamp(1_234_567_890_123_456_789L);
        receive(content);
        assertEquals(7, Content.publisherOf(received, OFFSET, CODEC.length));
        assertEquals(1_003, Content.packetOf(received, OFFSET, CODEC.length));
        assertEquals(1_234_567_890_123_456_789L, Content.stampOf(received, OFFSET, LENGTH));
        assertTrue(content.matches(received, OFFSET, LENGTH));
    }

    @Test
    void allowsAnotherDescriptorAndAnotherStamp() {
        content.stamp(1);
        receive(content);
        content.stamp(2);
        received.set(ValueLayout.JAVA_BYTE, OFFSET, (byte) 99);
        assertTrue(content.matches(received, OFFSET, LENGTH));
    }

    @Test
    void noticesEachChangedByteBetween() {
        for (int at = CODEC.length; at < LENGTH - Content.STAMP_BYTES; at++) {
            receive(content);
            byte before = received.get(ValueLayout.JAVA_BYTE, OFFSET + at);
            received.set(ValueLayout.JAVA_BYTE, OFFSET + at, (byte) (before ^ 1));
            assertFalse(content.matches(received, OFFSET, LENGTH), "byte " + at);
        }
    }

    @Test
    void noticesAnotherLengthAndAnotherPublisher() {
        receive(content);
        assertFalse(content.matches(received, OFFSET, LENGTH - 1));
        receive(new Content(arena, CODEC, 8, 1_003, LENGTH));
        assertFalse(content.matches(received, OFFSET, LENGTH));
    }
}
