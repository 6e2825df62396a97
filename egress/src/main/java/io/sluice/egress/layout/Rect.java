package io.sluice.egress.layout;

/// A place in the picture, in pixels; all four are even, as the colours have half the resolution.
public record Rect(int x, int y, int width, int height) {
    /// How much of a picture may be cut off.
    private static final double MAX_CROP = 0.3;

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

    public boolean intersects(Rect other) {
        return x < other.x + other.width
                && other.x < x + width
                && y < other.y + other.height
                && other.y < y + height;
    }

    /// Whether a picture of this shape may be cut to fill it. What is cut off is never more than a
    /// third or so; else the picture is shown whole, between bars.
    public boolean takesAll(int shapeWidth, int shapeHeight) {
        double shape = (double) shapeWidth / shapeHeight;
        double own = (double) width / height;
        return Math.min(shape / own, own / shape) > 1 - MAX_CROP;
    }

    /// The largest place of this shape within, in the middle.
    public Rect fit(int shapeWidth, int shapeHeight) {
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
