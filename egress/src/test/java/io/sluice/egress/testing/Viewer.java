package io.sluice.egress.testing;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_AAC;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_H264;
import static org.bytedeco.ffmpeg.global.avcodec.av_new_packet;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_unref;
import static org.bytedeco.ffmpeg.global.avutil.av_malloc;

import io.sluice.egress.decode.Libav;
import io.sluice.egress.encode.EncodedSink;
import io.sluice.rtmp.MediaCodec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/// Decodes a program as any player would and keeps what the tests look at: the colours of some
/// points of each picture, and all of the sound.
public final class Viewer implements EncodedSink {
    private final int[][] points;
    private final AVPacket packet = av_packet_alloc();
    private final AVFrame frame = av_frame_alloc();
    private @Nullable AVCodecContext video;
    private @Nullable AVCodecContext audio;
    private final List<Long> pictureNanos = new ArrayList<>();
    private final List<int[]> pictureColours = new ArrayList<>();
    private final List<Long> keyframeNanos = new ArrayList<>();
    private final List<Long> audioNanos = new ArrayList<>();
    private float[] sound = new float[48_000];
    private int soundEnd;
    private int width;
    private int height;
    private int configs;
    private long lastDts = Long.MIN_VALUE;

    /// @param points x and y of each point whose colour is kept
    public Viewer(int[]... points) {
        this.points = points;
    }

    @Override
    public void videoConfig(MediaCodec codec, ByteBuffer record, int w, int h) {
        configs++;
        width = w;
        height = h;
        video = open(AV_CODEC_ID_H264, record);
    }

    @Override
    public void audioConfig(ByteBuffer config, int sampleRate, int channels) {
        audio = open(AV_CODEC_ID_AAC, config);
    }

    private static AVCodecContext open(int id, ByteBuffer config) {
        AVCodec codec = Libav.check(avcodec_find_decoder(id), "decoder");
        AVCodecContext context = avcodec_alloc_context3(codec);
        int size = config.remaining();
        BytePointer extra = new BytePointer(av_malloc(size + 64));
        Pointer.memset(extra, 0, size + 64L);
        for (int i = 0; i < size; i++) {
            extra.put(i, config.get(config.position() + i));
        }
        context.extradata(extra).extradata_size(size).thread_count(1);
        context.pkt_timebase(new AVRational().num(1).den(1_000_000_000));
        Libav.check(avcodec_open2(context, codec, (AVDictionary) null), "decoder");
        return context;
    }

    @Override
    public void video(ByteBuffer units, long dtsNanos, long ptsNanos, boolean keyframe) {
        if (dtsNanos <= lastDts) {
            throw new AssertionError("time goes back: " + dtsNanos + " after " + lastDts);
        }
        lastDts = dtsNanos;
        if (keyframe) {
            keyframeNanos.add(ptsNanos);
        }
        AVCodecContext decoder = java.util.Objects.requireNonNull(video, "no config first");
        send(decoder, units, ptsNanos);
        while (avcodec_receive_frame(decoder, frame) >= 0) {
            if (frame.width() != width || frame.height() != height) {
                throw new AssertionError(frame.width() + "x" + frame.height());
            }
            pictureNanos.add(frame.pts());
            pictureColours.add(look());
            av_frame_unref(frame);
        }
    }

    private int[] look() {
        int[] colours = new int[3 * points.length];
        for (int i = 0; i < points.length; i++) {
            int x = points[i][0];
            int y = points[i][1];
            colours[3 * i] = sample(0, x, y);
            colours[3 * i + 1] = sample(1, x / 2, y / 2);
            colours[3 * i + 2] = sample(2, x / 2, y / 2);
        }
        return colours;
    }

    private int sample(int plane, int x, int y) {
        return frame.data(plane).get((long) y * frame.linesize(plane) + x) & 0xff;
    }

