package io.sluice.sfu.room;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class EncodingNeedTest {
    private static final long START = 7_000_000_000L;
    private static final int ALL = 0b111;
    private final EncodingNeed need = new EncodingNeed(3);

    @Test
    void whatIsNotNeededIsToldAfterAWhileAndOnce() {
        assertFalse(need.update(0b001, START));
        assertFalse(need.update(0b001, START + EncodingNeed.HOLD_NANOS - 1));
        assertTrue(need.update(0b001, START + EncodingNeed.HOLD_NANOS));
        assertTrue(need.isActive(0));
        assertFalse(need.isActive(1));
        assertFalse(need.isActive(2));
        assertFalse(need.update(0b001, START + EncodingNeed.HOLD_NANOS + 1));
    }

    @Test
    void aGlanceInBetweenStartsTheWhileAnew() {
        assertFalse(need.update(0, START));
        assertFalse(need.update(ALL, START + EncodingNeed.HOLD_NANOS - 1));
        assertFalse(need.update(0, START + EncodingNeed.HOLD_NANOS));
        assertTrue(need.update(0, START + 2 * EncodingNeed.HOLD_NANOS - 1));
    }

    @Test
    void whatIsNeededAgainIsToldAtOnce() {
        need.update(0, START);
        assertTrue(need.update(0, START + EncodingNeed.HOLD_NANOS));
        assertTrue(need.update(0b100, START + EncodingNeed.HOLD_NANOS + 1));
        assertFalse(need.isActive(0));
        assertTrue(need.isActive(2));
    }

    @Test
    void knowsWhetherItsSenderWasToldToStopAnything() {
        assertTrue(need.isAllActive());
        need.update(0b001, START);
        need.update(0b001, START + EncodingNeed.HOLD_NANOS);
        assertFalse(need.isAllActive());
        need.update(ALL, START + EncodingNeed.HOLD_NANOS + 1);
        assertTrue(need.isAllActive());
    }

    @Test
    void aSenderThatNegotiatesMoreEncodingsSendsThemAll() {
        need.update(0, START);
        need.update(0, START + EncodingNeed.HOLD_NANOS);
        need.encodings(2);
        assertTrue(need.isActive(0) && need.isActive(1));
    }
}
