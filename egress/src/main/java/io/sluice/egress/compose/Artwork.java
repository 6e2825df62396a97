package io.sluice.egress.compose;

/// A painted picture in the colours of video (BT.601, limited range), with its transparency. Sides
/// are even.
final class Artwork {
    private static final byte[] OPAQUE = {};

    final int width;
    final int height;
    final boolean opaque;
    final byte[] luma;
    final byte[] alpha; // nothing when opaque, as chromaAlpha
    final byte[] blue; // of the difference to luma, at half the size, as are red and chromaAlpha
    final byte[] red;
    final byte[] chromaAlpha;

    /// @param argb pixels, not premultiplied, `stride` to a row
    Artwork(int[] argb, int stride, int width, int height) {
        this.width = width;
        this.height = height;
        opaque = isOpaque(argb);
        int quarter = width / 2 * (height / 2);
        luma = new byte[width * height];
        alpha = opaque ? OPAQUE : new byte[width * height];
        blue = new byte[quarter];
        red = new byte[quarter];
        chromaAlpha = opaque ? OPAQUE : new byte[quarter];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int pixel = argb[y * stride + x];
                luma[y * width + x] = (byte) luma(pixel);
                if (!opaque) {
                    alpha[y * width + x] = (byte) (pixel >>> 24);
                }
            }
        }
        for (int y = 0; y < height / 2; y++) {
            for (int x = 0; x < width / 2; x++) {
                chroma(argb, stride, x, y);
            }
        }
    }

    private static boolean isOpaque(int[] argb) {
        for (int pixel : argb) {
            if (pixel >>> 24 != 0xff) {
                return false;
            }
        }
        return true;
    }

    /// The colours of four pixels, each as much as it is seen.
    private void chroma(int[] argb, int stride, int x, int y) {
        int a = 0;
        int r = 0;
        int g = 0;
        int b = 0;
        for (int i = 0; i < 4; i++) {
            int pixel = argb[(2 * y + i / 2) * stride + 2 * x + i % 2];
            int weight = pixel >>> 24;
            a += weight;
            r += weight * ((pixel >> 16) & 0xff);
            g += weight * ((pixel >> 8) & 0xff);
            b += weight * (pixel & 0xff);
        }
        int at = y * (width / 2) + x;
        if (!opaque) {
            chromaAlpha[at] = (byte) (a / 4);
        }
        int rgb = a == 0 ? 0 : (r / a) << 16 | (g / a) << 8 | (b / a);
        blue[at] = (byte) blue(rgb);
        red[at] = (byte) red(rgb);
    }

    static int luma(int rgb) {
        return 16 + ((66 * r(rgb) + 129 * g(rgb) + 25 * b(rgb) + 128) >> 8);
    }

    static int blue(int rgb) {
        return 128 + ((-38 * r(rgb) - 74 * g(rgb) + 112 * b(rgb) + 128) >> 8);
    }

    static int red(int rgb) {
        return 128 + ((112 * r(rgb) - 94 * g(rgb) - 18 * b(rgb) + 128) >> 8);
    }

    private static int r(int rgb) {
        return (rgb >> 16) & 0xff;
    }

    private static int g(int rgb) {
        return (rgb >> 8) & 0xff;
    }

    private static int b(int rgb) {
        return rgb & 0xff;
    }
}
