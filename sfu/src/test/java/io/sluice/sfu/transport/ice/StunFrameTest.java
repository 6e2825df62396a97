package io.sluice.sfu.transport.ice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.sfu.api.IceCredentials;
import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

final class StunFrameTest {
    /// The sample request of RFC 5769 §2.1.
    private static final byte[] SAMPLE =
            HexFormat.of()
                    .parseHex(
                            """
                            000100582112a442b7e7a701bc34d686fa87dfae\
                            802200105354554e207465737420636c69656e74\
                            002400046e0001ff\
                            80290008932ff9b151263b36\
                            000600096576746a3a68367659202020\
                            000800149aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a2\
                            80280004e57a3bcf\
                            """);

    /// What MESSAGE-INTEGRITY covers, with itself; behind it stands FINGERPRINT.
    private static final int SIGNED_BYTES = 100;

    private static final IceCredentials CREDENTIALS =
            new IceCredentials("evtj", "VOkJxbRl1RmTxUk/WvJxBt");

    private static StunFrame read(byte[] bytes) {
        StunFrame frame = StunFrame.read(MemorySegment.ofArray(bytes), 0, bytes.length);
        assertNotNull(frame);
        return frame;
    }

    @Test
    void readsTheSampleOfTheStandard() {
        StunFrame frame = read(SAMPLE);

        assertTrue(frame.isBindingRequest());
        assertEquals("evtj:h6vY", frame.username());
        assertTrue(frame.isAuthentic(CREDENTIALS));
        assertFalse(frame.isAuthentic(new IceCredentials("evtj", "another")));
    }

    @Test
    void anyChangedBitIsNoticed() {
        for (int bit = 0; bit < SIGNED_BYTES * 8; bit++) {
            byte[] changed = SAMPLE.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            StunFrame frame = StunFrame.read(MemorySegment.ofArray(changed), 0, changed.length);
            assertTrue(frame == null || !frame.isAuthentic(CREDENTIALS), "bit " + bit);
        }
    }

    @Test
    void aCutMessageIsNoMessage() {
        for (int length = 0; length < SAMPLE.length; length++) {
            assertNull(StunFrame.read(MemorySegment.ofArray(SAMPLE), 0, length));
        }
    }

    @Test
    void whatIsSignedIsAuthentic() {
        byte[] plain = new byte[StunFrame.HEADER_BYTES];
        System.arraycopy(SAMPLE, 0, plain, 0, plain.length);
        StunFrame frame = read(StunFrame.sign(plain, CREDENTIALS));

        assertTrue(frame.isAuthentic(CREDENTIALS));
        assertNull(frame.username());
    }
}
