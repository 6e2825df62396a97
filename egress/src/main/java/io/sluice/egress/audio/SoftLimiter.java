package io.sluice.egress.audio;

/// Keeps a sum of voices below full scale: gain goes down at once, before the loud sample, and
/// comes back slowly.
///
/// A hard clip would be heard as crackling; a curve over each sample as distortion of everything.
public final class SoftLimiter {
    /// A little below full scale: AAC overshoots.
    static final float CEILING = 0.89f;

    /// From half to full gain in about 100 ms of blocks.
    private static final float RELEASE_PER_SAMPLE = 0.0001f;

    private float gain = 1;

    /// Scales both channels in place.
    public void apply(float[] left, float[] right, int count) {
        float peak = 0;
        for (int i = 0; i < count; i++) {
            peak = Math.max(peak, Math.max(Math.abs(left[i]), Math.abs(right[i])));
        }
        float wanted = peak > CEILING ? CEILING / peak : 1;
        if (gain == 1 && wanted == 1) {
            return;
        }
        if (wanted < gain) {
            lower(left, right, count, wanted);
            return;
        }
        for (int i = 0; i < count; i++) {
            gain = Math.min(wanted, gain + RELEASE_PER_SAMPLE);
            left[i] *= gain;
            right[i] *= gain;
        }
    }

    /// Goes down to `wanted` before the first sample that needs it.
    private void lower(float[] left, float[] right, int count, float wanted) {
        int first = 0;
        while (Math.max(Math.abs(left[first]), Math.abs(right[first])) * gain <= CEILING
                && first < count - 1) {
            first++;
        }
        float step = first == 0 ? 0 : (gain - wanted) / first;
        for (int i = 0; i < count; i++) {
            gain = i >= first ? wanted : gain - step;
            left[i] *= gain;
            right[i] *= gain;
        }
        gain = wanted;
    }
}
