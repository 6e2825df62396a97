package io.sluice.sfu.receive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.rtp.rtcp.RtcpReader;
import io.sluice.rtp.rtcp.TransportFeedback;
import io.sluice.sfu.sim.Fixtures;
import io.sluice.sfu.time.Timed;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FeedbackRecorderTest {
    private final FeedbackRecorder recorder = new FeedbackRecorder();
    private final MemorySegment memory = MemorySegment.ofArray(new byte[1200]);
    private int number;

    private static long millis(long millis) {
        return millis * 1_000_000;
    }

    private List<String> read() {
        List<String> statuses = new ArrayList<>();
        int length = recorder.write(memory, 0, 1150, 1, 2);
        while (length > 0) {
            RtcpReader reader = new RtcpReader();
            TransportFeedback feedback = new TransportFeedback();
            assertTrue(reader.wrap(memory, 0, length) && reader.next() && feedback.wrap(reader));
            while (feedback.next()) {
                statuses.add(feedback.sequenceNumber() + (feedback.received() ? "+" : "-"));
            }
            length = recorder.write(memory, 0, 1150, 1, 2);
        }
        return statuses;
    }

    @Test
    void reportsWhatCameAndWhatDidNot() {
        recorder.onPacket(65_534, millis(0));
        recorder.onPacket(65_535, millis(1));
        recorder.onPacket(1, millis(2));
        assertEquals(millis(50), recorder.deadlineNanos());
        assertEquals(List.of("65534+", "65535+", "0-", "1+"), read());
        assertEquals(Timed.NEVER, recorder.deadlineNanos());
        assertEquals(List.of(), read());
    }

    @Test
    void aMessageBeginsWhereTheLastOneEnded() {
        recorder.onPacket(1, millis(0));
        read();
        recorder.onPacket(5, millis(60));
        assertEquals(List.of("2-", "3-", "4-", "5+"), read());
    }

    @Test
    void aPacketThatComesAfterTheMessageIsReportedInTheNext() {
        recorder.onPacket(1, millis(0));
        recorder.onPacket(3, millis(1));
        read();
        recorder.onPacket(2, millis(60));
        assertTrue(read().contains("2+"));
    }

    @Test
    void aFloodIsSplitIntoMessagesAndBounded() {
        for (int i = 0; i < 5000; i++) {
            recorder.onPacket(i & 0xffff, millis(i / 50));
        }
        List<String> statuses = read();
        assertEquals(1024, statuses.size());
        assertEquals("4999+", statuses.getLast());
    }

    @Test
    void allocatesNothingPerPacket() {
        double bytes =
                Fixtures.allocatedPerCall(() -> {
                    recorder.onPacket(number++ & 0xffff, millis(number));
                    if ((number & 63) == 0) {
                        recorder.write(memory, 0, 1150, 1, 2);
                    }
                });
        assertTrue(bytes < Fixtures.NOTHING, bytes + " bytes");
    }
}
