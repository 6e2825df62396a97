package io.sluice.sfu.receive;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class ReceptionStatisticsTest {
    private final ReceptionStatistics statistics = new ReceptionStatistics(90_000);

    private static long millis(long millis) {
        return millis * 1_000_000;
    }

    @Test
    void countsLossSinceTheLastReportAndInAll() {
        for (int i = 0; i < 10; i++) {
            if (i != 3 && i != 7) {
                statistics.onPacket(i, i * 3000L, millis(i));
            }
        }
        assertEquals(2 * 256 / 10, statistics.takeFractionLost());
        assertEquals(2, statistics.cumulativeLost());
        assertEquals(9, statistics.highestSequence());
        assertEquals(0, statistics.takeFractionLost());
    }

    @Test
    void duplicatesMakeTheLossNegativeNotTheShare() {
        statistics.onPacket(1, 0, 0);
        statistics.onPacket(1, 0, 0);
        assertEquals(0, statistics.takeFractionLost());
        assertEquals(-1, statistics.cumulativeLost());
    }

    @Test
    void evenPacketsHaveNoJitterAndUnevenOnesDo() {
        for (int i = 0; i < 100; i++) {
            statistics.onPacket(i, i * 900L, millis(i * 10L));
        }
        assertEquals(0, statistics.jitter());
        for (int i = 100; i < 400; i++) {
            statistics.onPacket(i, i * 900L, millis(i * 10L + (i % 2) * 4L));
        }
        // Each step is 4 ms off: 360 units.
        assertEquals(360.0, (double) statistics.jitter(), 30.0);
    }

    @Test
    void quotesTheLastSenderReport() {
        assertEquals(0, statistics.lastSenderReport());
        statistics.onSenderReport(0x1234_5678_9abc_def0L, millis(500));
        assertEquals(0x5678_9abcL, statistics.lastSenderReport());
        assertEquals(65_536 / 2, statistics.delaySinceLastSenderReport(millis(1000)));
    }
}
