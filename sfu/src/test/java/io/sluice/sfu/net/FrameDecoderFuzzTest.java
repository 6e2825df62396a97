package io.sluice.sfu.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;

/// Whatever a peer writes to its connection, and however it arrives, the decoder throws nothing,
/// gives no byte that did not arrive, and says the same as a plain reading of the stream.
final class FrameDecoderFuzzTest {
    /// The first byte says how many bytes arrive at a time.
    @FuzzTest
    void anyStreamIsCutAsItsLengthsSay(byte[] data) {
        if (data.length == 0) {
            return;
        }
        int step = 1 + (data[0] & 0xff);
        ByteBuffer buffer = ByteBuffer.allocate(2048);
        FrameDecoder decoder = new FrameDecoder(buffer);
        int expected = 1; // where the next frame begins
        int given = 1;
        while (given < data.length) {
            ByteBuffer space = decoder.space();
            int bytes = Math.min(Math.min(step, data.length - given), space.remaining());
            assertTrue(bytes > 0, "there is always room");
            space.put(data, given, bytes);
            decoder.filled();
            given += bytes;
            int length = decoder.next();
            for (; length >= 0; length = decoder.next()) {
                int said = (data[expected] & 0xff) << 8 | (data[expected + 1] & 0xff);
                assertEquals(said, length);
                for (int i = 0; i < length; i++) {
                    assertEquals(data[expected + 2 + i], buffer.get(decoder.offset() + i));
                }
                expected += 2 + length;
                assertTrue(expected <= given);
            }
            if (length == FrameDecoder.BROKEN) {
                assertTrue(
                        ((data[expected] & 0xff) << 8 | (data[expected + 1] & 0xff))
                                > FrameDecoder.MAX_FRAME_BYTES);
                assertEquals(FrameDecoder.BROKEN, decoder.next());
                return;
            }
        }
    }
}
