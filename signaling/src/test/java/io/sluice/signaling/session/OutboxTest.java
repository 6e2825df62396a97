package io.sluice.signaling.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutboxTest {
    /// Finishes a send when told, or at once.
    private static final class Wire implements Connection {
        final List<String> sent = new ArrayList<>();
        final Deque<Runnable> underWay = new ArrayDeque<>();
        boolean immediate;
        int status;

        @Override
        public void send(String text, Runnable done) {
            sent.add(text);
            if (immediate) {
                done.run();
            } else {
                underWay.add(done);
            }
        }

        @Override
        public void close(int code, String reason) {
            status = code;
        }
    }

    private final Wire wire = new Wire();
    private final Outbox outbox = new Outbox(wire);

    @Test
    void oneMessageIsUnderWayAtATime() {
        outbox.send("a");
        outbox.send("b");
        assertEquals(List.of("a"), wire.sent);
        wire.underWay.remove().run();
        assertEquals(List.of("a", "b"), wire.sent);
    }

    @Test
    void aLongQueueDoesNotRecurse() {
        outbox.send("first");
        for (int i = 1; i < Outbox.MAX_MESSAGES; i++) {
            outbox.send("x");
        }
        wire.immediate = true;
        wire.underWay.remove().run();
        assertEquals(Outbox.MAX_MESSAGES, wire.sent.size());
    }

    @Test
    void closingWaitsForWhatWasSaidBefore() {
        outbox.send("a");
        outbox.send("b");
        outbox.close("bye");
        outbox.send("too late");
        wire.underWay.remove().run();
        assertEquals(0, wire.status);
        wire.underWay.remove().run();
        assertEquals(1000, wire.status);
        assertEquals(List.of("a", "b"), wire.sent);
    }

    @Test
    void aClientThatDoesNotReadIsCutOff() {
        for (int i = 0; i < Outbox.MAX_MESSAGES + 2; i++) {
            outbox.send("x");
        }
        assertEquals(1008, wire.status);
        wire.underWay.remove().run();
        assertEquals(1, wire.sent.size());
    }

    @Test
    void aClientThatReadsTooLittleIsCutOff() {
        outbox.send("a");
        String large = "x".repeat(Outbox.MAX_CHARACTERS / 2);
        outbox.send(large);
        assertEquals(0, wire.status);
        outbox.send(large);
        outbox.send("one more");
        assertEquals(1008, wire.status);
    }

    @Test
    void nothingGoesOutAfterTheConnectionIsGone() {
        outbox.send("a");
        outbox.send("b");
        outbox.discard();
        wire.underWay.remove().run();
        outbox.close("late");
        assertEquals(List.of("a"), wire.sent);
        assertEquals(0, wire.status);
    }
}
