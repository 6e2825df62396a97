package io.sluice.egress.audio;

import io.sluice.egress.decode.OpusDecoder;
import io.sluice.egress.input.AudioBuffer;
import java.util.Arrays;

/// The sound of one stream: decoded when due and placed by its time, so that what was lost leaves
/// silence in its place instead of moving all that follows.
public final class AudioSource implements AutoCloseable {
    /// What is decoded ahead at most is far less: a block of the mix, [#MAX_ERROR_SAMPLES] and the
    /// longest packet. A power of two.
    static final int RING = 1 << 14;

    /// What is placed further off than this is placed anew: a jump of the sender's clock.
    private static final int MAX_ERROR_SAMPLES = 40 * 48;

    /// Below this the difference is jitter of the mapping, not drift of a clock.
    private static final int DRIFT_SAMPLES = 96;

    /// How much of each new difference enters its average.
    private static final float SMOOTHING = 1f / 64;

    private final AudioBuffer buffer;
    private final OpusDecoder decoder = new OpusDecoder();
    private final float[] left = new float[RING];
    private final float[] right = new float[RING];
    private boolean placed;
    private long writtenEnd; // the sample behind the last one decoded
    private long mixedEnd;
    private long nextTimestamp;
    private float drift;
    private long resyncs;

    public AudioSource(AudioBuffer buffer) {
        this.buffer = buffer;
    }

    /// Begins at this sample: what is due before is not heard.
    void start(long sample) {
        mixedEnd = sample;
    }

    /// Decodes all that is to be heard before this sample of the worker's time.
    void decodeUntil(long endSample) {
        while (buffer.poll(Samples.toNanos(endSample))) {
            int count = decoder.decode(buffer.memory(), buffer.offset(), buffer.length());
            if (count > 0) {
                place(count);
            }
        }
    }

    private void place(int count) {
        long due = Samples.ofNanos(buffer.playoutNanos());
        long timestamp = buffer.timestamp();
        long at = writtenEnd + (timestamp - nextTimestamp);
        if (!placed || timestamp < nextTimestamp || Math.abs(due - at) > MAX_ERROR_SAMPLES) {
            resyncs += placed ? 1 : 0;
            placed = true;
            at = due;
            drift = 0;
        } else {
            drift += (due - at - drift) * SMOOTHING;
            if (Math.abs(drift) > DRIFT_SAMPLES) {
                // One sample a packet is a pitch nobody hears.
                int step = drift > 0 ? 1 : -1;
                at += step;
                drift -= step;
            }
        }
        write(at, count);
        nextTimestamp = timestamp + count;
        writtenEnd = at + count;
    }

    private void write(long at, int count) {
        float[] l = decoder.left();
        float[] r = decoder.right();
        int first = Math.clamp(mixedEnd - at, 0, count);
        int end = Math.clamp(mixedEnd + RING - at, 0, count);
        for (int i = first; i < end; ) {
            int slot = slot(at + i);
            int run = Math.min(end - i, RING - slot);
            System.arraycopy(l, i, left, slot, run);
            System.arraycopy(r, i, right, slot, run);
            i += run;
        }
    }

    /// Adds so many samples from `start` on to a mix, and forgets them.
    void mixInto(float[] mixLeft, float[] mixRight, long start, int count) {
        forget(mixedEnd, start);
        mixedEnd = start + count;
        if (!placed || start >= writtenEnd) {
            return;
        }
        for (int i = 0; i < count; ) {
            int slot = slot(start + i);
            int run = Math.min(count - i, RING - slot);
            add(left, slot, mixLeft, i, run);
            add(right, slot, mixRight, i, run);
            i += run;
        }
        forget(start, start + count);
    }

    private static void add(float[] from, int at, float[] mix, int mixAt, int count) {
        for (int i = 0; i < count; i++) {
            mix[mixAt + i] += from[at + i];
        }
    }

    /// What was mixed, or never will be, must not be heard when the ring comes round.
    private void forget(long from, long to) {
        for (long i = Math.max(from, to - RING); i < to; ) {
            int slot = slot(i);
            int run = (int) Math.min(to - i, RING - slot);
            Arrays.fill(left, slot, slot + run, 0);
            Arrays.fill(right, slot, slot + run, 0);
            i += run;
        }
    }

    private static int slot(long sample) {
        return (int) (sample & (RING - 1));
    }

    /// How often sound had to be placed anew.
    public long resyncs() {
        return resyncs;
    }

    public AudioBuffer buffer() {
        return buffer;
    }

    @Override
    public void close() {
        decoder.close();
    }
}
