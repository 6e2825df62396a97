package io.sluice.egress.output;

import io.sluice.rtmp.MediaCodec;
import io.sluice.rtmp.StreamMetadata;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;

/// How a program is coded: what a decoder must know before the first frame. Never changed; a
/// program that changes gets new settings with a keyframe. The arrays are shared and not to be
/// written.
public final class StreamSettings {
    private static final byte[] NONE = {};

    private final MediaCodec videoCodec;
    private final byte[] videoRecord;
    private final int width;
    private final int height;
    private final double framesPerSecond;
    private final long videoBps;
    private final byte[] audioConfig;
    private final int sampleRate;
    private final int channels;
    private final long audioBps;
    private final int epoch;

    private StreamSettings(Builder from) {
        videoCodec = from.videoCodec;
        videoRecord = from.videoRecord;
        width = from.width;
        height = from.height;
        framesPerSecond = from.framesPerSecond;
        videoBps = from.videoBps;
        audioConfig = from.audioConfig;
        sampleRate = from.sampleRate;
        channels = from.channels;
        audioBps = from.audioBps;
        epoch = from.epoch;
    }

    /// Gathers settings; a track that is never named is not there.
    public static final class Builder {
        private MediaCodec videoCodec = MediaCodec.AVC;
        private byte[] videoRecord = NONE;
        private int width;
        private int height;
        private double framesPerSecond = 30;
        private long videoBps;
        private byte[] audioConfig = NONE;
        private int sampleRate;
        private int channels;
        private long audioBps;
        private int epoch;

        /// The picture: codec, decoder configuration (avcC, hvcC or av1C) and size in pixels.
        public Builder video(MediaCodec codec, byte[] record, int pixelsWide, int pixelsHigh) {
            videoCodec = codec;
            videoRecord = record.clone();
            width = pixelsWide;
            height = pixelsHigh;
            return this;
        }

        /// What the encoder was asked for; only told to viewers.
        public Builder rates(double fps, long videoBitsPerSecond, long audioBitsPerSecond) {
            framesPerSecond = fps;
            videoBps = videoBitsPerSecond;
            audioBps = audioBitsPerSecond;
            return this;
        }

        /// The sound: an AudioSpecificConfig of AAC, samples per second, channels.
        public Builder audio(byte[] config, int samplesPerSecond, int channelCount) {
            audioConfig = config.clone();
            sampleRate = samplesPerSecond;
            channels = channelCount;
            return this;
        }

        /// Which encoder it is, counted from 0: another one begins anew, however alike it codes.
        public Builder epoch(int number) {
            epoch = number;
            return this;
        }

        /// The settings as gathered so far.
        public StreamSettings build() {
            return new StreamSettings(this);
        }
    }

    /// Whether there is a picture.
    public boolean hasVideo() {
        return videoRecord.length > 0;
    }

    /// Whether there is sound.
    public boolean hasAudio() {
        return audioConfig.length > 0;
    }

    /// H.264, HEVC or AV1.
    public MediaCodec videoCodec() {
        return videoCodec;
    }

    /// The decoder configuration of the picture.
    public byte[] videoRecord() {
        return videoRecord;
    }

    /// Pixels.
    public int width() {
        return width;
    }

    /// Pixels.
    public int height() {
        return height;
    }

    /// The AudioSpecificConfig.
    public byte[] audioConfig() {
        return audioConfig;
    }

    /// Samples per second.
    public int sampleRate() {
        return sampleRate;
    }

    /// Channels of sound.
    public int channels() {
        return channels;
    }

    long videoBps() {
        return videoBps;
    }

    long audioBps() {
        return audioBps;
    }

    /// Bits per second of both tracks as asked for.
    public long totalBps() {
        return videoBps + audioBps;
    }

    /// Frames per second as asked for.
    public double framesPerSecond() {
        return framesPerSecond;
    }

    /// What RTMP and FLV tell viewers.
    StreamMetadata metadata() {
        return new StreamMetadata(
                videoCodec,
                width,
                height,
                framesPerSecond,
                videoBps,
                sampleRate,
                channels,
                audioBps);
    }

    /// Whether a decoder set up for the others can go on with these.
    public boolean sameDecoders(StreamSettings others) {
        return epoch == others.epoch
                && videoCodec == others.videoCodec
                && width == others.width
                && height == others.height
                && sampleRate == others.sampleRate
                && Arrays.equals(videoRecord, others.videoRecord)
                && Arrays.equals(audioConfig, others.audioConfig);
    }

    /// The codecs as HLS names them (RFC 6381), e.g. `avc1.64001f,mp4a.40.2`.
    public String codecNames() {
        String video =
                switch (videoCodec) {
                    case AVC -> avcName();
                    case HEVC -> hevcName();
                    case AV1 -> "av01.0.08M.08";
                    case VP9, AAC, OPUS, OTHER -> "";
                };
        String audio = hasAudio() ? "mp4a.40.2" : "";
        return !hasVideo() ? audio : audio.isEmpty() ? video : video + "," + audio;
    }

    /// ISO 14496-15 annex E.3: profile, what it is compatible with (its bits the other way round),
    /// tier and level, and the constraints up to the last that is not zero.
    private String hevcName() {
        byte[] r = videoRecord;
        if (r.length < 13) {
            return "hvc1";
        }
        int space = (r[1] >> 6) & 3;
        int compatible = Integer.reverse(ByteBuffer.wrap(r).getInt(2));
        StringBuilder name = new StringBuilder("hvc1.");
        name.append(space == 0 ? "" : String.valueOf((char) ('A' + space - 1))).append(r[1] & 0x1f);
        name.append('.').append(Integer.toHexString(compatible).toUpperCase(Locale.ROOT));
        name.append((r[1] & 0x20) == 0 ? ".L" : ".H").append(r[12] & 0xff);
        int last = 11;
        while (last >= 6 && r[last] == 0) {
            last--;
        }
        for (int i = 6; i <= last; i++) {
            name.append('.').append(Integer.toHexString(r[i] & 0xff).toUpperCase(Locale.ROOT));
        }
        return name.toString();
    }

    private String avcName() {
        return videoRecord.length < 4
                ? "avc1"
                : "avc1.%02x%02x%02x".formatted(videoRecord[1], videoRecord[2], videoRecord[3]);
    }
}
