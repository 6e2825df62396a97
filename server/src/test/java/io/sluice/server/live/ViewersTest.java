package io.sluice.server.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ViewersTest {
    private final Viewers viewers = new Viewers();

    private boolean admit(String viewer, long atSeconds) {
        return viewers.admit(viewer, 2, Duration.ofSeconds(atSeconds).toNanos());
    }

    @Test
    void nobodyIsAdmittedBeyondTheLimitAndNobodyIsPutOut() {
        assertTrue(admit("a", 0));
        assertTrue(admit("b", 1));
        assertFalse(admit("c", 2));
        assertTrue(admit("a", 3));
        assertTrue(admit("b", 3));
    }

    @Test
    void whoStopsAskingMakesRoom() {
        admit("a", 0);
        admit("b", 10);
        assertTrue(admit("c", 16));
        assertFalse(admit("a", 17));
        assertEquals(2, viewers.count(Duration.ofSeconds(17).toNanos()));
        assertEquals(0, viewers.count(Duration.ofSeconds(40).toNanos()));
    }
}
