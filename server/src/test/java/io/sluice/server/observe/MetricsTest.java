package io.sluice.server.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.sfu.observe.Count;
import io.sluice.sfu.observe.Counters;
import io.sluice.sfu.observe.DropReason;
import io.sluice.sfu.observe.MediaSnapshot;
import java.util.List;
import org.junit.jupiter.api.Test;

class MetricsTest {
    private final Counters loop = new Counters();
    private int looks;

    @Test
    void tellsAllCountersOfOneMomentAndLooksOnceForIt() {
        try (Metrics metrics = new Metrics(this::look, List.of())) {
            assertValue("sluice_media_received_datagrams_total 0.0", metrics.scrape());
            looks = 0;

            loop.add(Count.DATAGRAMS_RECEIVED, 5);
            loop.add(Count.PARTICIPANTS, 3);
            loop.drop(DropReason.UNKNOWN_SOURCE, 7);
            String text = metrics.scrape();

            assertEquals(1, looks);
            assertValue("sluice_media_received_datagrams_total 5.0", text);
            assertValue("sluice_media_participants 3.0", text);
            assertValue("sluice_media_drops_total{reason=\"unknown_source\"} 7.0", text);
        }
    }

    private MediaSnapshot look() {
        looks++;
        return MediaSnapshot.of(List.of(loop));
    }

    private static void assertValue(String line, String text) {
        assertTrue(text.lines().anyMatch(line::equals), () -> line + " is not in\n" + text);
    }
}
