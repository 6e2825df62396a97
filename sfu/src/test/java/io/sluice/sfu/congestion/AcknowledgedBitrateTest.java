package io.sluice.sfu.congestion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class AcknowledgedBitrateTest {
    private static final long MILLI = 1_000_000;

    private final AcknowledgedBitrate acknowledged = new AcknowledgedBitrate();
    private final PacketResults results = new PacketResults();
    private long now;

    /// A packet each ten milliseconds.
    private void receive(long bps, long millis, boolean limited, boolean overusing) {
        for (long i = 0; i < millis; i += 10) {
            now += 10 * MILLI;
            results.clear();
            results.add(i, now, true, now, (int) (bps / 800), ProbeCluster.NONE, false);
            acknowledged.onFeedback(results, limited, overusing);
        }
    }

    @Test
    void isUnknownForHalfASecond() {
        receive(800_000, 490, false, false);
        assertEquals(AimdRateControl.UNKNOWN, acknowledged.bps());
        receive(800_000, 50, false, false);
        assertEquals(800_000, acknowledged.bps(), 20_000);
    }

    @Test
    void followsWhatArrives() {
        receive(800_000, 2000, false, false);
        receive(1_600_000, 4000, false, false);
        assertEquals(1_600_000, acknowledged.bps(), 100_000);
    }

    /// What is sent less by will does not pull it down as fast.
    @Test
    void isSlowWhereTheApplicationSendsLess() {
        receive(800_000, 2000, false, false);
        receive(200_000, 500, true, false);
        assertTrue(acknowledged.bps() > 500_000, "bps " + acknowledged.bps());
    }

    @Test
    void isFastWhereQueuesGrow() {
        receive(3_000_000, 3000, false, false);
        receive(500_000, 500, false, true);
        assertTrue(acknowledged.bps() < 700_000, "bps " + acknowledged.bps());
    }
}
