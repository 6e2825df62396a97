package io.sluice.signaling.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import org.junit.jupiter.api.Test;

class EventLogTest {
    private final EventLog log = new EventLog();

    @Test
    void eventsCountFromOne() {
        assertEquals(0, log.last());
        assertEquals("{\"type\":\"a\",\"event\":1}", log.add("{\"type\":\"a\"}"));
        assertEquals("{\"type\":\"b\",\"event\":2}", log.add("{\"type\":\"b\"}"));
        assertEquals(2, log.last());
    }

    @Test
    void tellsWhatCameAfter() {
        log.add("{\"a\":0}");
        log.add("{\"b\":0}");
        log.add("{\"c\":0}");
        assertEquals(List.of("{\"b\":0,\"event\":2}", "{\"c\":0,\"event\":3}"), log.after(1));
        assertEquals(List.of(), log.after(3));
    }

    @Test
    void whoWasToldNothingHasMissedNothing() {
        assertEquals(List.of(), log.after(0));
    }

    @Test
    void thereIsNothingAfterTheFuture() {
        log.add("{\"a\":0}");
        assertNull(log.after(2));
        assertNull(log.after(Long.MAX_VALUE));
        assertNull(log.after(-1));
    }

    @Test
    void keepsSoManyEvents() {
        for (int i = 0; i <= EventLog.MAX_EVENTS; i++) {
            log.add("{\"a\":0}");
        }
        assertNull(log.after(0));
        List<String> kept = log.after(1);
        assertNotNull(kept);
        assertEquals(EventLog.MAX_EVENTS, kept.size());
        assertEquals("{\"a\":0,\"event\":2}", kept.getFirst());
    }

    @Test
    void keepsSoManyCharacters() {
        String third = "{\"a\":\"" + "x".repeat(EventLog.MAX_CHARACTERS / 3) + "\"}";
        for (int i = 0; i < 10; i++) {
            log.add(third);
        }
        assertNull(log.after(7));
        List<String> kept = log.after(8);
        assertNotNull(kept);
        assertEquals(2, kept.size());
    }

    @Test
    void anEventLargerThanAllIsNotKept() {
        log.add("{\"a\":0}");
        log.add("{\"a\":\"" + "x".repeat(EventLog.MAX_CHARACTERS) + "\"}");
        assertNull(log.after(1));
        assertEquals(List.of(), log.after(2));
    }
}
