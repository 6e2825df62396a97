package io.sluice.sfu.congestion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class InterArrivalTest {
    private static final long MILLI = 1_000_000;

    private final InterArrival groups = new InterArrival();

    private boolean packet(long sentMillis, long arrivalMillis) {
        return groups.onPacket(sentMillis * MILLI, arrivalMillis * MILLI, arrivalMillis * MILLI);
    }

    @Test
    void comparesWholeGroups() {
        assertFalse(packet(0, 100));
        assertFalse(packet(3, 104));
        assertFalse(packet(20, 125));
        assertTrue(packet(40, 150));
        assertEquals(17 * MILLI, groups.sentDeltaNanos());
        assertEquals(21 * MILLI, groups.arrivalDeltaNanos());
    }

    @Test
    void whatArrivesAtOnceIsOneGroupHoweverItWasSent() {
        assertFalse(packet(0, 100));
        assertFalse(packet(20, 130));
        assertFalse(packet(30, 131));
        assertFalse(packet(40, 132));
        assertTrue(packet(60, 170));
        assertEquals(40 * MILLI, groups.sentDeltaNanos());
        assertEquals(32 * MILLI, groups.arrivalDeltaNanos());
    }

    @Test
    void whatWasSentBeforeTheGroupIsIgnored() {
        packet(0, 100);
        packet(20, 120);
        assertFalse(packet(10, 121));
        assertTrue(packet(40, 140));
        assertEquals(20 * MILLI, groups.arrivalDeltaNanos());
    }

    @Test
    void aJumpOfTheReceiversClockStartsAnew() {
        packet(0, 100);
        packet(20, 120);
        assertTrue(groups.onPacket(40 * MILLI, 9000 * MILLI, 140 * MILLI));
        assertFalse(groups.onPacket(60 * MILLI, 9020 * MILLI, 160 * MILLI));
        assertFalse(groups.onPacket(80 * MILLI, 9040 * MILLI, 180 * MILLI));
        assertFalse(groups.onPacket(100 * MILLI, 9060 * MILLI, 200 * MILLI));
        assertTrue(groups.onPacket(120 * MILLI, 9080 * MILLI, 220 * MILLI));
        assertEquals(20 * MILLI, groups.arrivalDeltaNanos());
    }
}