    @Override
    public void audio(ByteBuffer data, long ptsNanos) {
        audioNanos.add(ptsNanos);
        AVCodecContext decoder = java.util.Objects.requireNonNull(audio, "no config first");
        send(decoder, data, ptsNanos);
        while (avcodec_receive_frame(decoder, frame) >= 0) {
            // The first sample of the program is number 0, whatever was left out before.
            int at = (int) Math.round(frame.pts() * 48_000.0 / 1e9);
            int count = frame.nb_samples();
            sound = Arrays.copyOf(sound, Math.max(sound.length, 2 * (at + count)));
            frame.data(0)
                    .capacity(4L * count)
                    .asByteBuffer()
                    .order(ByteOrder.nativeOrder())
                    .asFloatBuffer()
                    .get(sound, at, count);
            soundEnd = Math.max(soundEnd, at + count);
            av_frame_unref(frame);
        }
    }

    private void send(AVCodecContext decoder, ByteBuffer data, long pts) {
        int size = data.remaining();
        byte[] bytes = new byte[size];
        data.get(bytes);
        Libav.check(av_new_packet(packet, size), "packet");
        packet.data().put(bytes, 0, size);
        packet.pts(pts).dts(pts);
        Libav.check(avcodec_send_packet(decoder, packet), "a frame that no player decodes");
        av_packet_unref(packet);
    }

    public List<Long> pictureNanos() {
        return pictureNanos;
    }

    public List<Long> keyframeNanos() {
        return keyframeNanos;
    }

    public List<Long> audioNanos() {
        return audioNanos;
    }

    public int configs() {
        return configs;
    }

    /// Y, U and V of a point in the last picture at or before this time.
    public int[] colour(int point, double seconds) {
        int[] found = new int[3];
        for (int i = 0; i < pictureNanos.size(); i++) {
            if (pictureNanos.get(i) <= seconds * 1e9) {
                found = Arrays.copyOfRange(pictureColours.get(i), 3 * point, 3 * point + 3);
            }
        }
        return found;
    }

    /// When the luma of a point goes above this: seconds.
    public List<Double> flashes(int point, int above) {
        List<Double> found = new ArrayList<>();
        boolean was = false;
        for (int i = 0; i < pictureNanos.size(); i++) {
            boolean is = pictureColours.get(i)[3 * point] > above;
            if (is && !was) {
                found.add(pictureNanos.get(i) / 1e9);
            }
            was = is;
        }
        return found;
    }

    /// When sound starts after silence: seconds.
    public List<Double> beeps(double threshold) {
        List<Double> found = new ArrayList<>();
        int silent = 0;
        for (int i = 0; i < soundEnd; i++) {
            if (Math.abs(sound[i]) < threshold) {
                silent++;
                continue;
            }
            if (silent > 4800) {
                found.add(i / 48_000.0);
            }
            silent = 0;
        }
        return found;
    }

    /// The amplitude of a tone between two times: the mean of tenths of a second, in which other
    /// tones that are multiples of 10 Hz leave no trace.
    public double level(double tone, double fromSeconds, double toSeconds) {
        int windows = (int) Math.round((toSeconds - fromSeconds) * 10);
        double sum = 0;
        for (int i = 0; i < windows; i++) {
            int from = (int) (fromSeconds * 48_000) + i * 4800;
            sum += amplitude(tone, from, Math.min(soundEnd, from + 4800));
        }
        return sum / windows;
    }

    private double amplitude(double tone, int from, int to) {
        double re = 0;
        double im = 0;
        for (int i = from; i < to; i++) {
            double phase = 2 * Math.PI * tone * i / 48_000;
            re += sound[i] * Math.cos(phase);
            im += sound[i] * Math.sin(phase);
        }
        return to <= from ? 0 : 2 * Math.hypot(re, im) / (to - from);
    }

    public double soundSeconds() {
        return soundEnd / 48_000.0;
    }

    /// The loudest sample.
    public double peak() {
        double peak = 0;
        for (int i = 0; i < soundEnd; i++) {
            peak = Math.max(peak, Math.abs(sound[i]));
        }
        return peak;
    }
}
