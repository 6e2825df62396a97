package io.sluice.bench.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.bench.load.Measurement;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SaturationTest {
    private static final int ALWAYS = Integer.MAX_VALUE;

    /// So many viewers take the whole processor.
    private static final double FULL = 220;

    private static final double NANOS_OF_ONE_PROCESSOR = 1e10 / Measurements.EXPECTED;

    /// A server that carries so many and loses packets of more.
    private static final class Hall implements Saturation.Audience {
        final List<Integer> sizes = new ArrayList<>();
        int serves = ALWAYS;
        int carries = ALWAYS;
        int loudNeighbours;
        int viewers;

        @Override
        public boolean grow(int from, int until) {
            assertEquals(viewers, from);
            viewers = until;
            sizes.add(until);
            return viewers <= serves;
        }

        @Override
        public Measurement measure() {
            boolean lost = viewers > carries || loudNeighbours-- > 0;
            double busy = Math.min(1, viewers / FULL);
            return Measurements.of(
                    lost ? 9_900 : Measurements.EXPECTED, busy * NANOS_OF_ONE_PROCESSOR);
        }
    }

    private final Hall hall = new Hall();

    private Saturation.Result run() throws IOException, InterruptedException {
        return new Saturation(hall).run();
    }

    @Test
    void growsFastWhileThereIsRoomAndSlowlyTowardsTheEnd() throws Exception {
        hall.carries = 200;
        Saturation.Result result = run();
        assertEquals(List.of(60, 120, 187, 205), hall.sizes);
        assertEquals(187, result.viewers());
    }

    @Test
    void tellsWhatWasCarriedAndWhatWasTooMuch() throws Exception {
        hall.carries = 120;
        Saturation.Result result = run();
        assertEquals(120 / FULL, result.carried().cpuShare(), 0.01);
        assertNotNull(result.next());
        assertEquals(0.01, result.next().lossRatio(), 1e-9);
    }

    @Test
    void triesOnceMoreBeforeItBelievesALoss() throws Exception {
        hall.carries = 120;
        hall.loudNeighbours = 1;
        assertEquals(120, run().viewers());
    }

    @Test
    void endsWhereNewViewersAreNotServed() throws Exception {
        hall.serves = 120;
        Saturation.Result result = run();
        assertEquals(120, result.viewers());
        assertNull(result.next());
    }

    @Test
    void endsSomewhere() throws Exception {
        assertTrue(run().viewers() >= 2_000);
    }

    @Test
    void saysSoWhenNotEvenTheFirstAreServed() {
        hall.carries = 59;
        assertThrows(IOException.class, this::run);
        Hall other = new Hall();
        other.serves = 59;
        assertThrows(IOException.class, () -> new Saturation(other).run());
    }
}
