package io.sluice.rtp.rtcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.rtp.TestMemory;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

final class RtcpReaderTest {
    private final RtcpReader reader = new RtcpReader();

    @Test
    void walksACompound() {
        // receiver report without blocks, an APP message, a picture loss indication
        MemorySegment s =
                TestMemory.hex(
                        "80c90001 00000001  81cc0002 00000002 41424344  81ce0002 00000003 00000004");

        assertTrue(reader.wrap(s, 0, 32));
        assertTrue(reader.next());
        assertEquals(RtcpReader.RECEIVER_REPORT, reader.packetType());
        assertEquals(8, reader.length());
        assertTrue(reader.next());
        assertEquals(RtcpReader.APPLICATION, reader.packetType());
        assertEquals(2, reader.senderSsrc());
        assertTrue(reader.next());
        assertEquals(RtcpReader.PAYLOAD_FEEDBACK, reader.packetType());
        assertEquals(1, reader.format());
        assertEquals(20, reader.offset());
        assertFalse(reader.next());
        assertFalse(reader.malformed());
    }

    @Test
    void paddingIsNoPartOfTheMessage() {
        MemorySegment s = TestMemory.hex("a0c90002 00000001 00000004");

        assertTrue(reader.wrap(s, 0, 12));
        assertTrue(reader.next());
        assertEquals(8, reader.length());
        assertFalse(reader.next());
    }

    @Test
    void endsAtTheFirstMessageThatDoesNotFit() {
        assertMalformed("80c90001 00000001 80c90002 00000001", 1);
        assertMalformed("80c90001 00000001 81ce", 1);
        assertMalformed("40c90001 00000001", 0);
        assertMalformed("a0c90001 00000000", 0);
        assertMalformed("a0c90001 00000005", 0);
    }

    private void assertMalformed(String hex, int good) {
        MemorySegment s = TestMemory.hex(hex);
        assertTrue(reader.wrap(s, 0, (int) s.byteSize()));
        for (int i = 0; i < good; i++) {
            assertTrue(reader.next());
        }
        assertFalse(reader.next());
        assertTrue(reader.malformed());
    }

    @Test
    void aMessageWithoutSenderIsRead() {
        assertTrue(reader.wrap(TestMemory.hex("80cb0000"), 0, 4));
        assertTrue(reader.next());
        assertEquals(0, reader.senderSsrc());
        assertFalse(reader.wrap(TestMemory.hex("80cb00"), 0, 3));
        assertFalse(reader.next());
    }
}
