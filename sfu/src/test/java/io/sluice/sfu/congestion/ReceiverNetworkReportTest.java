package io.sluice.sfu.congestion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.rtp.rtcp.Remb;
import io.sluice.rtp.rtcp.RtcpReader;
import io.sluice.rtp.rtcp.TransportFeedback;
import io.sluice.rtp.rtcp.TransportFeedbackWriter;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

final class ReceiverNetworkReportTest {
    private final ReceiverNetworkReport report = new ReceiverNetworkReport();
    private final MemorySegment memory = MemorySegment.ofArray(new byte[200]);
    private final RtcpReader reader = new RtcpReader();

    @Test
    void countsWhatTheReceiverSaw() {
        TransportFeedbackWriter writer = new TransportFeedbackWriter();
        writer.begin(memory, 0, 200, 1, 2, 0, 10);
        writer.add(10, 1_000_000);
        writer.add(13, 2_000_000);
        TransportFeedback feedback = new TransportFeedback();
        assertTrue(reader.wrap(memory, 0, writer.finish()) && reader.next());
        assertTrue(feedback.wrap(reader));
        report.onTransportFeedback(feedback, 5);
        assertEquals(2, report.receivedPackets());
        assertEquals(2, report.lostPackets());
        assertEquals(13, report.lastSequenceNumber());
        assertEquals(1, report.feedbackMessages());
        assertEquals(5, report.lastReportNanos());
    }

    @Test
    void takesTheReceiversOwnEstimate() {
        assertEquals(ReceiverNetworkReport.UNKNOWN, report.estimateBps());
        Remb remb = new Remb();
        assertTrue(reader.wrap(memory, 0, Remb.write(memory, 0, 1, 2, 2_000_000)));
        assertTrue(reader.next() && remb.wrap(reader));
        report.onEstimate(remb, 7);
        assertEquals(2e6, (double) report.estimateBps(), 20.0);
    }
}
