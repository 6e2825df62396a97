package io.sluice.egress.program;

import io.sluice.egress.audio.Mixer;
import io.sluice.egress.audio.Samples;
import io.sluice.egress.encode.AacEncoder;
import io.sluice.egress.encode.EncodedSink;

/// The sound of a program: mixed and encoded in frames of AAC along its time.
public final class Sound implements AutoCloseable {
    private static final int BLOCK = AacEncoder.FRAME_SAMPLES;

    private final long firstSample;
    private final Mixer mixer;
    private final AacEncoder encoder;
    private long blocks;
    private boolean muted;

    public Sound(int bitrateBps, long startNanos, EncodedSink sink) {
        firstSample = Samples.ofNanos(startNanos);
        mixer = new Mixer(BLOCK, firstSample);
        encoder = new AacEncoder(bitrateBps, sink);
    }

    public Mixer mixer() {
        return mixer;
    }

    /// The sources go on, unheard.
    public void mute(boolean now) {
        muted = now;
    }

    /// Encodes all that is over by then.
    public void advance(long nowNanos) {
        while (Samples.toNanos(firstSample + (blocks + 1) * BLOCK) <= nowNanos) {
            mixer.mix(firstSample + blocks * BLOCK, muted);
            encoder.encode(mixer.left(), mixer.right(), blocks * BLOCK);
            blocks++;
        }
    }

    /// Since the start.
    public long encodedBytes() {
        return encoder.encodedBytes();
    }

    @Override
    public void close() {
        encoder.close();
    }
}
