package io.sluice.sfu.send;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.rtp.rtcp.ReceiverReport;
import io.sluice.rtp.rtcp.ReportBlocks;
import io.sluice.rtp.rtcp.RtcpReader;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

final class ReceiverLossTest {
    private static final long SECOND = 1_000_000_000;

    private final ReceiverLoss loss = new ReceiverLoss();
    private long nowNanos;

    /// So many seconds with feedback each tenth on 100 packets a second.
    private void lose(double share, int seconds) {
        double missing = 0;
        for (int i = 0; i < 10 * seconds; i++) {
            nowNanos += SECOND / 10;
            missing += 10 * share;
            long whole = (long) missing;
            missing -= whole;
            loss.onReport(10, whole, nowNanos);
        }
    }

    @Test
    void redundancyBeginsAboveThreeInAHundredAndDoublesAboveTen() {
        lose(0.025, 20);
        assertEquals(0, loss.redundancy());
        lose(0.05, 10);
        assertEquals(1, loss.redundancy());
        lose(0.09, 20);
        assertEquals(1, loss.redundancy());
        lose(0.2, 5);
        assertEquals(2, loss.redundancy());
        assertEquals(0.2, loss.ratio(), 0.03);
    }

    @Test
    void itComesWithinASecond() {
        lose(0, 10);
        lose(0.2, 1);
        assertEquals(1, loss.redundancy());
    }

    @Test
    void itGoesStepByStepWhenItHasBeenBetterForSeconds() {
        lose(0.2, 5);
        lose(0.08, 30);
        assertEquals(2, loss.redundancy(), "not much better");
        lose(0.02, 20);
        assertEquals(1, loss.redundancy());
        lose(0.02, 60);
        assertEquals(1, loss.redundancy(), "between the thresholds it stays");
        lose(0, 4);
        assertEquals(1, loss.redundancy());
        lose(0, 10);
        assertEquals(0, loss.redundancy());
    }

    @Test
    void aMomentThatIsBetterChangesNothing() {
        lose(0.05, 10);
        for (int i = 0; i < 20; i++) {
            lose(0, 3);
            lose(0.06, 3);
        }
        assertEquals(1, loss.redundancy());
    }

    @Test
    void fewPacketsSayNothing() {
        loss.onReport(10, 10, SECOND);
        assertEquals(0, loss.redundancy());
        assertEquals(0, loss.ratio());
    }

    @Test
    void whatCameLateIsTakenBack() {
        loss.onReport(100, 10, SECOND);
        loss.onReport(100, -10, SECOND);
        assertEquals(0, loss.ratio());
        loss.onReport(100, -10, SECOND);
        assertTrue(loss.ratio() >= 0);
    }

    private static ReportBlocks block(long highest, int cumulative) {
        MemorySegment memory = MemorySegment.ofArray(new byte[64]);
        int length = ReceiverReport.write(memory, 0, 1, 1);
        length += ReportBlocks.write(memory, length, 500, 0, cumulative, highest, 0, 0, 0);
        RtcpReader reader = new RtcpReader();
        ReportBlocks blocks = new ReportBlocks();
        assertTrue(reader.wrap(memory, 0, length) && reader.next() && blocks.wrap(reader));
        assertTrue(blocks.next());
        return blocks;
    }

    @Test
    void blocksTellWhatWasLostSinceTheOneBefore() {
        ReportedLoss reported = new ReportedLoss();
        reported.onBlock(block(65_500, 7), 65_510, 0);
        assertEquals(0, reported.expected(), "nobody knows since when");
        reported.onBlock(block(65_600, 17), 65_610, 0);
        assertEquals(100, reported.expected());
        assertEquals(10, reported.lost());
    }

    /// One that came late does not know how often the numbers came round.
    @Test
    void theRoundsOfTheReceiverDoNotMatter() {
        ReportedLoss reported = new ReportedLoss();
        reported.onBlock(block(50, 0), 0x3_0040, 0);
        reported.onBlock(block(150, 2), 0x3_00a0, 0);
        assertEquals(100, reported.expected());
        assertEquals(2, reported.lost());
    }

    @Test
    void whatWasRepairedUnderItsOwnNumberWasLostAllTheSame() {
        ReportedLoss reported = new ReportedLoss();
        reported.onBlock(block(1000, 0), 1000, 0);
        reported.onBlock(block(1100, 2), 1100, 18);
        assertEquals(20, reported.lost());
    }

    /// Property: a report can claim anything, and means no more than everything or nothing.
    @Test
    void claimsAreBounded() {
        ReportedLoss reported = new ReportedLoss();
        reported.onBlock(block(1000, 0), 1000, 0);
        reported.onBlock(block(1100, 0x7f_ffff), 1100, 0);
        assertEquals(100, reported.lost());
        reported.onBlock(block(1200, -0x80_0000), 1200, 0);
        assertEquals(0, reported.lost());
        reported.onBlock(block(1300, -0x80_0000), 1200, 0);
        assertTrue(reported.expected() >= 0 && reported.expected() <= 0xffff);
        assertTrue(reported.lost() <= reported.expected());
    }
}
