package io.sluice.sfu.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class CountersTest {
    private final Counters counters = new Counters();

    @Test
    void countsEachReasonByItself() {
        counters.drop(DropReason.UNKNOWN_SOURCE);
        counters.drop(DropReason.NO_BUFFER, 3);

        assertEquals(1, counters.dropped(DropReason.UNKNOWN_SOURCE));
        assertEquals(3, counters.dropped(DropReason.NO_BUFFER));
        assertEquals(0, counters.dropped(DropReason.TOO_LARGE));
    }

    @Test
    void aGaugeGoesUpAndDown() {
        counters.add(Count.TRANSPORTS, 2);
        counters.add(Count.TRANSPORTS, -1);

        assertEquals(1, counters.count(Count.TRANSPORTS));
    }
}
