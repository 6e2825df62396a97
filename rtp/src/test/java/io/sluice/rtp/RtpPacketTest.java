package io.sluice.rtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

final class RtpPacketTest {
    private final RtpPacket packet = new RtpPacket();

    @Test
    void readsEveryFieldOfAPacketWithSourcesExtensionsAndPadding() {
        MemorySegment s =
                TestMemory.hex(
                        "b2 e0 fffe 89abcdef f0000001 00000007 00000008"
                                + "bede 0002 10 aa 32 010203 00 00"
                                + "6162 000003");

        assertTrue(packet.wrap(s, 0, (int) s.byteSize()));
        assertEquals(96, packet.payloadType());
        assertTrue(packet.marker());
        assertEquals(0xfffe, packet.sequenceNumber());
        assertEquals(0x89abcdefL, packet.timestamp());
        assertEquals(0xf0000001L, packet.ssrc());
        assertEquals(2, packet.csrcCount());
        assertEquals(32, packet.headerLength());
        assertEquals(32, packet.payloadOffset());
        assertEquals(2, packet.payloadLength());
        assertEquals(3, packet.paddingLength());
        assertEquals(25, packet.extension(1));
        assertEquals(1, packet.extensionLength());
        assertEquals(27, packet.extension(3));
        assertEquals(3, packet.extensionLength());
        assertEquals(-1, packet.extension(2));
        assertEquals(0, packet.extensionLength());
    }

    @Test
    void offsetsAreThoseOfTheSegment() {
        MemorySegment s = TestMemory.hex("ffffff 90600001 00000002 00000003 bede0001 1000 0000 55");

        assertTrue(packet.wrap(s, 3, 21));
        assertEquals(1, packet.sequenceNumber());
        assertEquals(20, packet.extension(1));
        assertEquals(23, packet.payloadOffset());
        assertEquals(1, packet.payloadLength());
    }

    @Test
    void readsTheTwoByteForm() {
        MemorySegment s =
                TestMemory.hex(
                        "90600001 00000002 00000003 10000003 c8 02 abcd 00 05 00 ff 09 22 0000");

        assertTrue(packet.wrap(s, 0, 28));
        assertEquals(18, packet.extension(200));
        assertEquals(2, packet.extensionLength());
        assertEquals(23, packet.extension(5));
        assertEquals(0, packet.extensionLength());
        assertEquals(-1, packet.extension(255), "it does not fit the block");
    }

    @Test
    void theReservedIdEndsTheOneByteForm() {
        MemorySegment s =
                TestMemory.hex("90600001 00000002 00000003 bede0002 10 01 f0 02 20 03 00 00");

        assertTrue(packet.wrap(s, 0, 24));
        assertEquals(17, packet.extension(1));
        assertEquals(-1, packet.extension(2));
    }

    @Test
    void anotherProfileHasNoElements() {
        MemorySegment s = TestMemory.hex("90600001 00000002 00000003 abac0001 10010000");

        assertTrue(packet.wrap(s, 0, 20));
        assertEquals(-1, packet.extension(1));
    }

    @Test
    void refusesWhatIsNoPacket() {
        assertFalse(wraps("8060000100000002000000"), "eleven bytes");
        assertFalse(wraps("406000010000000200000003"), "version 1");
        assertFalse(wraps("816000010000000200000003"), "a missing source");
        assertFalse(wraps("906000010000000200000003bede"), "half an extension header");
        assertFalse(wraps("906000010000000200000003bede000110010000".substring(0, 38)));
        assertFalse(wraps("a06000010000000200000003"), "padding of an empty packet");
        assertFalse(wraps("a0600001000000020000000300"), "padding of zero bytes");
        assertFalse(wraps("a0600001000000020000000302"), "more padding than payload");
        assertTrue(wraps("a060000100000002000000030002"), "nothing but padding");
    }

    private boolean wraps(String hex) {
        MemorySegment s = TestMemory.hex(hex);
        return packet.wrap(s, 0, (int) s.byteSize());
    }

    @Test
    void allocatesNothingPerPacket() {
        MemorySegment s =
                TestMemory.hex("90600001 00000002 00000003 bede0002 10 01 51 0002 00 00 00 55");

        double bytes =
                TestMemory.allocatedPerCall(() -> {
                    assertTrue(packet.wrap(s, 0, 25));
                    assertEquals(19, packet.extension(5));
                    assertEquals(PacketKind.RTP, PacketKind.of(s, 0, 25));
                });

        assertTrue(bytes < 1, () -> bytes + " bytes per packet");
    }
}
