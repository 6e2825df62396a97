package io.sluice.rtp.rtcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.sluice.rtp.Bytes;
import io.sluice.rtp.FuzzMemory;
import java.lang.foreign.MemorySegment;

final class RtcpFuzzTest {
    private static final FuzzMemory MEMORY = new FuzzMemory();

    private final RtcpReader reader = new RtcpReader();
    private final SenderReport senderReport = new SenderReport();
    private final ReportBlocks blocks = new ReportBlocks();
    private final Goodbye goodbye = new Goodbye();
    private final Nack nack = new Nack();
    private final PictureLossIndication pli = new PictureLossIndication();
    private final FullIntraRequest fir = new FullIntraRequest();
    private final Remb remb = new Remb();
    private final TransportFeedback feedback = new TransportFeedback();

    /// Of everything that was read, so that nothing is left out as unused.
    private long sum;

    @FuzzTest(maxDuration = "", maxExecutions = FuzzMemory.EXECUTIONS)
    void compound(byte[] input) {
        MemorySegment s = MEMORY.exactly(input);
        if (!reader.wrap(s, 0, (int) s.byteSize())) {
            return;
        }
        long end = 0;
        while (reader.next()) {
            assertEquals(end, reader.offset());
            end = reader.offset() + 4 + 4L * Bytes.unsigned16(s, reader.offset() + 2);
            assertTrue(reader.offset() + reader.length() <= s.byteSize());
            sum += reader.packetType() + reader.format() + reader.senderSsrc();
            readReports();
            readFeedback();
        }
        assertTrue(reader.malformed() || end == s.byteSize());
        assertNotEquals(Long.MIN_VALUE, sum);
    }

    private void readReports() {
        if (senderReport.wrap(reader)) {
            sum += senderReport.ssrc() + senderReport.ntpTime() + senderReport.rtpTimestamp();
            sum += senderReport.packetCount() + senderReport.octetCount();
        }
        if (blocks.wrap(reader)) {
            while (blocks.next()) {
                sum += blocks.ssrc() + blocks.fractionLost() + blocks.cumulativeLost();
                sum += blocks.extendedHighestSequence() + blocks.jitter();
                sum += blocks.lastSenderReport() + blocks.delaySinceLastSenderReport();
            }
        }
        if (goodbye.wrap(reader)) {
            for (int i = 0; i < goodbye.count(); i++) {
                sum += goodbye.ssrc(i);
            }
        }
    }

    private void readFeedback() {
        if (nack.wrap(reader)) {
            sum += nack.senderSsrc() + nack.mediaSsrc();
            while (nack.next()) {
                sum += nack.sequenceNumber();
            }
        }
        if (pli.wrap(reader)) {
            sum += pli.senderSsrc() + pli.mediaSsrc();
        }
        if (fir.wrap(reader)) {
            while (fir.next()) {
                sum += fir.senderSsrc() + fir.mediaSsrc() + fir.requestNumber();
            }
        }
        if (remb.wrap(reader)) {
            assertTrue(remb.bitrateBps() >= 0);
            for (int i = 0; i < remb.ssrcCount(); i++) {
                sum += remb.ssrc(i);
            }
        }
        if (feedback.wrap(reader)) {
            readStatuses();
        }
    }

    /// The input is the message behind its first 12 bytes.
    @FuzzTest(maxDuration = "", maxExecutions = FuzzMemory.EXECUTIONS)
    void transportFeedback(byte[] input) {
        byte[] message = new byte[12 + (input.length & ~3)];
        System.arraycopy(input, 0, message, 12, message.length - 12);
        MemorySegment s = MEMORY.exactly(message);
        RtcpReader.writeHeader(
                s, 0, RtcpReader.TRANSPORT_FEEDBACK, TransportFeedback.FORMAT, message.length);
        if (reader.wrap(s, 0, message.length) && reader.next() && feedback.wrap(reader)) {
            readStatuses();
        }
    }

    private void readStatuses() {
        int count = 0;
        long arrival = 256L * feedback.referenceTime();
        boolean sound = true;
        while (feedback.next()) {
            int expected = (feedback.baseSequenceNumber() + count) & 0xffff;
            arrival += feedback.deltaTicks();
            sound &= expected == feedback.sequenceNumber() && arrival == feedback.arrivalTicks();
            sound &= feedback.received() || feedback.deltaTicks() == 0;
            count++;
        }
        assertTrue(sound);
        assertEquals(feedback.statusCount(), count);
        sum += feedback.senderSsrc() + feedback.mediaSsrc() + feedback.feedbackCount();
    }
}
