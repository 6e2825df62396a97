package io.sluice.rtp.rtcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.rtp.TestMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class ReportsTest {
    private final MemorySegment s = Arena.ofAuto().allocate(1500);
    private final RtcpReader reader = new RtcpReader();
    private final SenderReport report = new SenderReport();
    private final ReportBlocks blocks = new ReportBlocks();

    @Test
    void aSenderReportWithABlockIsReadBack() {
        int length = SenderReport.write(s, 0, 0xfedcba98L, 0x8000_0001_2345_6789L, 90_000, 7, 8, 1);
        length +=
                ReportBlocks.write(s, length, 0xf0000001L, 128, -3, 0x1_ffffL, 5, 6, 0xffff_ffffL);

        assertTrue(reader.wrap(s, 0, length));
        assertTrue(reader.next());
        assertTrue(report.wrap(reader));
        assertEquals(0xfedcba98L, report.ssrc());
        assertEquals(0x8000_0001_2345_6789L, report.ntpTime());
        assertEquals(90_000, report.rtpTimestamp());
        assertEquals(7, report.packetCount());
        assertEquals(8, report.octetCount());
        assertTrue(blocks.wrap(reader));
        assertTrue(blocks.next());
        assertEquals(0xf0000001L, blocks.ssrc());
        assertEquals(128, blocks.fractionLost());
        assertEquals(-3, blocks.cumulativeLost());
        assertEquals(0x1_ffffL, blocks.extendedHighestSequence());
        assertEquals(5, blocks.jitter());
        assertEquals(6, blocks.lastSenderReport());
        assertEquals(0xffff_ffffL, blocks.delaySinceLastSenderReport());
        assertFalse(blocks.next());
        assertFalse(reader.next());
    }

    @Test
    void aReceiverReportHasTheBytesOfTheRfc() {
        int length = ReceiverReport.write(s, 0, 1, 1);
        length += ReportBlocks.write(s, length, 2, 3, 4, 5, 6, 7, 8);

        assertEquals(
                "81c90007 00000001 00000002 03000004 00000005 00000006 00000007 00000008"
                        .replace(" ", ""),
                TestMemory.hex(s, 0, length));
    }

    @Test
    void anAbsurdLossIsClamped() {
        ReceiverReport.write(s, 0, 1, 1);
        ReportBlocks.write(s, 8, 2, 0, Integer.MAX_VALUE, 0, 0, 0, 0);
        assertTrue(reader.wrap(s, 0, 32) && reader.next() && blocks.wrap(reader) && blocks.next());
        assertEquals(0x7f_ffff, blocks.cumulativeLost());
    }

    @Test
    void refusesReportsThatAreTooShort() {
        MemorySegment cut = TestMemory.hex("82c90001 00000001");
        assertTrue(reader.wrap(cut, 0, 8) && reader.next());
        assertFalse(blocks.wrap(reader));
        assertFalse(blocks.next());

        MemorySegment sender = TestMemory.hex("80c80001 00000001");
        assertTrue(reader.wrap(sender, 0, 8) && reader.next());
        assertFalse(report.wrap(reader));
        assertFalse(blocks.wrap(reader));
    }

    @Test
    void aSourceDescriptionEndsWithAZeroAndIsPadded() {
        byte[] name = "slot".getBytes(StandardCharsets.UTF_8);
        int length = SourceDescription.write(s, 0, 9, name);
        assertEquals(
                "81ca0003 00000009 0104736c 6f740000".replace(" ", ""),
                TestMemory.hex(s, 0, length));

        length = SourceDescription.write(s, 0, 9, "slot-1".getBytes(StandardCharsets.UTF_8));
        assertEquals(20, length, "a whole word of zeros when nothing else is left");
        assertThrows(
                IllegalArgumentException.class,
                () -> SourceDescription.write(s, 0, 9, new byte[256]));
    }

    @Test
    void aGoodbyeNamesItsStreams() {
        Goodbye goodbye = new Goodbye();
        int length = Goodbye.write(s, 0, 0xabcdef01L);
        assertTrue(reader.wrap(s, 0, length) && reader.next() && goodbye.wrap(reader));
        assertEquals(1, goodbye.count());
        assertEquals(0xabcdef01L, goodbye.ssrc(0));

        MemorySegment cut = TestMemory.hex("82cb0001 00000001");
        assertTrue(reader.wrap(cut, 0, 8) && reader.next());
        assertFalse(goodbye.wrap(reader));
    }

    @Test
    void allocatesNothingPerReport() {
        byte[] name = {1, 2, 3};
        double bytes =
                TestMemory.allocatedPerCall(() -> {
                    int at = SenderReport.write(s, 0, 1, 2, 3, 4, 5, 1);
                    at += ReportBlocks.write(s, at, 1, 2, 3, 4, 5, 6, 7);
                    at += SourceDescription.write(s, at, 1, name);
                    assertTrue(reader.wrap(s, 0, at) && reader.next());
                    assertTrue(report.wrap(reader) && blocks.wrap(reader) && blocks.next());
                });

        assertTrue(bytes < 1, () -> bytes + " bytes per report");
    }
}
