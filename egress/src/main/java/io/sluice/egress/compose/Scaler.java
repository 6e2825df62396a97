package io.sluice.egress.compose;

import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P;
import static org.bytedeco.ffmpeg.global.swscale.sws_freeContext;
import static org.bytedeco.ffmpeg.global.swscale.sws_getCachedContext;

import io.sluice.egress.decode.Libav;
import io.sluice.egress.layout.Rect;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.swscale.SwsContext;
import org.bytedeco.javacpp.DoublePointer;
import org.jspecify.annotations.Nullable;

/// The scaler of one tile: kept while sizes stay the same.
final class Scaler implements AutoCloseable {
    private @Nullable SwsContext context;

    SwsContext context(AVFrame picture, Rect crop, Rect place) {
        SwsContext now =
                sws_getCachedContext(
                        context,
                        crop.width(),
                        crop.height(),
                        picture.format(),
                        place.width(),
                        place.height(),
                        AV_PIX_FMT_YUV420P,
                        Canvas.SCALER,
                        null,
                        null,
                        (DoublePointer) null);
        context = now;
        return Libav.check(now, "scaler");
    }

    @Override
    public void close() {
        if (context != null) {
            sws_freeContext(context);
            context = null;
        }
    }
}
