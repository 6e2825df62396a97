package io.sluice.egress.worker;

import io.sluice.egress.encode.EncodedSink;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// Gives what is encoded once to every output; one that comes later is told how it is coded first.
final class OutputHub implements EncodedSink {
    private final List<EncodedSink> outputs = new CopyOnWriteArrayList<>();
    private @Nullable ByteBuffer videoRecord;
    private int width;
    private int height;
    private @Nullable ByteBuffer audioSpecific;
    private int sampleRate;
    private int channels;

    /// Adds an output; the caller asks for a keyframe.
    void add(EncodedSink output) {
        if (videoRecord != null) {
            output.videoConfig(videoRecord.duplicate(), width, height);
        }
        if (audioSpecific != null) {
            output.audioConfig(audioSpecific.duplicate(), sampleRate, channels);
        }
        outputs.add(output);
    }

    void remove(EncodedSink output) {
        outputs.remove(output);
    }

    @Override
    public void videoConfig(ByteBuffer record, int pictureWidth, int pictureHeight) {
        videoRecord = copy(record);
        width = pictureWidth;
        height = pictureHeight;
        for (EncodedSink output : outputs) {
            output.videoConfig(record.duplicate(), width, height);
        }
    }

    @Override
    public void audioConfig(ByteBuffer config, int rate, int channelCount) {
        audioSpecific = copy(config);
        sampleRate = rate;
        channels = channelCount;
        for (EncodedSink output : outputs) {
            output.audioConfig(config.duplicate(), rate, channelCount);
        }
    }

    private static ByteBuffer copy(ByteBuffer from) {
        return ByteBuffer.allocate(from.remaining()).put(from.duplicate()).flip();
    }

    @Override
    public void video(ByteBuffer units, long dtsNanos, long ptsNanos, boolean keyframe) {
        for (EncodedSink output : outputs) {
            output.video(units.duplicate(), dtsNanos, ptsNanos, keyframe);
        }
    }

    @Override
    public void audio(ByteBuffer frame, long ptsNanos) {
        for (EncodedSink output : outputs) {
            output.audio(frame.duplicate(), ptsNanos);
        }
    }
}
