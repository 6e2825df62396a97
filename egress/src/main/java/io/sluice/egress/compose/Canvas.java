package io.sluice.egress.compose;

import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_pix_fmt_desc_get;
import static org.bytedeco.ffmpeg.global.swscale.SWS_BILINEAR;
import static org.bytedeco.ffmpeg.global.swscale.sws_scale;

import io.sluice.egress.decode.Libav;
import io.sluice.egress.layout.Rect;
import java.nio.ByteBuffer;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVPixFmtDescriptor;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/// The picture of a program while it is painted.
final class Canvas implements AutoCloseable {
    static final int SCALER = SWS_BILINEAR;
    private static final int PLANES = 3;

    private final int width;
    private final int height;
    private final AVFrame frame;
    private final ByteBuffer[] planes = new ByteBuffer[PLANES];
    private final int[] strides = new int[PLANES];
    private final PointerPointer<BytePointer> targets = new PointerPointer<>(4);
    private final IntPointer targetStrides = new IntPointer(4L);
    private final PointerPointer<BytePointer> sources = new PointerPointer<>(4);
    private final byte[] row;

    Canvas(int width, int height) {
        this.width = width;
        this.height = height;
        frame = Libav.newPicture(width, height);
        for (int i = 0; i < PLANES; i++) {
            strides[i] = frame.linesize(i);
            long rows = i == 0 ? height : height / 2;
            planes[i] = frame.data(i).capacity(strides[i] * rows).asByteBuffer();
            targetStrides.put(i, strides[i]);
        }
        targetStrides.put(3, 0);
        row = new byte[width];
    }

    AVFrame frame() {
        return frame;
    }

    Rect bounds() {
        return new Rect(0, 0, width, height);
    }

    void fill(Rect place, int rgb) {
        fill(0, place.x(), place.y(), place.width(), place.height(), Artwork.luma(rgb));
        int x = place.x() / 2;
        int y = place.y() / 2;
        fill(1, x, y, place.width() / 2, place.height() / 2, Artwork.blue(rgb));
        fill(2, x, y, place.width() / 2, place.height() / 2, Artwork.red(rgb));
    }

    private void fill(int plane, int x, int y, int columns, int rows, int value) {
        for (int i = 0; i < rows; i++) {
            Pointer.memset(at(plane, x, y + i), value, columns);
        }
    }

    private BytePointer at(int plane, int x, int y) {
        return frame.data(plane).getPointer((long) y * strides[plane] + x);
    }

    /// Scales a part of a decoded picture to a place.
    ///
    /// @param crop of the picture, even
    void scale(AVFrame picture, Rect crop, Rect place, Scaler scaler) {
        AVPixFmtDescriptor format = av_pix_fmt_desc_get(picture.format());
        boolean planar = picture.format() == AV_PIX_FMT_YUV420P;
        for (int i = 0; i < 4; i++) {
            BytePointer data = picture.data(i);
            sources.put(i, data);
            if (planar && i < PLANES) {
                int shift = i == 0 ? 0 : 1;
                long offset = (long) (crop.y() >> shift) * picture.linesize(i);
                sources.put(i, data.getPointer(offset + (crop.x() >> shift)));
            }
        }
        for (int i = 0; i < PLANES; i++) {
            int shift = i == 0 ? 0 : 1;
            targets.put(i, at(i, place.x() >> shift, place.y() >> shift));
        }
        targets.put(3, (Pointer) null);
        Rect used = planar ? crop : new Rect(0, 0, picture.width() & ~1, picture.height() & ~1);
        if (format == null || format.isNull()) {
            return;
        }
        sws_scale(
                scaler.context(picture, used, place),
                sources,
                picture.linesize(),
                0,
                used.height(),
                targets,
                targetStrides);
    }

    /// Lays artwork over what is there.
    void draw(Artwork art, int x, int y) {
        layer(0, x, y, art.width, art.height, art.luma, art.alpha, art.opaque);
        int w = art.width / 2;
        int h = art.height / 2;
        layer(1, x / 2, y / 2, w, h, art.blue, art.chromaAlpha, art.opaque);
        layer(2, x / 2, y / 2, w, h, art.red, art.chromaAlpha, art.opaque);
    }

    private void layer(
            int plane, int x, int y, int w, int h, byte[] value, byte[] alpha, boolean opaque) {
        int planeWidth = plane == 0 ? width : width / 2;
        int planeHeight = plane == 0 ? height : height / 2;
        int columns = Math.min(w, planeWidth - x);
        int rows = Math.min(h, planeHeight - y);
        for (int j = 0; j < rows && columns > 0; j++) {
            int target = (y + j) * strides[plane] + x;
            if (opaque) {
                planes[plane].put(target, value, j * w, columns);
                continue;
            }
            planes[plane].get(target, row, 0, columns);
            blend(value, alpha, j * w, columns);
            planes[plane].put(target, row, 0, columns);
        }
    }

    private void blend(byte[] value, byte[] alpha, int from, int columns) {
        for (int i = 0; i < columns; i++) {
            int a = alpha[from + i] & 0xff;
            if (a == 0) {
                continue;
            }
            int below = row[i] & 0xff;
            int above = value[from + i] & 0xff;
            row[i] = (byte) (below + ((above - below) * a + 127) / 255);
        }
    }

    @Override
    public void close() {
        av_frame_free(frame);
        targets.close();
        targetStrides.close();
        sources.close();
    }
}
