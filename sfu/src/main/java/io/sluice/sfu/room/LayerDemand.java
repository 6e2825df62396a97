package io.sluice.sfu.room;

/// Finds the picture that fits a tile, with hysteresis: a tile that changes its size a little, as a
/// layout does, keeps its picture.
final class LayerDemand {
    /// A picture may be stretched so much before the next larger one is wanted, in percent.
    private static final int STRETCH_TO_RISE = 125;

    /// A smaller picture is enough when it needs to be stretched by no more than this, in percent.
    private static final int STRETCH_TO_FALL = 105;

    /// What counts for a tile that has no picture yet, in percent.
    private static final int STRETCH_TO_BEGIN = 115;

    private static final int PERCENT = 100;

    private LayerDemand() {}

    /// The picture wanted for a tile of so many pixels.
    ///
    /// @param filled whether the picture is cut to fill the tile, and not shown whole within it
    /// @param current the picture wanted before, or [LayerLadder#NONE]
    static int of(LayerLadder ladder, int width, int height, boolean filled, int current) {
        if (current == LayerLadder.NONE) {
            return smallest(ladder, width, height, filled, STRETCH_TO_BEGIN);
        }
        int needed = smallest(ladder, width, height, filled, STRETCH_TO_RISE);
        if (current < needed) {
            return needed;
        }
        int enough = smallest(ladder, width, height, filled, STRETCH_TO_FALL);
        return Math.min(Math.min(current, enough), ladder.spatialLayers() - 1);
    }

    /// The smallest picture that need not be stretched by more than this.
    private static int smallest(
            LayerLadder ladder, int width, int height, boolean filled, int stretch) {
        int highest = ladder.spatialLayers() - 1;
        for (int layer = 0; layer < highest; layer++) {
            boolean wide = (long) ladder.width(layer) * stretch >= (long) width * PERCENT;
            boolean high = (long) ladder.height(layer) * stretch >= (long) height * PERCENT;
            if (filled ? wide && high : wide || high) {
                return layer;
            }
        }
        return highest;
    }
}
