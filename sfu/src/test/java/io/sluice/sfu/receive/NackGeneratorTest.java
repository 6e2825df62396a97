package io.sluice.sfu.receive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.sfu.sim.Fixtures;
import io.sluice.sfu.time.Timed;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class NackGeneratorTest {
    private final NackGenerator generator = new NackGenerator();
    private final List<Long> requested = new ArrayList<>();
    private long next;

    private static long millis(long millis) {
        return millis * 1_000_000;
    }

    @Test
    void asksForAGapOnceTheReorderWaitIsOver() {
        generator.onPacket(10, millis(0));
        generator.onPacket(12, millis(1));

        generator.onDeadline(millis(20), requested::add);
        assertEquals(List.of(), requested);
        assertEquals(millis(21), generator.deadlineNanos());

        generator.onDeadline(millis(21), requested::add);
        assertEquals(List.of(11L), requested);
    }

    @Test
    void aLatePacketCancelsTheRequest() {
        generator.onPacket(10, millis(0));
        generator.onPacket(12, millis(1));
        generator.onPacket(11, millis(5));
        generator.onDeadline(millis(30), requested::add);
        assertEquals(List.of(), requested);
        assertEquals(Timed.NEVER, generator.deadlineNanos());
    }

    @Test
    void asksOncePerRoundTrip() {
        generator.onRoundTrip(millis(70));
        generator.onPacket(10, millis(0));
        generator.onPacket(12, millis(0));
        for (int now = 0; now <= 160; now++) {
            generator.onDeadline(millis(now), requested::add);
        }
        assertEquals(List.of(11L, 11L, 11L), requested);
    }

    @Test
    void whatIsSkippedIsNeverAskedFor() {
        generator.onPacket(10, millis(0));
        generator.onPacket(12, millis(1));
        generator.skipTo(2000);
        generator.onPacket(2000, millis(2));
        generator.onPacket(2002, millis(2));
        generator.onDeadline(millis(50), requested::add);
        assertEquals(List.of(2001L), requested);
        assertEquals(1, generator.missing());
    }

    @Test
    void givesUpAfterAWhile() {
        generator.onPacket(10, millis(0));
        generator.onPacket(12, millis(0));
        for (int now = 0; now <= 5000; now += 5) {
            generator.onDeadline(millis(now), requested::add);
        }
        assertEquals(10, requested.size());
        assertEquals(0, generator.missing());
        assertEquals(Timed.NEVER, generator.deadlineNanos());
    }

    @Test
    void forgetsWhatIsMissingWhenTheStreamStartsAnew() {
        generator.onPacket(10, millis(0));
        generator.onPacket(100, millis(0));
        generator.reset();
        generator.onPacket(200_000, millis(1));
        generator.onDeadline(millis(100), requested::add);
        assertEquals(List.of(), requested);
    }

    /// Property: whatever is lost or reordered, a received packet is never asked for, and each lost
    /// one is.
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void asksForWhatIsLostAndNothingElse(long seed) {
        Random random = new Random(seed);
        Set<Long> received = new HashSet<>();
        Set<Long> lost = new HashSet<>();
        for (long base = 0; base < 4000; base += 4) {
            for (int i : random.ints(0, 4).distinct().limit(4).toArray()) {
                long sequence = base + i;
                if (random.nextInt(10) == 0 && sequence > 4 && sequence < 3990) {
                    lost.add(sequence);
                } else {
                    received.add(sequence);
                    generator.onPacket(sequence, millis(base));
                }
                generator.onDeadline(
                        millis(base),
                        asked -> {
                            assertFalse(received.contains(asked), "asked for " + asked);
                            requested.add(asked);
                        });
            }
        }
        generator.onDeadline(millis(4100), requested::add);
        assertEquals(lost, new HashSet<>(requested));
    }

    @Test
    void allocatesNothingPerPacket() {
        NackGenerator.Output out = _ -> {};
        double bytes =
                Fixtures.allocatedPerCall(() -> {
                    next += 2;
                    generator.onPacket(next, next * 1_000_000);
                    generator.onDeadline(next * 1_000_000, out);
                });
        assertTrue(bytes < Fixtures.NOTHING, bytes + " bytes");
    }
}
