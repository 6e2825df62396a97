package io.sluice.bench.egress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ScenarioTest {
    @Test
    void labelsAreWhatIsAskedFor() {
        assertEquals("grid-x264", Scenario.GRID_X264.label());
        assertTrue(Scenario.GRID_X264.needsGpl());
        assertTrue(Scenario.GRID_HEVC.needsGpl());
        assertFalse(Scenario.FULL_HD.needsGpl());
    }

    @Test
    void whatPassesThroughKeepsItsRate() {
        assertEquals(30, Scenario.PASSTHROUGH.framesOut());
        assertEquals(25, Scenario.GRID.framesOut());
    }

    /// Else flashes would always meet the same place of the output's beat.
    @Test
    void flashesMeetTheOutputAtManyPlaces() {
        int out = Scenario.GRID.framesOut();
        long places =
                java.util.stream.IntStream.range(0, 50)
                        .map(i -> i * Clip.FLASH_PERIOD * out % Scenario.FRAMES_IN)
                        .distinct()
                        .count();
        assertTrue(places >= 6, places + " places");
    }

    @Test
    void aClipGoesOnAtItsNextKeyframe() {
        var payloads = List.of(MemorySegment.ofArray(new byte[1]));
        Clip.Frame key = new Clip.Frame(payloads, true);
        Clip.Frame delta = new Clip.Frame(payloads, false);
        Clip clip = new Clip(List.of(key, delta, key, delta));
        assertEquals(2, clip.keyframeFrom(1));
        assertEquals(2, clip.keyframeFrom(2));
        assertEquals(0, clip.keyframeFrom(3));
    }
}
