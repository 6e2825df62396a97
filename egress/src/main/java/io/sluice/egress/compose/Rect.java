package io.sluice.egress.compose;

/// A place in the picture, in pixels; all four are even, as the colours have half the resolution.
public record Rect(int x, int y, int width, int height) {
    public Rect {
        if (((x | y | width | height) & 1) != 0 || width < 0 || height < 0) {
            throw new IllegalArgumentException("not even or not positive");
        }
    }

    /// The largest even rectangle inside these bounds.
    static Rect even(double x, double y, double width, double height) {
        int left = (int) Math.ceil(x / 2) * 2;
        int top = (int) Math.ceil(y / 2) * 2;
        int right = (int) Math.floor((x + width) / 2) * 2;
        int bottom = (int) Math.floor((y + height) / 2) * 2;
        return new Rect(left, top, Math.max(0, right - left), Math.max(0, bottom - top));
    }

    boolean intersects(Rect other) {
        return x < other.x + other.width
                && other.x < x + width
                && y < other.y + other.height
                && other.y < y + height;
    }

    /// The largest place of this shape within, in the middle.
    Rect fit(int shapeWidth, int shapeHeight) {
        double scale = Math.min((double) width / shapeWidth, (double) height / shapeHeight);
        double w = shapeWidth * scale;
        double h = shapeHeight * scale;
        Rect inner = even(x + (width - w) / 2, y + (height - h) / 2, w, h);
        // A side that fits but for a rounding error is the whole side.
        int fitWidth = width - inner.width < 4 ? width : inner.width;
        int fitHeight = height - inner.height < 4 ? height : inner.height;
        return new Rect(
                fitWidth == width ? x : inner.x,
                fitHeight == height ? y : inner.y,
                fitWidth,
                fitHeight);
    }
}
