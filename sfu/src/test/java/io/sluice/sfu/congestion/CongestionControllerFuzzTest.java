package io.sluice.sfu.congestion;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.sluice.rtp.rtcp.RtcpReader;
import io.sluice.rtp.rtcp.TransportFeedback;
import io.sluice.sfu.time.Departures;
import java.lang.foreign.MemorySegment;

/// Whatever a receiver claims about the packets it was sent, the estimate stays a rate.
final class CongestionControllerFuzzTest {
    private static final long MILLI = 1_000_000;

    @FuzzTest
    void anyFeedbackLeavesARate(byte[] data) {
        CongestionController controller = new CongestionController(true, Departures.AT_ONCE);
        controller.desired(5_000_000, 0);
        RtcpReader reader = new RtcpReader();
        TransportFeedback feedback = new TransportFeedback();
        long now = 0;
        int number = 0;
        for (int round = 0; round < 8; round++) {
            for (int i = 0; i < 40; i++) {
                now += 2 * MILLI;
                controller.onSending(number++ & 0xffff, 1200, round & 3, now);
                controller.onSent(1200, now);
            }
            controller.onDeadline(now);
            controller.takeProbe();
            reader.wrap(MemorySegment.ofArray(data), 0, data.length);
            while (reader.next()) {
                if (feedback.wrap(reader)) {
                    controller.onTransportFeedback(feedback, now);
                }
            }
            long target = controller.targetBps();
            assertTrue(target >= CongestionController.MIN_BPS, "target " + target);
            assertTrue(target <= CongestionController.MAX_BPS, "target " + target);
            assertTrue(controller.lossRatio() >= 0 && controller.lossRatio() <= 1);
        }
    }
}
