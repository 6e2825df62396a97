package io.sluice.rtp.rtcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.rtp.TestMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TransportFeedbackTest {
    private static final long MILLI = 1_000_000;

    private final MemorySegment s = Arena.ofAuto().allocate(1500);
    private final RtcpReader reader = new RtcpReader();
    private final TransportFeedback feedback = new TransportFeedback();
    private final TransportFeedbackWriter writer = new TransportFeedbackWriter();

    private boolean wraps(MemorySegment message) {
        int length = (int) message.byteSize();
        return reader.wrap(message, 0, length) && reader.next() && feedback.wrap(reader);
    }

    private List<String> statuses() {
        List<String> all = new ArrayList<>();
        while (feedback.next()) {
            String arrival = feedback.received() ? "@" + feedback.arrivalTicks() : " lost";
            all.add(feedback.sequenceNumber() + arrival);
        }
        return all;
    }

    @Test
    void readsEveryFormOfChunk() {
        MemorySegment message =
                TestMemory.hex(
                        "afcd0009 00000001 00000002 fffe000d 00000209"
                                + "2002" // run: 2 small
                                + "0003" // run: 3 lost
                                + "d940" // two bits: small, large, small, small, lost, lost, lost
                                + "a000" // one bit: received (cut after the first)
                                + "01 02 03 8000 04 05 06" // deltas
                                + "00000004");

        assertTrue(wraps(message));
        assertEquals(1, feedback.senderSsrc());
        assertEquals(2, feedback.mediaSsrc());
        assertEquals(65_534, feedback.baseSequenceNumber());
        assertEquals(13, feedback.statusCount());
        assertEquals(2, feedback.referenceTime());
        assertEquals(9, feedback.feedbackCount());
        assertEquals(
                List.of(
                        "65534@513",
                        "65535@515",
                        "0 lost",
                        "1 lost",
                        "2 lost",
                        "3@518",
                        "4@-32250",
                        "5@-32246",
                        "6@-32241",
                        "7 lost",
                        "8 lost",
                        "9 lost",
                        "10@-32235"),
                statuses());
    }

    @Test
    void theReferenceTimeIsSigned() {
        assertTrue(wraps(TestMemory.hex("8fcd0005 00000001 00000002 00010001 ffffff00 20010000")));
        assertEquals(-1, feedback.referenceTime());
        assertTrue(feedback.next());
        assertEquals(-256, feedback.arrivalTicks());
    }

    @Test
    void refusesWhatDoesNotFit() {
        String head = "8fcd0005 00000001 00000002 0001";
        assertFalse(wraps(TestMemory.hex(head + "0000 00000000 00000000")), "no statuses");
        assertFalse(wraps(TestMemory.hex(head + "0003 00000000 20030000")), "a missing delta");
        assertFalse(wraps(TestMemory.hex(head + "0009 00000000 00010001")), "a missing chunk");
        assertFalse(wraps(TestMemory.hex(head + "0001 00000000 60010000")), "a reserved run");
        assertFalse(wraps(TestMemory.hex(head + "0001 00000000 f0000000")), "a reserved symbol");
        assertFalse(wraps(TestMemory.hex(head + "2001 00000000 1fff1fff")), "too many statuses");
        assertFalse(wraps(TestMemory.hex("8fcd0003 00000001 00000002 00010001")), "no reference");
        assertFalse(feedback.next());
    }

    @Test
    void emptyRunsAreSteppedOver() {
        assertTrue(wraps(TestMemory.hex("8fcd0005 00000001 00000002 00010001 00000000 00000001")));
        assertEquals(List.of("1 lost"), statuses());
    }

    @Test
    void aLongGapIsOneRun() {
        writer.begin(s, 0, 1200, 1, 2, 3, 10);
        assertTrue(writer.add(10, 64 * MILLI));
        assertTrue(writer.add(40, 65 * MILLI));

        int length = writer.finish();
        assertEquals(
                "8fcd0006 00000001 00000002 000a001f 00000103 a000 0010 2001 00 04"
                        .replace(" ", ""),
                TestMemory.hex(s, 0, length));
        assertTrue(wraps(s.asSlice(0, length)));
        List<String> all = statuses();
        assertEquals("10@256", all.getFirst());
        assertEquals("40@260", all.getLast());
        assertEquals(31, all.size());
    }

    @Test
    void aPauseThatNoDeltaCanTellNeedsANewMessage() {
        writer.begin(s, 0, 1200, 1, 2, 3, 10);
        assertTrue(writer.add(10, 0));

        assertFalse(writer.add(11, 8_193 * MILLI), "32,768 ticks");
        assertTrue(writer.add(11, 8_191 * MILLI));
        assertTrue(writer.add(12, 1_000 * MILLI), "reordered: a delta below zero");
    }

    @Test
    void aMessageThatIsFullSaysSo() {
        writer.begin(s, 0, 40, 1, 2, 3, 0);
        int added = 0;
        while (writer.add(added, added * MILLI)) {
            added++;
        }

        assertEquals(13, added);
        assertTrue(writer.finish() <= 40);
    }

    @Test
    void nothingAddedIsNoMessage() {
        assertEquals(0, writer.begin(s, 0, 1200, 1, 2, 3, 0).finish());
    }

    /// Property: whatever arrives is read back, to the tick, and never takes more than the room
    /// that was given.
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whateverArrivesIsReadBack(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 100; round++) {
            int capacity = 60 + random.nextInt(1140);
            long base = random.nextLong(1 << 20);
            long now = random.nextLong(1_000_000 * MILLI);
            int loss = random.nextInt(100);
            boolean jumpy = random.nextInt(3) == 0;
            writer.begin(s, 0, capacity, 1, 2, 255, base);
            List<String> expected = new ArrayList<>();
            for (long sequence = base; sequence < base + 400; sequence++) {
                now += random.nextLong(jumpy && random.nextInt(10) == 0 ? 500 * MILLI : 3 * MILLI);
                long arrival = now - (jumpy ? random.nextLong(20 * MILLI) : 0);
                if (random.nextInt(100) < loss) {
                    continue;
                }
                if (!writer.add(sequence, arrival)) {
                    break;
                }
                while (expected.size() < sequence - base) {
                    expected.add(((base + expected.size()) & 0xffff) + " lost");
                }
                long ticks = Math.floorDiv(arrival, TransportFeedback.TICK_NANOS);
                expected.add((sequence & 0xffff) + "@" + ticks);
            }
            int length = writer.finish();
            assertTrue(length <= capacity);
            if (length > 0) {
                assertTrue(wraps(s.asSlice(0, length)));
            }
            assertEquals(expected, length > 0 ? statuses() : List.of());
        }
    }

    @Test
    void allocatesNothingPerMessage() {
        double bytes =
                TestMemory.allocatedPerCall(() -> {
                    writer.begin(s, 0, 1200, 1, 2, 3, 0);
                    for (int i = 0; i < 10; i++) {
                        writer.add(2L * i, i * MILLI);
                    }
                    int length = writer.finish();
                    assertTrue(reader.wrap(s, 0, length) && reader.next());
                    assertTrue(feedback.wrap(reader));
                    while (feedback.next()) {
                        assertTrue(feedback.deltaTicks() >= 0);
                    }
                });

        assertTrue(bytes < 1, () -> bytes + " bytes per message");
    }
}
