package io.sluice.sfu.sim;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// How the frames of a synthetic stream depend on each other, in the words of the scalability modes
/// of W3C webrtc-svc.
public enum Scalability {
    L1T1(1, 1, false),
    L1T3(1, 3, false),
    L3T1_KEY(3, 1, false),
    L3T3_KEY(3, 3, false),
    L3T3(3, 3, true);

    /// The temporal layers of three, picture by picture.
    private static final int[] THREE_LAYERS = {0, 2, 1, 2};

    final int spatialLayers;
    final int temporalLayers;

    /// Upper spatial layers need the lower one in every picture, not in key pictures alone.
    final boolean interLayer;

    Scalability(int spatialLayers, int temporalLayers, boolean interLayer) {
        this.spatialLayers = spatialLayers;
        this.temporalLayers = temporalLayers;
        this.interLayer = interLayer;
    }

    /// The temporal layer of a picture, counted from the last key picture.
    int temporalLayer(int position) {
        return temporalLayers == 1 ? 0 : THREE_LAYERS[position % THREE_LAYERS.length];
    }

    /// Whether a frame is used by the next spatial layer of its picture.
    boolean usedAbove(boolean key, int spatialLayer) {
        return (key || interLayer) && spatialLayer < spatialLayers - 1;
    }

    /// Whether a frame uses the next lower spatial layer of its picture.
    boolean usesBelow(boolean key, int spatialLayer) {
        return (key || interLayer) && spatialLayer > 0;
    }

    /// Whether a target of these layers needs a frame of those.
    boolean needs(int spatialTarget, int temporalTarget, boolean key, int spatial, int temporal) {
        boolean row = spatial == spatialTarget || ((key || interLayer) && spatial < spatialTarget);
        return row && temporal <= temporalTarget;
    }

    /// Remembers the frames of one stream to say what the next one refers to.
    static final class References {
        private final Scalability mode;
        private final int[][] lastOfLayer;

        References(Scalability mode) {
            this.mode = mode;
            lastOfLayer = new int[mode.spatialLayers][mode.temporalLayers];
        }

        /// Earlier pictures' frames that this frame refers to.
        List<Integer> temporal(boolean key, int spatial, int temporal) {
            if (key) {
                return List.of();
            }
            int lowest = lastOfLayer[spatial][0];
            int highest = lowest;
            for (int i = 1; i < temporal; i++) {
                highest = Math.max(highest, lastOfLayer[spatial][i]);
            }
            return highest == lowest ? List.of(lowest) : List.of(lowest, highest);
        }

        /// All of them; `frame` is this frame's own number.
        List<Integer> all(boolean key, int spatial, int temporal, int frame) {
            List<Integer> references = new ArrayList<>(temporal(key, spatial, temporal));
            if (mode.usesBelow(key, spatial)) {
                references.add(frame - 1);
            }
            return references;
        }

        void remember(boolean key, int spatial, int temporal, int frame) {
            if (key) {
                Arrays.fill(lastOfLayer[spatial], frame);
            } else {
                // A base frame ends the cycle: nothing behind it refers to what was before.
                int until = temporal == 0 ? mode.temporalLayers : temporal + 1;
                Arrays.fill(lastOfLayer[spatial], temporal, until, frame);
            }
        }
    }
}
