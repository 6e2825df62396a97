package io.sluice.sfu.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FrameDecoderTest {
    private final ByteBuffer buffer = ByteBuffer.allocate(2048);
    private final FrameDecoder decoder = new FrameDecoder(buffer);

    private void give(int... bytes) {
        ByteBuffer space = decoder.space();
        for (int each : bytes) {
            space.put((byte) each);
        }
        decoder.filled();
    }

    private byte[] frame(int length) {
        byte[] frame = new byte[length];
        buffer.get(decoder.offset(), frame);
        return frame;
    }

    @Test
    void framesComeOneAfterTheOther() {
        give(0, 3, 1, 2, 3, 0, 0, 0, 1, 9);

        assertEquals(3, decoder.next());
        assertArrayEquals(new byte[] {1, 2, 3}, frame(3));
        assertEquals(0, decoder.next());
        assertEquals(1, decoder.next());
        assertArrayEquals(new byte[] {9}, frame(1));
        assertEquals(FrameDecoder.NONE, decoder.next());
    }

    @Test
    void aFrameWaitsForItsLastByte() {
        give(0);
        assertEquals(FrameDecoder.NONE, decoder.next());
        give(2, 7);
        assertEquals(FrameDecoder.NONE, decoder.next());
        give(8);
        assertEquals(2, decoder.next());
        assertArrayEquals(new byte[] {7, 8}, frame(2));
    }

    @Test
    void aFrameLongerThanAPacketEndsTheStream() {
        give(6, 1); // 1537
        assertEquals(FrameDecoder.BROKEN, decoder.next());
        give(0, 1, 1);
        assertEquals(FrameDecoder.BROKEN, decoder.next());
    }

    @Test
    void theLongestFrameIsTaken() {
        int[] bytes = new int[2 + 1536];
        bytes[0] = 6;
        give(bytes);
        assertEquals(1536, decoder.next());
    }

    /// Property: however the stream is cut into reads, the same frames come out.
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void cutsAnyStreamRightly(long seed) {
        Random random = new Random(seed);
        List<byte[]> sent = new ArrayList<>();
        ByteBuffer stream = ByteBuffer.allocate(400 * 1538);
        for (int i = 0; i < 400; i++) {
            byte[] frame = new byte[random.nextInt(FrameDecoder.MAX_FRAME_BYTES + 1)];
            random.nextBytes(frame);
            sent.add(frame);
            stream.putShort((short) frame.length).put(frame);
        }
        stream.flip();
        int received = 0;
        while (stream.hasRemaining()) {
            ByteBuffer space = decoder.space();
            int bytes = Math.min(1 + random.nextInt(3000), stream.remaining());
            int taken = Math.min(bytes, space.remaining());
            space.put(stream.slice(stream.position(), taken));
            stream.position(stream.position() + taken);
            decoder.filled();
            for (int length = decoder.next(); length >= 0; length = decoder.next()) {
                assertArrayEquals(sent.get(received), frame(length));
                received++;
            }
        }
        assertEquals(sent.size(), received);
    }
}
