package io.sluice.egress.output;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;

/// Whatever a broken worker says, its reader throws nothing, gives no frame larger than it may be,
/// and takes nothing after what cannot be.
final class FrameCodecFuzzTest {
    /// Each message stands behind its length of 16 bits.
    @FuzzTest(maxDuration = "", maxExecutions = 1_000_000)
    void anyMessagesAreReadOrRefused(byte[] data) {
        var reader =
                new FrameCodec.Reader(
                        1,
                        frame -> {
                            assertTrue(frame.bytes().length <= FrameCodec.MAX_FRAME_BYTES);
                            assertFalse(frame.settings().codecNames().contains(" "));
                        });
        boolean good = true;
        int at = 0;
        while (at + 2 <= data.length) {
            int length = ((data[at] & 0xff) << 8) | (data[at + 1] & 0xff);
            at += 2;
            length = Math.min(length, data.length - at);
            boolean taken = reader.take(ByteBuffer.wrap(data, at, length));
            assertTrue(good || !taken);
            good = taken;
            at += length;
        }
    }
}
