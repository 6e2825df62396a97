package io.sluice.rtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.lang.foreign.MemorySegment;

final class RtpPacketFuzzTest {
    private static final FuzzMemory MEMORY = new FuzzMemory();

    /// Each walks the block from its begin; hundreds of them would only make this slow.
    private static final int LOOK_UPS = 8;

    private final RtpPacket packet = new RtpPacket();
    private final HeaderExtensions elements = new HeaderExtensions();

    @FuzzTest(maxDuration = "", maxExecutions = FuzzMemory.EXECUTIONS)
    void packet(byte[] input) {
        MemorySegment s = MEMORY.exactly(input);
        int length = (int) s.byteSize();
        PacketKind kind = PacketKind.of(s, 0, length);
        if (!packet.wrap(s, 0, length)) {
            return;
        }
        assertTrue(kind == PacketKind.RTP || kind == PacketKind.RTCP);
        assertEquals(
                length, packet.headerLength() + packet.payloadLength() + packet.paddingLength());
        assertTrue(packet.payloadLength() >= 0);
        s.asSlice(packet.payloadOffset(), packet.payloadLength());
        elements.wrap(packet);
        int looked = 0;
        while (elements.next()) {
            assertTrue(elements.id() > 0);
            assertTrue(elements.offset() + elements.length() <= packet.headerLength());
            s.asSlice(elements.offset(), elements.length());
            if (looked++ < LOOK_UPS) {
                long found = packet.extension(elements.id());
                assertTrue(found > 0 && found <= elements.offset());
            }
        }
    }
}
