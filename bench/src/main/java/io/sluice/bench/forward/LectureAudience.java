package io.sluice.bench.forward;

import io.sluice.bench.load.Load;
import io.sluice.bench.load.Measurement;
import java.io.IOException;
import java.time.Duration;

/// More and more viewers of one lecture.
final class LectureAudience implements Saturation.Audience {
    /// Those who were there before are warm.
    private static final Duration SHORT_WARM_UP = Duration.ofSeconds(1);

    private final Load load;
    private final Duration time;
    private final Duration warmUp;

    /// @param warmUp of the first viewers
    LectureAudience(Load load, Duration time, Duration warmUp) {
        this.load = load;
        this.time = time;
        this.warmUp = warmUp;
    }

    @Override
    public boolean grow(int from, int until) throws IOException, InterruptedException {
        if (from == 0) {
            load.join(Scenario.lecture(until));
            load.warmUp(warmUp);
            return true;
        }
        try {
            load.rest(true); // nobody gets through the door of a server that is nearly full
            load.join(Scenario.viewers(from, until));
            load.warmUp(SHORT_WARM_UP);
            return true;
        } catch (IOException unserved) {
            return false; // too busy for those who are new
        }
    }

    @Override
    public Measurement measure() throws IOException, InterruptedException {
        return load.measure(time);
    }
}
