package io.sluice.egress.worker;

import io.sluice.egress.encode.EncodedSink;
import io.sluice.egress.output.EncodedFrame;
import io.sluice.egress.output.FrameSink;
import io.sluice.egress.output.StreamSettings;
import io.sluice.rtmp.MediaCodec;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// Gives what is encoded once to every output, each frame with how it is coded. Sound that comes
/// before the first picture is left out: no viewer could begin with it.
final class FramePublisher implements EncodedSink {
    private final List<FrameSink> outputs = new CopyOnWriteArrayList<>();
    private final StreamSettings.Builder gathered = new StreamSettings.Builder();
    private @Nullable StreamSettings settings;
    private boolean seen;

    void add(FrameSink output) {
        outputs.add(output);
    }

    void remove(FrameSink output) {
        outputs.remove(output);
    }

    /// What the encoders are asked for.
    void rates(double framesPerSecond, long videoBps, long audioBps) {
        gathered.rates(framesPerSecond, videoBps, audioBps);
    }

    @Override
    public void videoConfig(MediaCodec codec, ByteBuffer record, int width, int height) {
        gathered.video(codec, bytes(record), width, height);
        settings = gathered.build();
        seen = true;
    }

    @Override
    public void audioConfig(ByteBuffer config, int sampleRate, int channels) {
        gathered.audio(bytes(config), sampleRate, channels);
        settings = gathered.build();
    }

    @Override
    public void video(ByteBuffer units, long dtsNanos, long ptsNanos, boolean keyframe) {
        if (settings != null && seen) {
            give(EncodedFrame.video(dtsNanos, ptsNanos, keyframe, bytes(units), settings));
        }
    }

    @Override
    public void audio(ByteBuffer frame, long ptsNanos) {
        if (settings != null && seen) {
            give(EncodedFrame.audio(ptsNanos, bytes(frame), settings));
        }
    }

    private void give(EncodedFrame frame) {
        for (FrameSink output : outputs) {
            output.onFrame(frame);
        }
    }

    private static byte[] bytes(ByteBuffer from) {
        byte[] copy = new byte[from.remaining()];
        from.get(copy);
        return copy;
    }
}
