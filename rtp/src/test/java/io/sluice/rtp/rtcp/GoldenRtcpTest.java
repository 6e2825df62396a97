package io.sluice.rtp.rtcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.rtp.PacketKind;
import io.sluice.rtp.TestMemory;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// RTCP of a real browser, see `golden/README.md`.
final class GoldenRtcpTest {
    private static final int ROOM_BYTES = 1000;

    private final RtcpReader reader = new RtcpReader();
    private final SenderReport senderReport = new SenderReport();
    private final ReportBlocks blocks = new ReportBlocks();
    private final TransportFeedback feedback = new TransportFeedback();
    private final TransportFeedbackWriter writer = new TransportFeedbackWriter();
    private final PictureLossIndication pli = new PictureLossIndication();
    private final MemorySegment again = Arena.ofAuto().allocate(ROOM_BYTES);

    @Test
    void everyMessageOfABrowserIsRead() throws IOException {
        int reports = 0;
        int feedbacks = 0;
        int requests = 0;
        for (String line : lines()) {
            MemorySegment s = TestMemory.hex(line);
            int length = (int) s.byteSize();
            assertEquals(PacketKind.RTCP, PacketKind.of(s, 0, length));
            assertTrue(reader.wrap(s, 0, length));
            while (reader.next()) {
                switch (reader.packetType()) {
                    case RtcpReader.SENDER_REPORT -> {
                        assertTrue(senderReport.wrap(reader));
                        assertTrue(blocks.wrap(reader));
                        reports++;
                    }
                    case RtcpReader.RECEIVER_REPORT -> assertTrue(blocks.wrap(reader));
                    case RtcpReader.TRANSPORT_FEEDBACK -> {
                        assertTrue(feedback.wrap(reader));
                        assertWrittenAgain();
                        feedbacks++;
                    }
                    case RtcpReader.PAYLOAD_FEEDBACK -> {
                        assertTrue(pli.wrap(reader));
                        requests++;
                    }
                    default -> assertTrue(reader.length() >= 4);
                }
            }
            assertFalse(reader.malformed());
        }
        assertTrue(reports > 0);
        assertTrue(feedbacks > 0);
        assertTrue(requests > 0);
    }

    /// What our writer makes of the same arrivals says the same.
    private void assertWrittenAgain() {
        TransportFeedback theirs = new TransportFeedback();
        assertTrue(theirs.wrap(reader));
        int base = theirs.baseSequenceNumber();
        writer.begin(again, 0, ROOM_BYTES, theirs.senderSsrc(), theirs.mediaSsrc(), 0, base);
        int position = 0;
        int last = 0;
        while (theirs.next()) {
            if (theirs.received()) {
                long nanos = theirs.arrivalTicks() * TransportFeedback.TICK_NANOS;
                assertTrue(writer.add(base + position, nanos));
                last = position;
            }
            position++;
        }
        int length = writer.finish();
        RtcpReader second = new RtcpReader();
        TransportFeedback ours = new TransportFeedback();
        assertTrue(second.wrap(again, 0, length) && second.next() && ours.wrap(second));
        assertEquals(last + 1, ours.statusCount());
        assertTrue(theirs.wrap(reader));
        while (ours.next()) {
            assertTrue(theirs.next());
            assertEquals(theirs.sequenceNumber(), ours.sequenceNumber());
            assertEquals(theirs.received(), ours.received());
            assertTrue(!ours.received() || theirs.arrivalTicks() == ours.arrivalTicks());
        }
    }

    private static Iterable<String> lines() throws IOException {
        try (InputStream in = GoldenRtcpTest.class.getResourceAsStream("/golden/rtcp.hex")) {
            byte[] text = Objects.requireNonNull(in).readAllBytes();
            return new String(text, StandardCharsets.US_ASCII).lines().toList();
        }
    }
}
