package io.sluice.sfu.congestion;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class BusyReceiverTest {
    private static final long MILLI = 1_000_000;

    private final BusyReceiver receiver = new BusyReceiver();

    /// Packets sent each 10 ms of so long a pause, taken one after the other at its end.
    private void pause(long fromMillis, long millis, long apartMillis) {
        long arrival = (fromMillis + millis) * MILLI;
        for (long sent = fromMillis; sent <= fromMillis + millis; sent += 10) {
            receiver.onPacket(sent * MILLI, arrival);
            arrival += apartMillis * MILLI;
        }
    }

    @Test
    void pausesTimeAndAgainAreSeen() {
        pause(0, 100, 0);
        pause(200, 100, 0);
        assertFalse(receiver.isBusy());
        pause(400, 100, 0);
        assertTrue(receiver.isBusy());
    }

    @Test
    void aLongPauseIsCountedOnce() {
        pause(0, 1000, 0);
        assertFalse(receiver.isBusy());
    }

    @Test
    void aNarrowLinkIsNoPause() {
        for (int i = 0; i < 10; i++) {
            pause(i * 200L, 100, 9);
        }
        assertFalse(receiver.isBusy());
    }

    @Test
    void packetsOfABurstAreNoPause() {
        for (int i = 0; i < 10; i++) {
            for (int packet = 0; packet < 20; packet++) {
                receiver.onPacket(i * 33L * MILLI, (i * 33L + 20) * MILLI);
            }
        }
        assertFalse(receiver.isBusy());
    }

    @Test
    void pausesAreForgotten() {
        pause(0, 100, 0);
        pause(200, 100, 0);
        pause(400, 100, 0);
        receiver.onPacket(5_000 * MILLI, 5_000 * MILLI);
        assertTrue(receiver.isBusy());
        receiver.onPacket(5_200 * MILLI, 5_200 * MILLI);
        assertFalse(receiver.isBusy());
    }

    @Test
    void beginsAnew() {
        pause(0, 100, 0);
        pause(200, 100, 0);
        receiver.reset();
        pause(400, 100, 0);
        assertFalse(receiver.isBusy());
    }
}
