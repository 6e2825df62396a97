package io.sluice.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class StoppingTest {
    private final CountDownLatch patience = new CountDownLatch(1);
    private final AtomicInteger stops = new AtomicInteger();
    private final Stopping stopping =
            new Stopping(
                    () -> {
                        stops.incrementAndGet();
                        await(patience);
                    },
                    patience::countDown);

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void askedTwiceItHurries() throws InterruptedException {
        stopping.request();
        stopping.request();
        stopping.await();
        assertEquals(1, stops.get());
        assertEquals(0, patience.getCount());
    }

    @Test
    void theEndOfTheProcessStopsItTooButNotTwice() {
        patience.countDown();
        stopping.complete();
        stopping.complete();
        assertEquals(1, stops.get());
    }
}
