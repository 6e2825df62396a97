package io.sluice.egress.decode;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_LOW_DELAY;
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
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_move_ref;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_unref;

import io.sluice.egress.input.CodedFrame;
import io.sluice.rtp.codec.Codec;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/// Decodes the pictures of one stream; holds the newest one.
public final class VideoDecoder implements AutoCloseable {
    /// Larger pictures are refused: somebody's sizes must not become our memory.
    public static final int MAX_PIXELS = 4096 * 2304;

    private final Codec codec;
    private final AVCodecContext context;
    private final AVPacket packet = av_packet_alloc();
    private final AVFrame decoded = av_frame_alloc();
    private final AVFrame shown = av_frame_alloc();
    private boolean failed;

    public VideoDecoder(Codec codec) {
        this.codec = codec;
        AVCodec decoder = Libav.check(avcodec_find_decoder_by_name(name(codec)), name(codec));
        context = avcodec_alloc_context3(decoder);
        context.thread_count(1);
        context.flags(context.flags() | AV_CODEC_FLAG_LOW_DELAY);
        context.max_pixels(MAX_PIXELS);
        Libav.check(avcodec_open2(context, decoder, (AVDictionary) null), name(codec));
    }

    private static String name(Codec codec) {
        return switch (codec) {
            case VP8 -> "vp8";
            case VP9 -> "vp9";
            case H264 -> "h264";
            case AV1 -> "libaom-av1";
            case OPUS -> throw new IllegalArgumentException("no picture");
        };
    }

    public Codec codec() {
        return codec;
    }

    /// Decodes a frame; true when it made a new picture, false when it made none or was broken
    /// ([#failed]).
    public boolean decode(CodedFrame frame) {
        failed = av_new_packet(packet, frame.length()) < 0;
        if (failed) {
            return false;
        }
        packet.data().put(frame.data(), 0, frame.length());
        failed = avcodec_send_packet(context, packet) < 0;
        av_packet_unref(packet);
        boolean any = false;
        // Of the layers of one picture the last is the best.
        while (avcodec_receive_frame(context, decoded) >= 0) {
            if (decoded.width() < 2 || decoded.height() < 2) {
                av_frame_unref(decoded);
                continue;
            }
            av_frame_unref(shown);
            av_frame_move_ref(shown, decoded);
            any = true;
        }
        return any;
    }

    /// The last frame could not be decoded.
    public boolean failed() {
        return failed;
    }

    /// The newest picture, valid until the next is decoded; without width before the first.
    public AVFrame picture() {
        return shown;
    }

    @Override
    public void close() {
        av_frame_free(decoded);
        av_frame_free(shown);
        av_packet_free(packet);
        avcodec_free_context(context);
    }
}
