package io.sluice.egress.audio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SoftLimiterTest {
    private final SoftLimiter limiter = new SoftLimiter();

    @Test
    void whatIsQuietStaysAsItIs() {
        float[] left = {0.1f, -0.5f, 0.8f};
        limiter.apply(left, left.clone(), 3);
        assertEquals(0.8f, left[2]);
    }

    /// Property: however loud, nothing comes out above the ceiling.
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void nothingPassesTheCeiling(long seed) {
        Random random = new Random(seed);
        for (int block = 0; block < 200; block++) {
            float loudness = random.nextFloat() * 8;
            float[] left = new float[1024];
            float[] right = new float[1024];
            for (int i = 0; i < left.length; i++) {
                left[i] = (random.nextFloat() * 2 - 1) * loudness;
                right[i] = (random.nextFloat() * 2 - 1) * loudness;
            }
            limiter.apply(left, right, left.length);
            for (int i = 0; i < left.length; i++) {
                assertTrue(Math.abs(left[i]) <= SoftLimiter.CEILING + 1e-4, "" + left[i]);
                assertTrue(Math.abs(right[i]) <= SoftLimiter.CEILING + 1e-4);
            }
        }
    }

    @Test
    void theGainComesBackSlowly() {
        float[] loud = {4, 4};
        limiter.apply(loud, loud.clone(), 2);
        float[] quiet = new float[20_000];
        java.util.Arrays.fill(quiet, 0.1f);
        limiter.apply(quiet, quiet.clone(), quiet.length);
        assertTrue(quiet[0] < 0.03f);
        assertEquals(0.1f, quiet[quiet.length - 1], 0.001f);
        for (int i = 1; i < quiet.length; i++) {
            assertTrue(quiet[i] - quiet[i - 1] < 0.001f, "a step at " + i);
        }
    }
}
