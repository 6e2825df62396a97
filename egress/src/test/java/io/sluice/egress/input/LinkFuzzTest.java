package io.sluice.egress.input;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;

/// Whatever arrives on the socket, and in what pieces, the decoder throws nothing and gives no byte
/// that did not arrive.
final class LinkFuzzTest {
    private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;

    /// Half a megabyte, so one for all inputs.
    private final LinkDecoder decoder = new LinkDecoder();

    /// The first byte says how many bytes arrive at a time.
    @FuzzTest(maxDuration = "", maxExecutions = 1_000_000)
    void anyStreamIsCutAsItsLengthsSay(byte[] data) {
        if (data.length == 0) {
            return;
        }
        decoder.reset();
        int step = 1 + (data[0] & 0xff);
        int expected = 1;
        int given = 1;
        while (given < data.length) {
            ByteBuffer space = decoder.space();
            int bytes = Math.min(Math.min(step, data.length - given), space.remaining());
            assertTrue(bytes > 0, "there is always room");
            space.put(data, given, bytes);
            decoder.filled();
            given += bytes;
            for (var found = decoder.next(); found != LinkDecoder.Found.NOTHING; ) {
                if (found == LinkDecoder.Found.BROKEN) {
                    assertEquals(LinkDecoder.Found.BROKEN, decoder.next());
                    return;
                }
                int length = ByteBuffer.wrap(data, expected, 4).getInt();
                expected += 4 + length;
                assertTrue(expected <= given);
                assertTrue(decoder.length() >= 0 && decoder.length() < length);
                for (int i = 0; i < decoder.length(); i++) {
                    int at = expected - decoder.length() + i;
                    assertEquals(data[at], decoder.segment().get(BYTE, decoder.offset() + i));
                }
                if (found == LinkDecoder.Found.CONTROL) {
                    assertTrue(decoder.text().length() <= decoder.length());
                }
                found = decoder.next();
            }
        }
    }
}
