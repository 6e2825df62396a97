package io.sluice.egress.supervise;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sluice.egress.output.EncodedFrame;
import io.sluice.egress.output.FrameSink;
import io.sluice.egress.output.TestProgram;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FrameSpliceTest {
    private static final long MILLI = 1_000_000;

    private final List<Long> millis = new ArrayList<>();
    private final FrameSplice splice =
            new FrameSplice(frame -> millis.add(frame.dtsNanos() / MILLI));
    private long nowMillis = 50_000;

    private FrameSink next() {
        return splice.next(() -> nowMillis * MILLI);
    }

    private static EncodedFrame picture(long atMillis) {
        return TestProgram.picture(atMillis, atMillis == 0);
    }

    @Test
    void theFirstWorkersTimesStayAsTheyAre() {
        FrameSink first = next();
        first.onFrame(picture(40));
        nowMillis += 500; // it came late
        first.onFrame(picture(80));
        assertEquals(List.of(40L, 80L), millis);
    }

    @Test
    void theNextWorkerGoesOnAsTimeDid() {
        FrameSink first = next();
        first.onFrame(picture(0));
        first.onFrame(picture(1_000));
        FrameSink second = next();
        nowMillis += 3_000;
        second.onFrame(picture(0));
        nowMillis += 400;
        second.onFrame(picture(33));
        assertEquals(List.of(0L, 1_000L, 3_000L, 3_033L), millis);
    }

    @Test
    void timeNeverGoesBack() {
        next().onFrame(picture(5_000));
        nowMillis -= 1_000; // the frames of the first one came in a burst
        next().onFrame(picture(0));
        assertEquals(5_000L, millis.get(1));
    }

    @Test
    void aWorkerThatWasReplacedSaysNothingMore() {
        FrameSink first = next();
        first.onFrame(picture(0));
        FrameSink second = next();
        first.onFrame(picture(33));
        nowMillis += 100;
        second.onFrame(picture(0));
        assertEquals(List.of(0L, 100L), millis);
    }
}
