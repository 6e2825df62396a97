package io.sluice.egress.testing;

import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_encoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_packet;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_frame;
import static org.bytedeco.ffmpeg.global.avutil.AV_PICTURE_TYPE_I;
import static org.bytedeco.ffmpeg.global.avutil.AV_PICTURE_TYPE_NONE;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;

import io.sluice.egress.decode.Libav;
import io.sluice.rtp.codec.Codec;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacpp.Pointer;

/// Encodes pictures of one colour, with a little that moves, in any codec of a browser.
final class TestVideoEncoder implements AutoCloseable {
    private final AVCodecContext context;
    private final AVPacket packet = av_packet_alloc();
    private final AVFrame frame;
    private final int width;
    private final int height;
    private boolean textured;
    private long noise = 88_172_645_463_325_252L;
    private final byte[] row;

    /// Pictures with edges that move and the noise of a camera, which cost what real ones do.
    void textured() {
        textured = true;
    }

    TestVideoEncoder(Codec codec, int width, int height, int rate, int bitrateBps) {
        this.width = width;
        this.height = height;
        row = new byte[width];
        String name =
                switch (codec) {
                    case VP8 -> "libvpx";
                    case VP9 -> "libvpx-vp9";
                    case H264 -> "libopenh264";
                    case AV1 -> "libaom-av1";
                    case OPUS -> throw new IllegalArgumentException("no picture");
                };
        AVCodec encoder = Libav.check(avcodec_find_encoder_by_name(name), name);
        context = avcodec_alloc_context3(encoder);
        context.width(width)
                .height(height)
                .pix_fmt(AV_PIX_FMT_YUV420P)
                .time_base(new AVRational().num(1).den(rate))
                .framerate(new AVRational().num(rate).den(1))
                .gop_size(100_000)
                .max_b_frames(0)
                .bit_rate(bitrateBps)
                .thread_count(1);
        AVDictionary options = new AVDictionary(null);
        switch (codec) {
            case VP8, VP9 -> {
                av_dict_set(options, "deadline", "realtime", 0);
                av_dict_set(options, "cpu-used", "8", 0);
                av_dict_set(options, "lag-in-frames", "0", 0);
                av_dict_set(options, "auto-alt-ref", "0", 0);
            }
            case AV1 -> {
                av_dict_set(options, "usage", "realtime", 0);
                av_dict_set(options, "cpu-used", "8", 0);
                av_dict_set(options, "lag-in-frames", "0", 0);
            }
            case H264, OPUS -> av_dict_set(options, "allow_skip_frames", "0", 0);
        }
        Libav.check(avcodec_open2(context, encoder, options), name);
        frame = Libav.newPicture(width, height);
    }

    /// Encodes one picture; the result is empty or one frame.
    List<byte[]> encode(int luma, int blue, int red, long number, boolean keyframe) {
        if (textured) {
            texture(luma, number);
        } else {
            fill(0, width, height, luma);
        }
        fill(1, width / 2, height / 2, blue);
        fill(2, width / 2, height / 2, red);
        // A small square wanders in a corner, as no camera stands quite still.
        int x = (int) (number * 2 % (width / 4 - 8));
        for (int y = 2; y < 10; y++) {
            Pointer.memset(
                    frame.data(0).getPointer((long) y * frame.linesize(0) + x), luma ^ 0x40, 8);
        }
        frame.pts(number);
        frame.pict_type(keyframe ? AV_PICTURE_TYPE_I : AV_PICTURE_TYPE_NONE);
        Libav.check(avcodec_send_frame(context, frame), "encode");
        List<byte[]> frames = new ArrayList<>();
        while (avcodec_receive_packet(context, packet) >= 0) {
            byte[] data = new byte[packet.size()];
            packet.data().get(data);
            frames.add(data);
            av_packet_unref(packet);
        }
        return frames;
    }

    private void texture(int luma, long number) {
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                noise ^= noise << 13;
                noise ^= noise >>> 7;
                noise ^= noise << 17;
                long wave = ((x + 3 * number) / 24 + (y + number) / 16) % 5;
                row[x] = (byte) (luma - 20 + 10 * wave + (noise & 3));
            }
            frame.data(0).getPointer((long) y * frame.linesize(0)).put(row, 0, width);
        }
    }

    private void fill(int plane, int columns, int rows, int value) {
        for (int y = 0; y < rows; y++) {
            Pointer.memset(
                    frame.data(plane).getPointer((long) y * frame.linesize(plane)), value, columns);
        }
    }

    @Override
    public void close() {
        av_frame_free(frame);
        avcodec_free_context(context);
    }
}
