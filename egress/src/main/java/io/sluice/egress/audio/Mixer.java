package io.sluice.egress.audio;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Sums up the sound of all sources, block by block along the worker's time.
public final class Mixer {
    private final List<AudioSource> sources = new ArrayList<>();
    private final SoftLimiter limiter = new SoftLimiter();
    private final float[] left;
    private final float[] right;
    private float peak;
    private long nextSample;

    /// @param blockSamples of each call of [#mix]
    /// @param startSample of the first block
    public Mixer(int blockSamples, long startSample) {
        nextSample = startSample;
        left = new float[blockSamples];
        right = new float[blockSamples];
    }

    public void add(AudioSource source) {
        source.start(nextSample);
        sources.add(source);
    }

    public void remove(AudioSource source) {
        sources.remove(source);
    }

    /// Mixes the block that begins at this sample into [#left] and [#right].
    ///
    /// @param muted the sources go on, unheard
    public void mix(long startSample, boolean muted) {
        Arrays.fill(left, 0);
        Arrays.fill(right, 0);
        for (AudioSource source : sources) {
            source.decodeUntil(startSample + left.length);
            source.mixInto(left, right, startSample, left.length);
        }
        nextSample = startSample + left.length;
        if (muted) {
            Arrays.fill(left, 0);
            Arrays.fill(right, 0);
        }
        limiter.apply(left, right, left.length);
        for (int i = 0; i < left.length; i++) {
            peak = Math.max(peak, Math.max(Math.abs(left[i]), Math.abs(right[i])));
        }
    }

    public float[] left() {
        return left;
    }

    public float[] right() {
        return right;
    }

    /// The highest level since the last call, 0 to 1.
    public float takePeak() {
        float taken = peak;
        peak = 0;
        return taken;
    }
}
