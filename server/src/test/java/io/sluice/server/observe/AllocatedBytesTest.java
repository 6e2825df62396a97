package io.sluice.server.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class AllocatedBytesTest {
    private static final int BYTES = 1 << 20;

    @Test
    void whatAThreadAllocatesIsCounted() {
        AllocatedBytes own = new AllocatedBytes(List.of(Thread.currentThread().threadId()));
        double before = own.sum();
        byte[] allocated = new byte[BYTES];
        double grown = own.sum() - before;
        assertTrue(grown >= allocated.length && grown < 2.0 * BYTES, grown + " bytes");
    }

    @Test
    void aThreadThatHasEndedCountsForNothing() throws InterruptedException {
        Thread ended = Thread.ofPlatform().start(() -> {});
        ended.join();
        assertEquals(0, new AllocatedBytes(List.of(ended.threadId())).sum());
    }
}
