package io.sluice.sfu.send;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.rtp.codec.Codec;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SentPacketsTest {
    private static final int MOST = 1024;
    private static final long SECOND = 1_000_000_000;

    private final SentPackets sent = new SentPackets(MOST, SECOND);
    private final OutgoingPacket packet = new OutgoingPacket();

    private void remember(long index, long nowNanos) {
        packet.filler(Codec.VP8).index(index).timestamp((int) (3 * index)).marker(index % 2 == 0);
        sent.remember(packet, nowNanos);
        sent.sent(index, nowNanos);
    }

    private void rememberEach(long from, long until, long everyNanos) {
        for (long index = from; index < until; index++) {
            remember(index, index * everyNanos);
        }
    }

    @Test
    void reachesBackASecondAtWhateverRate() {
        for (long perSecond : new long[] {20, 150, 600, 1000}) {
            SentPackets stream = new SentPackets(MOST, SECOND);
            for (long index = 1; index <= 5 * perSecond; index++) {
                packet.filler(Codec.VP8).index(index);
                stream.remember(packet, index * SECOND / perSecond);
            }
            for (long index = 4 * perSecond + 1; index <= 5 * perSecond; index++) {
                assertTrue(stream.contains(index), perSecond + "/s: " + index);
            }
        }
    }

    @Test
    void whatItKnowsIsTheSameAfterItGrew() {
        MemorySegment header = MemorySegment.ofArray(new byte[16]);
        for (long index = 1; index <= 200; index++) {
            remember(index, index);
            header.set(ValueLayout.JAVA_BYTE, 0, (byte) index);
            sent.keepHeader(index, header, 12);
        }
        for (long index = 1; index <= 200; index++) {
            assertTrue(sent.contains(index));
            sent.restore(index, packet);
            assertEquals(3 * index, packet.timestamp);
            assertEquals(index % 2 == 0, packet.marker);
            assertEquals(index, sent.sentNanos(index));
            assertEquals(12, sent.copyHeader(index, header));
            assertEquals((byte) index, header.get(ValueLayout.JAVA_BYTE, 0));
        }
    }

    /// The place of a packet that may still come is not taken by the rate of those that did.
    @Test
    void aHoleCountsForHowFarItReachesBack() {
        remember(1, 0);
        remember(500, SECOND / 2);

        assertTrue(sent.contains(1));
        assertFalse(sent.isBeyond(2));
    }

    @Test
    void aSlowStreamStaysSmall() {
        rememberEach(1, 100, SECOND / 10);

        assertFalse(sent.contains(50), "more than a second ago");
        assertTrue(sent.isBeyond(50));
    }

    /// Property: whatever the rate, an index that was used is never taken for a free one. Were it
    /// used again, it would give the key away.
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void aUsedIndexIsNeverFree(long seed) {
        Random random = new Random(seed);
        Set<Long> used = new HashSet<>();
        long now = 0;
        long highest = 40;
        for (int i = 0; i < 20_000; i++) {
            now += random.nextLong(random.nextInt(50) == 0 ? SECOND : SECOND / 400);
            long index = highest - 40 + random.nextInt(random.nextInt(30) == 0 ? 400 : 45);
            for (long asked = Math.max(0, index - 300); asked < index; asked += 7) {
                if (used.contains(asked)) {
                    assertTrue(sent.isBeyond(asked) || sent.contains(asked), "index " + asked);
                }
            }
            if (!sent.isBeyond(index) && !sent.contains(index)) {
                assertTrue(used.add(index), "index " + index + " once more");
                remember(index, now);
                highest = Math.max(highest, index);
            }
        }
    }

    @Test
    void aLongSilenceIsNoReasonToGrow() {
        rememberEach(1, 21, SECOND / 100);
        remember(21, 1000 * SECOND);
        rememberEach(22, 60, SECOND * 50);

        assertFalse(sent.contains(21));
    }
}
