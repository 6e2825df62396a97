package io.sluice.egress.encode;

import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_encoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_packet;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_frame;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_MPEG;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_SMPTE170M;
import static org.bytedeco.ffmpeg.global.avutil.AV_PICTURE_TYPE_I;
import static org.bytedeco.ffmpeg.global.avutil.AV_PICTURE_TYPE_NONE;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;

import io.sluice.egress.control.VideoSettings;
import io.sluice.egress.decode.Libav;
import io.sluice.egress.decode.LibavException;
import io.sluice.rtmp.MediaCodec;
import java.nio.ByteBuffer;
import java.util.List;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;

/// Encodes the picture of a program as H.264 or HEVC without B-frames, so that no picture waits for
/// a later one.
public final class VideoEncoder implements AutoCloseable {
    private static final int HIGH_PROFILE = 100;
    private static final int HEVC_MAIN_PROFILE = 1;
    private static final long NANOS = 1_000_000_000L;
    private static final String X265 = "libx265";

    /// Quiet, no text about itself in the stream, keyframes when we say, one thread for all.
    private static final String X265_PARAMETERS =
            "log-level=error:info=0:scenecut=0:open-gop=0:repeat-headers=1:frame-threads=1:pools=none";

    /// Those that take pictures from ordinary memory, the cheapest first.
    private static final List<String> HEVC_ENCODERS =
            List.of("hevc_nvenc", "hevc_videotoolbox", "hevc_amf", X265);

    private static final int ONE_THREAD_PIXELS = 1280 * 720;

    /// What openh264 makes side by side, as x264 does by itself.
    private static final int SLICES = 2;

    private final VideoSettings settings;
    private final EncodedSink sink;
    private final AVCodecContext context;
    private final AVPacket packet = av_packet_alloc();
    private final AnnexB units;
    private final MediaCodec codec;
    private byte[] bytes = new byte[1 << 16];
    private boolean keyframeWanted = true;
    private long lastKeyframe;
    private long encodedBytes;

    /// Throws LibavException with words for the operator when no encoder of the kind works here.
    public VideoEncoder(VideoSettings settings, EncodedSink sink) {
        this.settings = settings;
        this.sink = sink;
        boolean hevc = settings.encoder().equals(VideoSettings.HEVC);
        codec = hevc ? MediaCodec.HEVC : MediaCodec.AVC;
        units = new AnnexB(codec);
        context = hevc ? openHevc() : open(settings.encoder());
    }

    private AVCodecContext openHevc() {
        for (String encoder : HEVC_ENCODERS) {
            try {
                if (available(encoder)) {
                    return open(encoder);
                }
            } catch (LibavException _) {
                // There is no such hardware; the next one.
            }
        }
        throw new LibavException(
                "this build of FFmpeg has no HEVC encoder that works here; hevc_nvenc needs a card"
                        + " and its driver, libx265 a GPL build (egress.libraryDirectory)");
    }

    private AVCodecContext open(String encoder) {
        AVCodec found = Libav.check(avcodec_find_encoder_by_name(encoder), encoder);
        AVCodecContext made = avcodec_alloc_context3(found);
        configure(made);
        AVDictionary options = options(encoder);
        if (encoder.equals(VideoSettings.OPENH264) && threads(settings) > 1) {
            // A thread without a slice of its own has nothing to do. Their loss of time is won back
            // by the simpler code of the rest.
            made.slices(SLICES);
            av_dict_set(options, "coder", "cavlc", 0);
        }
        int opened = avcodec_open2(made, found, options);
        av_dict_free(options);
        if (opened < 0) {
            avcodec_free_context(made);
        }
        Libav.check(opened, encoder);
        return made;
    }

    /// Whether the library here has it.
    public static boolean available(String encoder) {
        AVCodec codec = avcodec_find_encoder_by_name(encoder);
        return codec != null && !codec.isNull();
    }

