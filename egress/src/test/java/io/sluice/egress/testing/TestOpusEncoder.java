package io.sluice.egress.testing;

import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_encoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_packet;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_frame;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_FLT;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_default;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_make_writable;

import io.sluice.egress.decode.Libav;
import java.nio.ByteOrder;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.jspecify.annotations.Nullable;

/// Encodes mono sound as a browser's microphone does: Opus, 20 ms a packet.
final class TestOpusEncoder implements AutoCloseable {
    static final int SAMPLES = 960;

    /// Samples that libopus puts in front: what goes in comes out so much later.
    static final int LOOKAHEAD = 312;

    private final AVCodecContext context;
    private final AVPacket packet = av_packet_alloc();
    private final AVFrame frame = av_frame_alloc();

    TestOpusEncoder() {
        AVCodec encoder = Libav.check(avcodec_find_encoder_by_name("libopus"), "libopus");
        context = avcodec_alloc_context3(encoder);
        context.sample_rate(48_000)
                .sample_fmt(AV_SAMPLE_FMT_FLT)
                .bit_rate(32_000)
                .time_base(new AVRational().num(1).den(48_000));
        av_channel_layout_default(context.ch_layout(), 1);
        AVDictionary options = new AVDictionary(null);
        av_dict_set(options, "application", "voip", 0);
        Libav.check(avcodec_open2(context, encoder, options), "libopus");
        frame.format(AV_SAMPLE_FMT_FLT).nb_samples(SAMPLES).sample_rate(48_000);
        av_channel_layout_default(frame.ch_layout(), 1);
        Libav.check(av_frame_get_buffer(frame, 0), "sound");
    }

    byte @Nullable [] encode(float[] samples, long first) {
        Libav.check(av_frame_make_writable(frame), "sound");
        frame.data(0)
                .capacity(4L * SAMPLES)
                .asByteBuffer()
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer()
                .put(samples, 0, SAMPLES);
        frame.pts(first);
        Libav.check(avcodec_send_frame(context, frame), "encode");
        if (avcodec_receive_packet(context, packet) < 0) {
            return null;
        }
        byte[] data = new byte[packet.size()];
        packet.data().get(data);
        av_packet_unref(packet);
        return data;
    }

    @Override
    public void close() {
        av_frame_free(frame);
        avcodec_free_context(context);
    }
}
