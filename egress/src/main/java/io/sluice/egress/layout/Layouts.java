package io.sluice.egress.layout;

import io.sluice.egress.control.Layout;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/// The geometry of the layouts: pure numbers, for pictures wider than high and higher than wide.
public final class Layouts {
    /// More faces are too small to be seen.
    public static final int MAX_GRID = 25;

    /// Beside or below the large one.
    public static final int MAX_STRIP = 5;

    private static final double TILE_SHAPE = 16.0 / 9;

    /// Space between tiles, as a part of the shorter side.
    private static final double GAP = 1.0 / 90;

    /// What of the longer side the strip of a speaker takes, and that beside a screen.
    private static final double STRIP = 0.2;

    private static final double SCREEN_STRIP = 0.25;

    /// One tile.
    ///
    /// @param person whose it is, as a place in the list of people
    /// @param screen whether it shows their screen, and not their camera
    public record Placed(int person, boolean screen, Rect place) {}

    private Layouts() {}

    /// Who stands where: a screen first, where there is one and the layout shows it, then people in
    /// their order, as far as there is room.
    ///
    /// @param people how many there are
    /// @param shares whether one of them shares a screen; that of the first who does is shown
    public static List<Placed> arrange(
            Layout layout, int people, IntPredicate shares, int width, int height) {
        int presenter = IntStream.range(0, people).filter(shares).findFirst().orElse(people);
        boolean screen = presenter < people && layout != Layout.SPEAKER;
        List<Rect> places = place(layout, people, screen, width, height);
        List<Placed> placed = new ArrayList<>(places.size());
        for (Rect place : places) {
            boolean first = screen && placed.isEmpty();
            int person = first ? presenter : placed.size() - (screen ? 1 : 0);
            placed.add(new Placed(person, first, place));
        }
        return placed;
    }

    /// Places for as many tiles as the layout can show; the first is for the screen where there is
    /// one and the layout shows it.
    ///
    /// @param cameras how many people there are
    public static List<Rect> place(
            Layout layout, int cameras, boolean screen, int width, int height) {
        int tiles = tiles(layout, cameras, screen);
        if (tiles == 0) {
            return List.of();
        }
        return switch (layout) {
            case GRID -> grid(tiles, width, height);
            case SIDE_BY_SIDE -> tiles == 1 ? whole(width, height) : halves(width, height);
            case SOLO -> whole(width, height);
            case SPEAKER -> strip(tiles, width, height, STRIP);
            case SCREEN -> strip(tiles, width, height, screen ? SCREEN_STRIP : STRIP);
        };
    }

    /// How many tiles there are to be, the screen included.
    private static int tiles(Layout layout, int cameras, boolean screen) {
        int all = cameras + (screen ? 1 : 0);
        return switch (layout) {
            case GRID -> Math.min(all, MAX_GRID);
            case SPEAKER, SCREEN -> Math.min(all, 1 + MAX_STRIP);
            case SIDE_BY_SIDE -> Math.min(all, 2);
            case SOLO -> Math.min(all, 1);
        };
    }

    private static List<Rect> whole(int width, int height) {
        return List.of(new Rect(0, 0, width, height));
    }

    private static int gap(int width, int height) {
        return 2 * (int) (Math.min(width, height) * GAP / 2);
    }

    /// As many columns as make the tiles largest; the last row stands in the middle.
    private static List<Rect> grid(int count, int width, int height) {
        int gap = gap(width, height);
        int best = 1;
        double bestWidth = 0;
        for (int columns = 1; columns <= count; columns++) {
            double w = tileWidth(count, columns, width, height, gap);
            if (w > bestWidth) {
                best = columns;
                bestWidth = w;
            }
        }
        int rows = (count + best - 1) / best;
        double tileWidth = bestWidth;
        double tileHeight = bestWidth / TILE_SHAPE;
        double top = (height - rows * tileHeight - (rows - 1) * gap) / 2;
        List<Rect> places = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int row = i / best;
            int inRow = Math.min(best, count - row * best);
            double left = (width - inRow * tileWidth - (inRow - 1) * gap) / 2;
            double x = left + (i % best) * (tileWidth + gap);
            double y = top + row * (tileHeight + gap);
            places.add(Rect.even(x, y, tileWidth, tileHeight));
        }
        return places;
    }

    private static double tileWidth(int count, int columns, int width, int height, int gap) {
        int rows = (count + columns - 1) / columns;
        double byWidth = (double) (width - (columns - 1) * gap) / columns;
        double byHeight = (double) (height - (rows - 1) * gap) / rows;
        return Math.min(byWidth, byHeight * TILE_SHAPE);
    }

    private static List<Rect> halves(int width, int height) {
        int gap = gap(width, height);
        if (width >= height) {
            double half = (width - gap) / 2.0;
            return List.of(Rect.even(0, 0, half, height), Rect.even(half + gap, 0, half, height));
        }
        double half = (height - gap) / 2.0;
        return List.of(Rect.even(0, 0, width, half), Rect.even(0, half + gap, width, half));
    }

    /// The first large, the others right of it or, in a high picture, below it.
    private static List<Rect> strip(int count, int width, int height, double part) {
        if (count == 1) {
            return whole(width, height);
        }
        int gap = gap(width, height);
        boolean wide = width >= height;
        double length = wide ? height : width;
        double thickness = (wide ? width : height) * part;
        int others = count - 1;
        double tileLength = (length - (others - 1) * gap) / others;
        double tileThickness = thickness - gap;
        // In a strip of few the tiles keep their shape and stand in the middle.
        double natural = wide ? tileThickness / TILE_SHAPE : tileThickness * TILE_SHAPE;
        tileLength = Math.min(tileLength, natural);
        double start = (length - others * tileLength - (others - 1) * gap) / 2;
        double main = (wide ? width : height) - thickness;
        List<Rect> places = new ArrayList<>(count);
        places.add(wide ? Rect.even(0, 0, main, height) : Rect.even(0, 0, width, main));
        for (int i = 0; i < others; i++) {
            double along = start + i * (tileLength + gap);
            places.add(
                    wide
                            ? Rect.even(main + gap, along, tileThickness, tileLength)
                            : Rect.even(along, main + gap, tileLength, tileThickness));
        }
        return places;
    }
}
