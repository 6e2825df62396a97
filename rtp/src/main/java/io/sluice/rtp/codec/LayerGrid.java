package io.sluice.rtp.codec;

/// The layers of one stream as a grid of targets, each a spatial and a temporal layer that a
/// receiver may be sent up to, and what each frame is to each of them, whatever the codec.
///
/// Sets of targets are masks, so that a forwarder decides with a few bit operations. One instance
/// per stream: VP9 says only now and then how many spatial layers there are.
public final class LayerGrid {
    /// Spatial layers that are told apart; codecs in use have three.
    public static final int MAX_SPATIAL_LAYERS = 4;

    /// Temporal ids have three bits.
    public static final int MAX_TEMPORAL_LAYERS = 8;

    /// Targets of a grid.
    public static final int TARGETS = MAX_SPATIAL_LAYERS * MAX_TEMPORAL_LAYERS;

    private static final int ROW = (1 << MAX_TEMPORAL_LAYERS) - 1;
    private static final int NOT_PRESENT = 0;
    private static final int SWITCH = 2;

    private int spatialLayers; // of VP9, 0 while that is not known

    /// The target of these layers, an index below [#TARGETS] and the number of a bit in each mask.
    public static int target(int spatialLayer, int temporalLayer) {
        return spatialLayer * MAX_TEMPORAL_LAYERS + temporalLayer;
    }

    public static int spatialLayer(int target) {
        return target / MAX_TEMPORAL_LAYERS;
    }

    public static int temporalLayer(int target) {
        return target % MAX_TEMPORAL_LAYERS;
    }

    /// All targets with at most these layers.
    public static int upTo(int spatialLayer, int temporalLayer) {
        int columns = ROW >>> (MAX_TEMPORAL_LAYERS - 1 - clamp(temporalLayer, MAX_TEMPORAL_LAYERS));
        return rows(0, clamp(spatialLayer, MAX_SPATIAL_LAYERS), columns);
    }

    /// All targets of one spatial layer.
    public static int ofSpatialLayer(int spatialLayer) {
        int row = clamp(spatialLayer, MAX_SPATIAL_LAYERS);
        return rows(row, row, ROW);
    }

    /// The stream began anew.
    public void reset() {
        spatialLayers = 0;
    }

    /// Fills in the masks of a frame that a dependency descriptor described.
    public void readDescribed(FrameInfo frame) {
        int targets = 0;
        int members = 0;
        int switches = 0;
        for (int i = 0; i < frame.decodeTargetCount; i++) {
            if ((frame.activeDecodeTargets >>> i & 1) == 0) {
                continue;
            }
            int bit = 1 << frame.decodeTarget(i);
            int indication = frame.decodeTargetIndication(i);
            targets |= bit;
            members |= indication == NOT_PRESENT ? 0 : bit;
            switches |= indication == SWITCH ? bit : 0;
        }
        set(frame, targets, members, switches);
    }

    /// Fills in the masks of a frame by what its payload says of itself.
    public void read(Codec codec, FrameInfo frame) {
        if (codec == Codec.VP9) {
            readVp9(frame);
            return;
        }
        int columns = ROW << frame.temporalLayer & ROW;
        set(frame, ROW, columns, switches(frame, frame.keyframe, columns));
    }

    private void readVp9(FrameInfo frame) {
        if (frame.scalabilityStructure) {
            spatialLayers = Math.min(frame.spatialLayerCount, MAX_SPATIAL_LAYERS);
        }
        boolean known = spatialLayers > frame.spatialLayer;
        int highest = known ? spatialLayers - 1 : MAX_SPATIAL_LAYERS - 1;
        int own = Math.min(frame.spatialLayer, MAX_SPATIAL_LAYERS - 1);
        // Where only the key pictures of the layers depend on each other, those above do without.
        int needed = known && frame.notUsedByUpperLayer ? own : highest;
        int columns = ROW << frame.temporalLayer & ROW;
        boolean key = !frame.interPicturePredicted;
        set(
                frame,
                rows(0, highest, ROW),
                rows(own, needed, columns),
                rows(own, needed, switches(frame, key, columns)));
    }

    /// A key picture serves whatever it belongs to; another one may only be one step up in time.
    private static int switches(FrameInfo frame, boolean key, int columns) {
        if (key) {
            return columns;
        }
        return frame.layerSync && frame.temporalLayer > 0 ? 1 << frame.temporalLayer : 0;
    }

    private static void set(FrameInfo frame, int targets, int members, int switches) {
        frame.targets = targets;
        frame.members = members;
        frame.switches = switches;
    }

    private static int rows(int from, int to, int columns) {
        int mask = 0;
        for (int row = from; row <= to; row++) {
            mask |= columns << (row * MAX_TEMPORAL_LAYERS);
        }
        return mask;
    }

    private static int clamp(int layer, int layers) {
        return Math.min(Math.max(layer, 0), layers - 1);
    }
}
