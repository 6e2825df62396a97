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
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FeedbackTest {
    private final MemorySegment s = Arena.ofAuto().allocate(1500);
    private final RtcpReader reader = new RtcpReader();
    private final Nack nack = new Nack();
    private final NackWriter nackWriter = new NackWriter();
    private final Remb remb = new Remb();

    private void read(int length) {
        assertTrue(reader.wrap(s.asSlice(0, length), 0, length));
        assertTrue(reader.next());
    }

    @Test
    void aNackPacksNeighboursIntoOnePair() {
        nackWriter.begin(s, 0, 1200, 1, 2);
        for (int lost : new int[] {65_535, 0, 15, 16}) {
            assertTrue(nackWriter.add(lost));
        }

        assertEquals(
                "81cd0004 00000001 00000002 ffff8001 00100000".replace(" ", ""),
                TestMemory.hex(s, 0, nackWriter.finish()));
    }

    @Test
    void aNackThatIsFullSaysSo() {
        nackWriter.begin(s, 0, 20, 1, 2);

        assertTrue(nackWriter.add(100));
        assertTrue(nackWriter.add(200));
        assertFalse(nackWriter.add(300));
        assertTrue(nackWriter.add(201), "it still fits the last pair");
        assertEquals(20, nackWriter.finish());
    }

    @Test
    void anEmptyNackIsNoMessage() {
        assertEquals(0, nackWriter.begin(s, 0, 1200, 1, 2).finish());
    }

    /// Property: what is reported lost is read as lost, and nothing else.
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void whatIsReportedLostIsReadAsLost(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 200; round++) {
            int base = random.nextInt(65_536);
            TreeSet<Integer> offsets = new TreeSet<>();
            for (int i = 1 + random.nextInt(60); i > 0; i--) {
                offsets.add(random.nextInt(300));
            }
            nackWriter.begin(s, 0, 1200, 3, 0xffff_fff1L);
            List<Integer> lost = new ArrayList<>();
            for (int offset : offsets) {
                assertTrue(nackWriter.add((base + offset) & 0xffff));
                lost.add((base + offset) & 0xffff);
            }
            read(nackWriter.finish());
            assertTrue(nack.wrap(reader));
            assertEquals(3, nack.senderSsrc());
            assertEquals(0xffff_fff1L, nack.mediaSsrc());
            List<Integer> found = new ArrayList<>();
            while (nack.next()) {
                found.add(nack.sequenceNumber());
            }
            assertEquals(lost, found);
        }
    }

    @Test
    void aNackWithoutPairsIsRefused() {
        MemorySegment empty = TestMemory.hex("81cd0002 00000001 00000002");
        assertTrue(reader.wrap(empty, 0, 12) && reader.next());
        assertFalse(nack.wrap(reader));
    }

    @Test
    void keyframeRequestsAreReadBack() {
        PictureLossIndication pli = new PictureLossIndication();
        read(PictureLossIndication.write(s, 0, 1, 0x8000_0002L));
        assertTrue(pli.wrap(reader));
        assertEquals(1, pli.senderSsrc());
        assertEquals(0x8000_0002L, pli.mediaSsrc());

        FullIntraRequest fir = new FullIntraRequest();
        assertFalse(fir.wrap(reader));
        read(FullIntraRequest.write(s, 0, 1, 0x8000_0003L, 200));
        assertTrue(fir.wrap(reader));
        assertTrue(fir.next());
        assertEquals(1, fir.senderSsrc());
        assertEquals(0x8000_0003L, fir.mediaSsrc());
        assertEquals(200, fir.requestNumber());
        assertFalse(fir.next());
        assertFalse(pli.wrap(reader));
    }

    @ParameterizedTest(name = "{0} bit/s")
    @ValueSource(longs = {0, 1, 262_143, 262_144, 2_500_000, 10_000_000_000L})
    void anEstimateIsReadBackRoundedDown(long bitrate) {
        read(Remb.write(s, 0, 1, 0x8000_0002L, bitrate));

        assertTrue(remb.wrap(reader));
        assertTrue(remb.bitrateBps() <= bitrate);
        assertTrue(remb.bitrateBps() >= bitrate - bitrate / 131_072);
        assertEquals(1, remb.ssrcCount());
        assertEquals(0x8000_0002L, remb.ssrc(0));
    }

    @Test
    void anAbsurdEstimateIsJustVeryHigh() {
        MemorySegment s = TestMemory.hex("8fce0004 00000001 00000000 52454d42 00ffffff");
        assertTrue(reader.wrap(s, 0, 20) && reader.next());
        assertTrue(remb.wrap(reader));
        assertEquals(Long.MAX_VALUE, remb.bitrateBps());

        MemorySegment other = TestMemory.hex("8fce0004 00000001 00000000 41424344 00ffffff");
        assertTrue(reader.wrap(other, 0, 20) && reader.next());
        assertFalse(remb.wrap(reader), "another application's message");
    }

    @Test
    void allocatesNothingPerMessage() {
        double bytes =
                TestMemory.allocatedPerCall(() -> {
                    nackWriter.begin(s, 0, 1200, 1, 2).add(5);
                    nackWriter.add(9);
                    int length = nackWriter.finish();
                    assertTrue(reader.wrap(s, 0, length) && reader.next());
                    assertTrue(nack.wrap(reader) && nack.next() && nack.next());
                    length = Remb.write(s, 0, 1, 2, 3_000_000);
                    assertTrue(reader.wrap(s, 0, length) && reader.next());
                    assertTrue(remb.wrap(reader));
                });

        assertTrue(bytes < 1, () -> bytes + " bytes per message");
    }
}
