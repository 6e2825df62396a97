package io.sluice.egress.output;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class OutputTimelineTest {
    private final OutputTimeline timeline = new OutputTimeline();

    private long picture(long millis) {
        return timeline.decodeMillis(TestProgram.picture(millis, false));
    }

    private long sound(long millis) {
        return timeline.decodeMillis(TestProgram.sound(millis));
    }

    @Test
    void aConnectionBeginsAtZeroWheneverInTheProgramItIsMade() {
        assertEquals(0, picture(3_600_000));
        assertEquals(33, picture(3_600_033));
        assertEquals(40, sound(3_600_040));
        OutputTimeline next = new OutputTimeline();
        assertEquals(0, next.decodeMillis(TestProgram.picture(3_610_000, true)));
    }

    @Test
    void soundFromBeforeTheFirstPictureHasNoTime() {
        assertEquals(0, picture(1000));
        assertEquals(OutputTimeline.BEFORE_START, sound(990));
        assertEquals(10, sound(1010));
    }

    @Test
    void timeNeverGoesBackWithinATrack() {
        assertEquals(0, picture(1000));
        assertEquals(100, picture(1100));
        assertEquals(100, picture(1050));
        assertEquals(20, sound(1020), "each track has its own");
        assertEquals(101, picture(1101));
    }
}
