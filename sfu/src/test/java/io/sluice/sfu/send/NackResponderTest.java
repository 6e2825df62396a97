package io.sluice.sfu.send;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.sfu.sim.Fixtures;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The limits of repairs: once per packet and round trip less a quarter, and a quarter of the rate.
final class NackResponderTest {
    private static final int BURST_BYTES = 20_000;

    private final NackResponder responder = NackResponder.video();

    private static long millis(long millis) {
        return millis * 1_000_000;
    }

    /// A stream of so many bytes a second in packets of a kilobyte, without a request.
    private long send(long fromNanos, int bytesPerSecond, int seconds) {
        int packets = bytesPerSecond / 1000 * seconds;
        for (int i = 0; i < packets; i++) {
            responder.onSent(1000, fromNanos + millis(1000L * seconds) * i / packets);
        }
        return fromNanos + millis(1000L * seconds);
    }

    /// What is granted to somebody who asks for everything at once.
    private int granted(long nowNanos) {
        int bytes = 0;
        while (responder.allow(100, nowNanos - millis(1000), nowNanos)) {
            bytes += 100;
        }
        return bytes;
    }

    @Test
    void aPacketIsRepeatedOncePerRoundTrip() {
        responder.onRoundTrip(millis(80));
        assertFalse(responder.allow(1000, millis(100), millis(160) - 1));
        assertTrue(responder.allow(1000, millis(100), millis(160)));
        assertFalse(responder.allow(1000, millis(160), millis(220) - 1));
        assertTrue(responder.allow(1000, millis(160), millis(220)));
    }

    /// At 20 % loss a quarter of the rate is what all holes take on average, and not enough.
    @Test
    void whereMuchIsLostAsMuchAsIsSentMayBeRepeatedInCopies() {
        assertEquals(1, responder.copies());
        responder.lossy(true);
        assertEquals(3, responder.copies());
        assertEquals(4 * BURST_BYTES, granted(millis(1000)), "what was saved is worth more");

        long now = send(0, 100_000, 4);
        int granted = granted(now);
        assertTrue(granted > 100_000 && granted <= 200_000, "granted " + granted);

        responder.lossy(false);
        assertEquals(1, responder.copies());
    }

    @Test
    void soundIsRepeatedOnce() {
        NackResponder sound = NackResponder.audio();
        sound.lossy(true);
        assertEquals(1, sound.copies());
    }

    @Test
    void untilAReportARoundTripTakesFiftyMilliseconds() {
        assertFalse(responder.allow(1000, 0, millis(37)));
        assertTrue(responder.allow(1000, 0, millis(38)));
    }

    @Test
    void nobodyHasARoundTripOfNothing() {
        responder.onRoundTrip(0);
        assertFalse(responder.allow(1000, 0, millis(7)));
        assertTrue(responder.allow(1000, 0, millis(8)));
    }

    /// A new stream may repair its first keyframe, and no more than a burst.
    @Test
    void aNewStreamMayRepairABurst() {
        assertEquals(BURST_BYTES, granted(millis(1000)));
        assertEquals(0, granted(millis(5000)));
    }

    /// What may be asked for at once is a quarter of two seconds of the stream: 94 kB of 1.5
    /// Mbit/s, and of a thumbnail no more than its smallest burst.
    @ParameterizedTest(name = "{0} bytes a second")
    @CsvSource({"5000, 20000", "40000, 20000", "187000, 93500", "400000, 200000"})
    void whatIsSavedUpIsAQuarterOfTwoSeconds(int bytesPerSecond, int burst) {
        long now = send(0, bytesPerSecond, 30);
        int granted = granted(now);
        assertTrue(granted <= burst, "granted " + granted);
        assertTrue(granted >= burst / 2, "granted " + granted);
    }

    @Test
    void whatWasSavedIsLostWhenTheStreamBecomesSlow() {
        long now = send(0, 400_000, 10);
        now = send(now, 4_000, 3);
        assertEquals(BURST_BYTES, granted(now));
    }

    /// Property: over any stretch of time a receiver that asks for everything gets a quarter of
    /// what was sent in it and the burst of that moment, however the stream and its requests come.
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void neverMoreThanAQuarterOfTheRateAndABurst(long seed) {
        Random random = new Random(seed);
        int largest = 30_000; // bytes in a period
        double owed = 0; // repeated, less a quarter of what was sent
        double least = 0;
        long now = 0;
        long sent = 0;
        long repeated = 0;
        while (now < millis(60_000)) {
            int inPeriod = 0;
            for (int i = 0; i < 100; i++) {
                now += millis(10);
                int bytes = Math.min(random.nextInt(1200), largest - inPeriod);
                inPeriod += bytes;
                responder.onSent(bytes, now);
                sent += bytes;
                owed -= bytes / 4.0;
                for (int asked = random.nextInt(20); asked > 0; asked--) {
                    int size = 1 + random.nextInt(1200);
                    if (responder.allow(size, now - millis(1000), now)) {
                        repeated += size;
                        owed += size;
                        assertTrue(owed - least <= BURST_BYTES + 1, "owed " + (owed - least));
                    }
                }
                least = Math.min(least, owed);
            }
        }
        assertTrue(repeated <= sent / 4 + BURST_BYTES, repeated + " of " + sent);
        assertTrue(repeated > sent / 5, "what is earned is given: " + repeated + " of " + sent);
    }

    @Test
    void allocatesNothingPerPacket() {
        long[] now = {0};
        double bytes =
                Fixtures.allocatedPerCall(() -> {
                    responder.onSent(1000, now[0] += 1000);
                    responder.allow(100, 0, now[0]);
                });
        assertTrue(bytes < Fixtures.NOTHING, bytes + " bytes");
    }
}
