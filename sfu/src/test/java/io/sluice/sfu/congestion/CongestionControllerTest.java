package io.sluice.sfu.congestion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.rtp.rtcp.RtcpReader;
import io.sluice.rtp.rtcp.TransportFeedback;
import io.sluice.rtp.rtcp.TransportFeedbackWriter;
import io.sluice.sfu.sim.Fixtures;
import io.sluice.sfu.time.Departures;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

final class CongestionControllerTest {
    private static final long MILLI = 1_000_000;

    private final CongestionController controller =
            new CongestionController(true, Departures.AT_ONCE);
    private final TransportFeedbackWriter writer = new TransportFeedbackWriter();
    private final TransportFeedback feedback = new TransportFeedback();
    private final RtcpReader reader = new RtcpReader();
    private final MemorySegment memory = MemorySegment.ofArray(new byte[1200]);
    private long now;
    private long number;
    private long delayNanos = 20 * MILLI;
    private long waitingNanos;

    /// A packet each millisecond for a twentieth of a second, and feedback on all of them.
    private void round(int bytes) {
        writer.begin(memory, 0, 1200, 1, 2, 0, number);
        for (int i = 0; i < 50; i++) {
            now += MILLI;
            controller.onSending((int) number & 0xffff, bytes, ProbeCluster.NONE, now);
            controller.onSent(bytes, now);
            delayNanos += waitingNanos;
            writer.add(number++, now + delayNanos);
        }
        now += 40 * MILLI;
        reader.wrap(memory, 0, writer.finish());
        if (reader.next() && feedback.wrap(reader)) {
            controller.onTransportFeedback(feedback, now);
        }
        controller.onDeadline(now);
        now -= 40 * MILLI;
    }

    @Test
    void measuresRateAndRoundTrip() {
        for (int i = 0; i < 40; i++) {
            round(100);
        }
        assertEquals(800_000, (double) controller.acknowledgedBps(), 40_000);
        // Sent and reported with 20 ms each way and up to 20 ms of waiting for the report.
        assertEquals(40, controller.roundTripNanos() / MILLI);
        assertEquals(0, controller.lossRatio(), 1e-9);
        assertEquals(BandwidthUsage.NORMAL, controller.usage());
    }

    @Test
    void probesWithTheFirstPacket() {
        assertNull(controller.takeProbe());
        controller.onSending(0, 100, ProbeCluster.NONE, 0);
        controller.onSent(100, 0);
        assertNotNull(controller.takeProbe());
        assertNotNull(controller.takeProbe());
        assertNull(controller.takeProbe());
    }

    /// Firefox gives feedback on pictures only: with all of them paused, none would come any more
    /// that could end the over-use.
    @Test
    void whoWasOverusedAndIsSentNothingIsProbedAgain() {
        for (int i = 0; i < 10; i++) {
            round(100);
        }
        waitingNanos = 2 * MILLI;
        for (int i = 0; i < 5; i++) {
            round(100);
        }
        assertEquals(BandwidthUsage.OVERUSING, controller.usage());
        while (controller.takeProbe() != null) {}
        controller.desired(1_000_000, now);

        boolean probed = false;
        for (long end = now + 10_000 * MILLI; now < end; now += 25 * MILLI) {
            controller.onDeadline(now);
            probed |= controller.takeProbe() != null;
        }
        assertTrue(probed);
    }

    @Test
    void theReceiversOwnEstimateIsABound() {
        controller.onReceiverEstimate(100_000, 0);
        assertEquals(100_000, controller.targetBps());
    }

    @Test
    void withoutFeedbackTheReceiversReportsDecide() {
        CongestionController blind = new CongestionController(false, Departures.AT_ONCE);
        assertEquals(CongestionController.START_WITHOUT_FEEDBACK_BPS, blind.targetBps());
        blind.onReceiverReport(128, 50 * MILLI, 1000 * MILLI);
        assertTrue(blind.targetBps() < CongestionController.START_WITHOUT_FEEDBACK_BPS);
        assertEquals(0.5, blind.lossRatio(), 1e-9);
        blind.onReceiverEstimate(400_000, 1000 * MILLI);
        assertEquals(400_000, blind.targetBps());
    }

    @Test
    void allocatesNothingPerPacket() {
        double bytes = Fixtures.allocatedPerCall(() -> round(1200)) / 50;
        assertTrue(bytes < Fixtures.NOTHING, bytes + " bytes");
    }
}
