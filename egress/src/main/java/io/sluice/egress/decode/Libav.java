package io.sluice.egress.decode;

import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_ERROR;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;
import static org.bytedeco.ffmpeg.global.avutil.av_strerror;

import java.nio.charset.StandardCharsets;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/// What every caller of libav needs: errors in words, frames, and quiet logs.
public final class Libav {
    private static final int MESSAGE_BYTES = 128;

    /// Rows begin at addresses that every vector unit likes.
    private static final int ALIGNMENT = 64;

    private Libav() {}

    /// Higher levels of the library's log name what secrets should not be named in.
    public static void quiet() {
        av_log_set_level(AV_LOG_ERROR);
    }

    /// Gives back the result, or throws when it is an error.
    public static int check(int result, String what) {
        if (result < 0) {
            throw new LibavException(what + ": " + message(result));
        }
        return result;
    }

    /// The library's own pointers are objects that may stand for null.
    public static <T extends org.bytedeco.javacpp.Pointer> T check(T pointer, String what) {
        if (pointer.isNull()) {
            throw new LibavException(what + ": nothing there");
        }
        return pointer;
    }

    private static String message(int error) {
        byte[] text = new byte[MESSAGE_BYTES];
        if (av_strerror(error, text, MESSAGE_BYTES) < 0) {
            return "error " + error;
        }
        int length = 0;
        while (length < text.length && text[length] != 0) {
            length++;
        }
        return new String(text, 0, length, StandardCharsets.UTF_8);
    }

    /// A picture with planes of its own: Y, and U and V at half the size.
    public static AVFrame newPicture(int width, int height) {
        AVFrame frame = av_frame_alloc();
        frame.format(AV_PIX_FMT_YUV420P).width(width).height(height);
        check(av_frame_get_buffer(frame, ALIGNMENT), "picture of " + width + "x" + height);
        return frame;
    }
}
