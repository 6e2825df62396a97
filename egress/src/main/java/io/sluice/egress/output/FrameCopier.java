package io.sluice.egress.output;

import io.sluice.rtmp.MediaCodec;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Copies what an encoder hands out, valid only during its call, into frames that outputs may keep:
/// one copy for all of them.
public final class FrameCopier {
    private final FrameSink out;
    private final double framesPerSecond;
    private final long videoBps;
    private final long audioBps;
    private byte @Nullable [] videoRecord;
    private byte @Nullable [] audioConfig;
    private int width;
    private int height;
    private int sampleRate;
    private int channels;
    private boolean expectsVideo;
    private boolean expectsAudio;
    private @Nullable StreamSettings settings;

    /// The rates are what the encoder was asked for; zero bits per second says that there is no
    /// such track.
    public FrameCopier(FrameSink out, double framesPerSecond, long videoBps, long audioBps) {
        this.out = out;
        this.framesPerSecond = framesPerSecond;
        this.videoBps = videoBps;
        this.audioBps = audioBps;
        expectsVideo = videoBps > 0;
        expectsAudio = audioBps > 0;
    }

    /// How pictures are coded from the next one on, H.264 in an avcC record.
    public void videoConfig(ByteBuffer record, int pixelsWide, int pixelsHigh) {
        videoRecord = copy(record);
        width = pixelsWide;
        height = pixelsHigh;
        expectsVideo = true;
        settings = null;
    }

    /// How sound is coded: an AudioSpecificConfig.
    public void audioConfig(ByteBuffer config, int samplesPerSecond, int channelCount) {
        audioConfig = copy(config);
        sampleRate = samplesPerSecond;
        channels = channelCount;
        expectsAudio = true;
        settings = null;
    }

    /// A picture of NAL units behind lengths of 32 bits.
    public void video(ByteBuffer units, long dtsNanos, long ptsNanos, boolean keyframe) {
        StreamSettings now = settings();
        if (now != null && now.hasVideo()) {
            out.onFrame(EncodedFrame.video(dtsNanos, ptsNanos, keyframe, copy(units), now));
        }
    }

    /// An AAC frame without ADTS header.
    public void audio(ByteBuffer frame, long ptsNanos) {
        StreamSettings now = settings();
        if (now != null && now.hasAudio()) {
            out.onFrame(EncodedFrame.audio(ptsNanos, copy(frame), now));
        }
    }

    /// Nothing until every track that is expected has said how it is coded.
    private @Nullable StreamSettings settings() {
        byte[] record = videoRecord;
        byte[] config = audioConfig;
        boolean complete = (record != null || !expectsVideo) && (config != null || !expectsAudio);
        if (settings == null && complete) {
            var builder = new StreamSettings.Builder().rates(framesPerSecond, videoBps, audioBps);
            if (record != null) {
                builder.video(MediaCodec.AVC, record, width, height);
            }
            if (config != null) {
                builder.audio(config, sampleRate, channels);
            }
            settings = builder.build();
        }
        return settings;
    }

    private static byte[] copy(ByteBuffer from) {
        byte[] bytes = new byte[from.remaining()];
        from.duplicate().get(bytes);
        return bytes;
    }
}
