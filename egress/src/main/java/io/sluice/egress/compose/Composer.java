package io.sluice.egress.compose;

import io.sluice.egress.control.Scene;
import io.sluice.egress.control.Scene.Slate;
import io.sluice.egress.layout.Layouts;
import io.sluice.egress.layout.Layouts.Placed;
import io.sluice.egress.layout.Rect;
import java.io.File;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/// Paints the picture of a program: tiles that changed, and what lies over them.
public final class Composer implements AutoCloseable {
    private static final int BACKGROUND = 0x11151a;

    private final Canvas canvas;
    private final Painter painter;
    private final int width;
    private final int height;
    private final List<Tile> tiles = new ArrayList<>();
    private final List<Overlay> overlays = new ArrayList<>();
    private Scene scene = Scene.grid();
    private List<Person> people = List.of();
    private boolean slated; // a slate was painted, and stays
    private boolean arranged;

    /// Artwork over the tiles.
    private record Overlay(Artwork art, Rect place) {}

    public Composer(int width, int height, List<File> fonts) {
        this.width = width;
        this.height = height;
        canvas = new Canvas(width, height);
        painter = new Painter(fonts);
    }

    /// What the next picture looks like.
    public void scene(Scene now) {
        if (!now.equals(scene)) {
            scene = now;
            arranged = false;
        }
    }

    /// Who is there, the most important first.
    public void people(List<Person> now) {
        if (!now.equals(people)) {
            people = List.copyOf(now);
            arranged = false;
        }
    }

    /// The picture as it is now, valid until the next call.
    public AVFrame compose() {
        if (!arranged) {
            arrange();
            arranged = true;
        }
        if (slated) {
            return canvas.frame();
        }
        List<Tile> changed = new ArrayList<>();
        for (Tile tile : tiles) {
            if (tile.changed()) {
                changed.add(tile);
            }
        }
        // Painting a tile under one overlay can touch another one.
        for (int round = 0; round < overlays.size(); round++) {
            for (Overlay overlay : overlays) {
                under(overlay.place, changed);
            }
        }
        for (Tile tile : changed) {
            tile.draw(canvas, painter);
        }
        for (Overlay overlay : overlays) {
            if (touched(overlay.place, changed)) {
                canvas.draw(overlay.art, overlay.place.x(), overlay.place.y());
            }
        }
        return canvas.frame();
    }

    /// Where anything under an overlay changes, all under it is painted anew: it is transparent.
    private void under(Rect place, List<Tile> changed) {
        if (!touched(place, changed)) {
            return;
        }
        canvas.fill(place, BACKGROUND);
        for (Tile tile : tiles) {
            if (tile.place.intersects(place) && !changed.contains(tile)) {
                changed.add(tile);
            }
        }
    }

    private static boolean touched(Rect place, List<Tile> changed) {
        for (Tile tile : changed) {
            if (tile.place.intersects(place)) {
                return true;
            }
        }
        return false;
    }

    private void arrange() {
        tiles.forEach(Tile::close);
        tiles.clear();
        overlays.clear();
        slated = scene.slate() != Slate.NONE;
        canvas.fill(canvas.bounds(), BACKGROUND);
        if (slated) {
            canvas.draw(painter.slate(scene.slateText(), width, height, BACKGROUND), 0, 0);
            return;
        }
        placeTiles();
        addTitle();
        addLogo();
        for (Overlay overlay : overlays) {
            canvas.draw(overlay.art, overlay.place.x(), overlay.place.y());
        }
    }

    private void placeTiles() {
        for (Placed placed :
                Layouts.arrange(
                        scene.layout(),
                        people.size(),
                        i -> people.get(i).screen() != null,
                        width,
                        height)) {
            Person person = people.get(placed.person());
            tiles.add(new Tile(placed.place(), person, placed.screen(), scene.names(), painter));
        }
    }

    private void addTitle() {
        if (scene.title().isEmpty()) {
            return;
        }
        int size = Math.max(14, Math.min(width, height) / 20);
        Artwork title = painter.label(scene.title(), size, width * 9 / 10, true);
        if (title != null) {
            int y = height - title.height - Math.min(width, height) / 14;
            add(title, (width - title.width) / 2, y);
        }
    }

    private void addLogo() {
        String base64 = scene.logoPng();
        if (base64 == null) {
            return;
        }
        try {
            byte[] png = Base64.getDecoder().decode(base64);
            Artwork logo = painter.logo(png, width / 6, height / 6);
            if (logo != null) {
                int margin = Math.min(width, height) / 36;
                add(logo, width - logo.width - margin, margin);
            }
        } catch (IllegalArgumentException _) {
            // Not base64: a program without its logo is better than none.
        }
    }

    private void add(Artwork art, int x, int y) {
        overlays.add(new Overlay(art, new Rect(x & ~1, y & ~1, art.width, art.height)));
    }

    /// Where the tiles are now, in the order of the layout.
    public List<Rect> places() {
        return tiles.stream().map(tile -> tile.place).toList();
    }

    @Override
    public void close() {
        tiles.forEach(Tile::close);
        canvas.close();
    }
}