    private void configure(AVCodecContext made) {
        int rate = settings.framesPerSecond();
        made.width(settings.width())
                .height(settings.height())
                .pix_fmt(AV_PIX_FMT_YUV420P)
                .time_base(new AVRational().num(1).den(rate))
                .framerate(new AVRational().num(rate).den(1))
                .gop_size(rate * settings.keyframeSeconds())
                .max_b_frames(0)
                .bit_rate(settings.bitrateBps())
                .rc_max_rate(settings.bitrateBps())
                .rc_buffer_size(settings.bitrateBps())
                .thread_count(codec == MediaCodec.HEVC ? 1 : threads(settings))
                .profile(codec == MediaCodec.HEVC ? HEVC_MAIN_PROFILE : HIGH_PROFILE)
                .color_range(AVCOL_RANGE_MPEG)
                .colorspace(AVCOL_SPC_SMPTE170M);
    }

    /// More than 720p takes longer than a picture may where one processor does it all.
    private static int threads(VideoSettings settings) {
        boolean large = settings.width() * settings.height() > ONE_THREAD_PIXELS;
        return large && Runtime.getRuntime().availableProcessors() > 1 ? 2 : 1;
    }

    /// Constants only: nothing a user wrote enters an option.
    private static AVDictionary options(String encoder) {
        AVDictionary options = new AVDictionary(null);
        switch (encoder) {
            case VideoSettings.X264 -> {
                av_dict_set(options, "preset", "superfast", 0);
                av_dict_set(options, "tune", "zerolatency", 0);
                av_dict_set(options, "forced-idr", "1", 0);
                av_dict_set(options, "sc_threshold", "0", 0);
            }
            case X265 -> {
                av_dict_set(options, "preset", "ultrafast", 0);
                av_dict_set(options, "tune", "zerolatency", 0);
                av_dict_set(options, "forced-idr", "1", 0);
                av_dict_set(options, "x265-params", X265_PARAMETERS, 0);
            }
            case VideoSettings.OPENH264 -> {
                av_dict_set(options, "rc_mode", "bitrate", 0);
                av_dict_set(options, "allow_skip_frames", "0", 0);
            }
            default -> {
                // Hardware; what it does not know of these it leaves.
                av_dict_set(options, "forced-idr", "1", 0);
                av_dict_set(options, "zerolatency", "1", 0);
                av_dict_set(options, "realtime", "1", 0);
            }
        }
        return options;
    }

    /// The next picture becomes one that a decoder can start with.
    public void requestKeyframe() {
        keyframeWanted = true;
    }

    /// Encodes the picture that is seen at `tick` (counted in frames since the start); it may be
    /// painted over afterwards.
    public void encode(AVFrame picture, long tick) {
        long interval = (long) settings.framesPerSecond() * settings.keyframeSeconds();
        boolean key = keyframeWanted || tick - lastKeyframe >= interval;
        if (key) {
            lastKeyframe = tick;
            keyframeWanted = false;
        }
        picture.pts(tick);
        picture.pict_type(key ? AV_PICTURE_TYPE_I : AV_PICTURE_TYPE_NONE);
        Libav.check(avcodec_send_frame(context, picture), "encode");
        drain();
    }

    private void drain() {
        while (avcodec_receive_packet(context, packet) >= 0) {
            int size = packet.size();
            if (size > bytes.length) {
                bytes = new byte[Math.max(size, 2 * bytes.length)];
            }
            packet.data().get(bytes, 0, size);
            long pts = packet.pts() * NANOS / settings.framesPerSecond();
            av_packet_unref(packet);
            encodedBytes += size;
            deliver(size, pts);
        }
    }

    private void deliver(int size, long pts) {
        units.read(bytes, size);
        ByteBuffer record = units.takeRecord();
        if (record != null) {
            sink.videoConfig(codec, record, settings.width(), settings.height());
        }
        if (!units.isEmpty()) {
            sink.video(units.units(), pts, pts, units.keyframe());
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
        av_packet_free(packet);
        avcodec_free_context(context);
    }
}
