package io.sluice.bench.egress;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DelaysTest {
    private static final long MILLI = 1_000_000;

    /// Pictures each 40 ms, of which those are bright.
    private static List<Double> delays(List<Long> sentMillis, int pictures, Integer... bright) {
        List<RtmpSink.Picture> received = new ArrayList<>();
        byte[] brightness = new byte[pictures];
        for (int i = 0; i < pictures; i++) {
            received.add(new RtmpSink.Picture(i * 40L * MILLI, i * 40L));
            brightness[i] = (byte) (List.of(bright).contains(i) ? 230 : 20);
        }
        List<Long> sent = sentMillis.stream().map(millis -> millis * MILLI).toList();
        return Delays.millis(sent, received, brightness);
    }

    @Test
    void theFirstBrightPictureAnswersAFlash() {
        assertEquals(List.of(100.0, 110.0), delays(List.of(100L, 690L), 30, 5, 6, 20));
    }

    @Test
    void aFlashThatIsNotSeenIsLeftOut() {
        assertEquals(List.of(140.0), delays(List.of(100L, 660L), 30, 20));
    }

    @Test
    void whatWasBrightBeforeTheFirstFlashAnswersNothing() {
        assertEquals(List.of(100.0), delays(List.of(700L), 30, 4, 20));
    }

    @Test
    void percentilesAreOfWhatWasSeen() {
        List<Double> sorted = List.of(1.0, 2.0, 3.0, 4.0);
        assertEquals(2, Delays.percentile(sorted, 50));
        assertEquals(4, Delays.percentile(sorted, 95));
        assertEquals(7, Delays.percentile(List.of(7.0), 1));
    }
}
