package io.sluice.egress.compose;

import io.sluice.egress.layout.Rect;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.jspecify.annotations.Nullable;

/// One person or screen in its place.
final class Tile implements AutoCloseable {
    private static final int BACKGROUND = 0x20262e;

    /// Of the height of the tile.
    private static final double LABEL_SIZE = 0.07;

    private static final int MIN_LABEL_SIZE = 12;
    private static final int MAX_LABEL_SIZE = 28;

    final Rect place;
    private final String name;
    private final boolean screen;
    private final @Nullable Feed feed;
    private final Scaler scaler = new Scaler();
    private @Nullable Artwork avatar;
    private @Nullable Artwork label;
    private boolean drawn;
    private boolean wasLive;
    private long version;

    Tile(Rect place, Person person, boolean screen, boolean named, Painter painter) {
        this.place = place;
        this.screen = screen;
        name = person.name();
        feed = screen ? person.screen() : person.camera();
        if (named && !name.isEmpty()) {
            int size =
                    (int) Math.clamp(place.height() * LABEL_SIZE, MIN_LABEL_SIZE, MAX_LABEL_SIZE);
            label = painter.label(name, size, place.width() - 2 * margin(), false);
        }
    }

    private int margin() {
        return Math.max(2, place.height() / 40 & ~1);
    }

    /// Whether the tile has to be painted again.
    boolean changed() {
        Feed from = feed;
        boolean live = from != null && from.live();
        return !drawn
                || live != wasLive
                || (live && java.util.Objects.requireNonNull(from).version() != version);
    }

    void draw(Canvas canvas, Painter painter) {
        Feed from = feed;
        boolean live = from != null && from.live();
        if (from != null && live) {
            picture(canvas, from.picture());
            version = from.version();
            avatar = null; // soon painted again, and larger than all else of a tile
        } else {
            avatar(canvas, painter);
        }
        if (label != null) {
            int y = place.y() + place.height() - label.height - margin();
            canvas.draw(label, place.x() + margin(), y & ~1);
        }
        drawn = true;
        wasLive = live;
    }

    private void avatar(Canvas canvas, Painter painter) {
        if (avatar == null) {
            int diameter = Math.max(2, Math.min(place.width(), place.height()) / 2 & ~1);
            avatar = painter.avatar(name, diameter, BACKGROUND);
        }
        canvas.fill(place, BACKGROUND);
        int x = place.x() + (place.width() - avatar.width) / 2;
        int y = place.y() + (place.height() - avatar.height) / 2;
        canvas.draw(avatar, x & ~1, y & ~1);
    }

    private void picture(Canvas canvas, AVFrame picture) {
        int width = picture.width() & ~1;
        int height = picture.height() & ~1;
        Rect whole = new Rect(0, 0, width, height);
        double shape = (double) width / height;
        double wanted = (double) place.width() / place.height();
        boolean same = Math.abs(shape - wanted) < 0.01 * wanted;
        if (same) {
            canvas.scale(picture, whole, place, scaler);
        } else if (!screen && place.takesAll(width, height)) {
            canvas.scale(picture, whole.fit(place.width(), place.height()), place, scaler);
        } else {
            Rect inner = place.fit(width, height);
            bars(canvas, inner);
            canvas.scale(picture, whole, inner, scaler);
        }
    }

    /// The parts of the tile that its picture leaves free.
    private void bars(Canvas canvas, Rect inner) {
        int right = inner.x() + inner.width();
        int bottom = inner.y() + inner.height();
        int farX = place.x() + place.width();
        int farY = place.y() + place.height();
        canvas.fill(
                new Rect(place.x(), place.y(), place.width(), inner.y() - place.y()), BACKGROUND);
        canvas.fill(new Rect(place.x(), bottom, place.width(), farY - bottom), BACKGROUND);
        canvas.fill(
                new Rect(place.x(), inner.y(), inner.x() - place.x(), inner.height()), BACKGROUND);
        canvas.fill(new Rect(right, inner.y(), farX - right, inner.height()), BACKGROUND);
    }

    @Override
    public void close() {
        scaler.close();
    }
}
