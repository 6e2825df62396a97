package io.sluice.egress.encode;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_GLOBAL_HEADER;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_encoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_packet;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_frame;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_FLTP;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_default;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_make_writable;

import io.sluice.egress.audio.Samples;
import io.sluice.egress.decode.Libav;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;

/// Encodes the sound of a program as AAC-LC, stereo at 48 kHz.
public final class AacEncoder implements AutoCloseable {
    /// Samples of one frame.
    public static final int FRAME_SAMPLES = 1024;

    private static final int CHANNELS = 2;

    private final EncodedSink sink;
    private final AVCodecContext context;
    private final AVPacket packet = av_packet_alloc();
    private final AVFrame frame = av_frame_alloc();
    private byte[] bytes = new byte[1 << 12];
    private long encodedBytes;

    public AacEncoder(int bitrateBps, EncodedSink sink) {
        this.sink = sink;
        AVCodec codec = Libav.check(avcodec_find_encoder_by_name("aac"), "aac");
        context = avcodec_alloc_context3(codec);
        context.sample_rate(Samples.RATE)
                .sample_fmt(AV_SAMPLE_FMT_FLTP)
                .bit_rate(bitrateBps)
                .time_base(new AVRational().num(1).den(Samples.RATE))
                .thread_count(1)
                .flags(context.flags() | AV_CODEC_FLAG_GLOBAL_HEADER);
        av_channel_layout_default(context.ch_layout(), CHANNELS);
        AVDictionary options = new AVDictionary(null);
        av_dict_set(options, "aac_coder", "fast", 0);
        int opened = avcodec_open2(context, codec, options);
        av_dict_free(options);
        Libav.check(opened, "aac");
        frame.format(AV_SAMPLE_FMT_FLTP).nb_samples(FRAME_SAMPLES).sample_rate(Samples.RATE);
        av_channel_layout_default(frame.ch_layout(), CHANNELS);
        Libav.check(av_frame_get_buffer(frame, 0), "sound");
        byte[] config = new byte[context.extradata_size()];
        context.extradata().get(config);
        sink.audioConfig(ByteBuffer.wrap(config), Samples.RATE, CHANNELS);
    }

    /// Encodes [#FRAME_SAMPLES] of each channel, the first of which is this one since the start.
    public void encode(float[] left, float[] right, long sample) {
        Libav.check(av_frame_make_writable(frame), "sound");
        plane(0).put(left, 0, FRAME_SAMPLES);
        plane(1).put(right, 0, FRAME_SAMPLES);
        frame.pts(sample);
        Libav.check(avcodec_send_frame(context, frame), "encode");
        drain();
    }

    private FloatBuffer plane(int channel) {
        return frame.data(channel)
                .capacity(4L * FRAME_SAMPLES)
                .asByteBuffer()
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
    }

    private void drain() {
        while (avcodec_receive_packet(context, packet) >= 0) {
            int size = packet.size();
            if (size > bytes.length) {
                bytes = new byte[size];
            }
            packet.data().get(bytes, 0, size);
            long sample = packet.pts();
            av_packet_unref(packet);
            encodedBytes += size;
            // The encoder begins with a frame that only fills its window.
            if (sample >= 0) {
                sink.audio(ByteBuffer.wrap(bytes, 0, size), Samples.toNanos(sample));
            }
        }
    }

    /// Since the start.
    public long encodedBytes() {
        return encodedBytes;
    }

    @Override
    public void close() {
        avcodec_send_frame(context, null);
        drain();
        av_frame_free(frame);
        av_packet_free(packet);
        avcodec_free_context(context);
    }
}
