package io.sluice.egress.decode;

import static org.bytedeco.ffmpeg.global.avcodec.av_new_packet;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_FLT;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_FLTP;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_S16;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_default;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_unref;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.BytePointer;

/// Decodes Opus to stereo at 48 kHz.
public final class OpusDecoder implements AutoCloseable {
    public static final int SAMPLE_RATE = 48_000;

    /// 120 ms, the longest packet (RFC 6716 §3.2.5).
    public static final int MAX_SAMPLES = 5760;

    /// The library's own decoder takes less than half the time of libopus.
    private static final String DECODER = "opus";

    private final AVCodecContext context;
    private final AVPacket packet = av_packet_alloc();
    private final AVFrame decoded = av_frame_alloc();
    private final float[] left = new float[MAX_SAMPLES];
    private final float[] right = new float[MAX_SAMPLES];
    private final short[] whole = new short[2 * MAX_SAMPLES];
    private final float[] mixed = new float[2 * MAX_SAMPLES];
    private int samples;

    public OpusDecoder() {
        AVCodec decoder = Libav.check(avcodec_find_decoder_by_name(DECODER), DECODER);
        context = avcodec_alloc_context3(decoder);
        context.thread_count(1);
        context.sample_rate(SAMPLE_RATE);
        av_channel_layout_default(context.ch_layout(), 2);
        context.request_sample_fmt(AV_SAMPLE_FMT_FLTP);
        Libav.check(avcodec_open2(context, decoder, (AVDictionary) null), DECODER);
    }

    /// Decodes a packet into [#left] and [#right]; returns the samples of each, 0 when the packet
    /// is broken.
    public int decode(MemorySegment s, long offset, int length) {
        samples = 0;
        if (av_new_packet(packet, length) < 0) {
            return 0;
        }
        packet.data().capacity(length).asByteBuffer().put(s.asSlice(offset, length).asByteBuffer());
        int sent = avcodec_send_packet(context, packet);
        av_packet_unref(packet);
        while (sent >= 0 && avcodec_receive_frame(context, decoded) >= 0) {
            take();
            av_frame_unref(decoded);
        }
        return samples;
    }

    private void take() {
        int count = Math.min(decoded.nb_samples(), MAX_SAMPLES - samples);
        int format = decoded.format();
        int channels = decoded.ch_layout().nb_channels();
        if (format == AV_SAMPLE_FMT_FLTP) {
            floats(decoded.data(0), count).get(left, samples, count);
            floats(decoded.data(channels > 1 ? 1 : 0), count).get(right, samples, count);
        } else if (format == AV_SAMPLE_FMT_FLT) {
            floats(decoded.data(0), count * channels).get(mixed, 0, count * channels);
            for (int i = 0; i < count; i++) {
                left[samples + i] = mixed[channels * i];
                right[samples + i] = mixed[channels * i + channels - 1];
            }
        } else if (format == AV_SAMPLE_FMT_S16) {
            shorts(decoded.data(0), count * channels).get(whole, 0, count * channels);
            for (int i = 0; i < count; i++) {
                left[samples + i] = whole[channels * i] / 32768f;
                right[samples + i] = whole[channels * i + channels - 1] / 32768f;
            }
        } else {
            return;
        }
        samples += count;
    }

    private static FloatBuffer floats(BytePointer data, int count) {
        return data.capacity(4L * count)
                .asByteBuffer()
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
    }

    private static ShortBuffer shorts(BytePointer data, int count) {
        return data.capacity(2L * count)
                .asByteBuffer()
                .order(ByteOrder.nativeOrder())
                .asShortBuffer();
    }

    public float[] left() {
        return left;
    }

    public float[] right() {
        return right;
    }

    @Override
    public void close() {
        av_frame_free(decoded);
        av_packet_free(packet);
        avcodec_free_context(context);
    }
}
