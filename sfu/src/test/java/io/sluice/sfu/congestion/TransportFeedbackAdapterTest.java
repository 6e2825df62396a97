package io.sluice.sfu.congestion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.rtp.rtcp.RtcpReader;
import io.sluice.rtp.rtcp.TransportFeedback;
import io.sluice.rtp.rtcp.TransportFeedbackWriter;
import io.sluice.sfu.sim.Fixtures;
import io.sluice.sfu.time.Departures;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

final class TransportFeedbackAdapterTest {
    private static final long MILLI = 1_000_000;

    private final TransportFeedbackAdapter adapter =
            new TransportFeedbackAdapter(Departures.AT_ONCE);
    private final PacketResults results = new PacketResults();
    private final TransportFeedbackWriter writer = new TransportFeedbackWriter();
    private final TransportFeedback feedback = new TransportFeedback();
    private final RtcpReader reader = new RtcpReader();
    private final MemorySegment memory = MemorySegment.ofArray(new byte[1200]);

    /// A message about packets from `base` on; the given ones arrived a millisecond apart.
    private void report(long base, long fromNanos, long... arrived) {
        writer.begin(memory, 0, 1200, 1, 2, 0, base);
        for (int i = 0; i < arrived.length; i++) {
            assertTrue(writer.add(arrived[i], fromNanos + i * MILLI));
        }
        assertTrue(reader.wrap(memory, 0, writer.finish()) && reader.next());
        assertTrue(feedback.wrap(reader));
    }

    private void send(int first, int count, long nowNanos) {
        for (int i = 0; i < count; i++) {
            adapter.onSent((first + i) & 0xffff, 1000 + i, ProbeCluster.NONE, nowNanos + i * MILLI);
        }
    }

    @Test
    void tellsSizesAndTimesOfWhatArrivedAndOfWhatDidNot() {
        send(65534, 4, 0);
        report(65534, 500 * MILLI, 65534, 65536, 65537);
        assertTrue(adapter.read(feedback, 40 * MILLI, results));
        assertEquals(4, results.count());
        assertEquals(3, results.received());
        assertEquals(1001, results.bytes(1));
        assertFalse(results.isReceived(1));
        assertEquals(2 * MILLI, results.sentNanos(2));
        assertEquals(2 * MILLI, results.receivedNanos(3) - results.receivedNanos(0));
        assertFalse(adapter.read(feedback, 40 * MILLI, results));
    }

    @Test
    void knowsWhichPacketsLeftLater() {
        TransportFeedbackAdapter late =
                new TransportFeedbackAdapter(sent ->
                        sent == 0 ? 5 * MILLI : sent == 20 * MILLI ? Departures.UNKNOWN : sent);
        for (int i = 0; i < 3; i++) {
            late.onSent(i, 1000, ProbeCluster.NONE, i * 20L * MILLI);
        }
        report(0, 500 * MILLI, 0, 1, 2);
        assertTrue(late.read(feedback, 100 * MILLI, results));
        assertEquals(5 * MILLI, results.sentNanos(0));
        assertTrue(results.isTimed(0));
        assertFalse(results.isTimed(1));
        assertTrue(results.isReceived(1), "it counts as arrived");
        assertEquals(40 * MILLI, results.sentNanos(2));
        assertTrue(results.isTimed(2));
    }

    @Test
    void whatWasNeverSentAndWhatIsToldTwiceIsNoNews() {
        send(10, 2, 0);
        report(9, 0, 9, 10, 11, 12);
        assertTrue(adapter.read(feedback, 0, results));
        assertEquals(2, results.count());
        report(9, 0, 10, 11);
        assertTrue(adapter.read(feedback, 0, results));
        assertEquals(0, results.count());
    }

    @Test
    void whatDidNotLeaveIsNotLost() {
        send(65534, 4, 0);
        adapter.onUnsent(65535);
        adapter.onUnsent(1);
        adapter.onUnsent(9); // never noted
        report(65534, 500 * MILLI, 65534, 65536);
        assertTrue(adapter.read(feedback, 40 * MILLI, results));
        assertEquals(2, results.count());
        assertEquals(2, results.received());
        assertEquals(1002, results.bytes(1));
    }

    @Test
    void aLostPacketMayTurnUpLater() {
        send(0, 3, 0);
        report(0, 0, 0, 2);
        adapter.read(feedback, 0, results);
        assertFalse(results.isReceived(1));
        report(1, MILLI, 1);
        adapter.read(feedback, 0, results);
        assertEquals(1, results.count());
        assertTrue(results.isReceived(0) && results.isCorrection(0));
    }

    @Test
    void ordersByArrival() {
        send(0, 3, 0);
        writer.begin(memory, 0, 1200, 1, 2, 0, 0);
        assertTrue(writer.add(0, 30 * MILLI));
        assertTrue(writer.add(1, 10 * MILLI));
        assertTrue(writer.add(2, 20 * MILLI));
        assertTrue(reader.wrap(memory, 0, writer.finish()) && reader.next());
        assertTrue(feedback.wrap(reader));
        adapter.read(feedback, 0, results);
        assertEquals(1, results.byArrival(0));
        assertEquals(2, results.byArrival(1));
        assertEquals(0, results.byArrival(2));
    }

    @Test
    void feedbackThatComesAfterTwoSecondsIsIgnored() {
        send(0, 1, 0);
        report(0, 0, 0);
        assertTrue(adapter.read(feedback, 2_000_000_001L, results));
        assertEquals(0, results.count());
    }

    @Test
    void remembersAFastStreamForTwoSeconds() {
        for (int i = 0; i < 4000; i++) {
            adapter.onSent(i, 1200, ProbeCluster.NONE, i * MILLI / 2);
        }
        report(0, 0, 0, 3);
        assertTrue(adapter.read(feedback, 2000 * MILLI, results));
        assertEquals(4, results.count());
        assertEquals(2, results.received());
    }

    @Test
    void manyPacketsComeInPieces() {
        send(0, 600, 0);
        writer.begin(memory, 0, 1200, 1, 2, 0, 0);
        for (int i = 0; i < 600; i++) {
            assertTrue(writer.add(i, i * MILLI));
        }
        assertTrue(reader.wrap(memory, 0, writer.finish()) && reader.next());
        assertTrue(feedback.wrap(reader));
        int count = 0;
        while (adapter.read(feedback, 700 * MILLI, results)) {
            assertTrue(results.count() <= PacketResults.CAPACITY);
            count += results.count();
        }
        assertEquals(600, count);
    }

    @Test
    void allocatesNothingPerPacket() {
        int[] number = {0};
        double bytes =
                Fixtures.allocatedPerCall(() -> {
                    long now = number[0] * MILLI;
                    adapter.onSent(number[0]++ & 0xffff, 1200, ProbeCluster.NONE, now);
                });
        assertTrue(bytes < Fixtures.NOTHING, bytes + " bytes");
    }
}
