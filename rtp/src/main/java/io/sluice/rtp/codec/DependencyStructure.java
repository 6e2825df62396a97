package io.sluice.rtp.codec;

/// The templates of a dependency descriptor (AV1 RTP payload format §A.8.3.1), as the last keyframe
/// announced them.
final class DependencyStructure {
    /// Template ids have six bits.
    static final int MAX_TEMPLATES = 64;

    /// dt_cnt_minus_one has five bits.
    static final int MAX_DECODE_TARGETS = 32;

    /// Temporal and spatial ids that codecs can have.
    private static final int MAX_TEMPORAL_LAYERS = 8;

    private static final int MAX_SPATIAL_LAYERS = 4;

    private final byte[] spatial = new byte[MAX_TEMPLATES];
    private final byte[] temporal = new byte[MAX_TEMPLATES];
    private final long[] indications = new long[MAX_TEMPLATES];
    private final byte[] referenceCount = new byte[MAX_TEMPLATES];
    private final byte[] references = new byte[MAX_TEMPLATES * FrameInfo.MAX_REFERENCES];
    private final byte[] chains = new byte[MAX_TEMPLATES * FrameInfo.MAX_CHAINS];
    private final int[] widths = new int[MAX_SPATIAL_LAYERS];
    private final int[] heights = new int[MAX_SPATIAL_LAYERS];
    private final byte[] targets = new byte[MAX_DECODE_TARGETS];
    private int idOffset;
    private int templates;
    private int decodeTargets;
    private int chainCount;
    private int spatialLayers;
    private int temporalLayers;
    private boolean resolutions;

    /// Reads template_dependency_structure(); false when it is malformed or beyond the bounds.
    boolean parse(BitReader in) {
        idOffset = in.smallBits(6);
        decodeTargets = in.smallBits(5) + 1;
        if (!parseLayers(in)) {
            return false;
        }
        for (int i = 0; i < templates; i++) {
            indications[i] = indications(in, decodeTargets);
        }
        findTargets();
        if (!parseReferences(in)) {
            return false;
        }
        parseChains(in);
        resolutions = in.flag();
        for (int i = 0; resolutions && i < spatialLayers; i++) {
            widths[i] = in.smallBits(16) + 1;
            heights[i] = in.smallBits(16) + 1;
        }
        return !in.overrun();
    }

    private boolean parseLayers(BitReader in) {
        int s = 0;
        int t = 0;
        int next;
        templates = 0;
        temporalLayers = 1;
        do {
            if (templates == MAX_TEMPLATES) {
                return false;
            }
            spatial[templates] = (byte) s;
            temporal[templates] = (byte) t;
            templates++;
            next = in.smallBits(2);
            if (next == 1) {
                t++;
                temporalLayers = Math.max(temporalLayers, t + 1);
            } else if (next == 2) {
                t = 0;
                s++;
            }
            if (t == MAX_TEMPORAL_LAYERS || s == MAX_SPATIAL_LAYERS) {
                return false;
            }
        } while (next != 3);
        spatialLayers = s + 1;
        return true;
    }

    /// A decode target's layers are the highest of the frames it needs.
    private void findTargets() {
        for (int target = 0; target < decodeTargets; target++) {
            int s = 0;
            int t = 0;
            for (int i = 0; i < templates; i++) {
                if ((indications[i] >>> (2 * target) & 3) != 0) {
                    s = Math.max(s, spatial[i]);
                    t = Math.max(t, temporal[i]);
                }
            }
            targets[target] = (byte) LayerGrid.target(s, t);
        }
    }

    private boolean parseReferences(BitReader in) {
        for (int i = 0; i < templates; i++) {
            int count = 0;
            while (in.flag()) {
                if (count == FrameInfo.MAX_REFERENCES) {
                    return false;
                }
                references[i * FrameInfo.MAX_REFERENCES + count++] = (byte) (in.smallBits(4) + 1);
            }
            referenceCount[i] = (byte) count;
        }
        return true;
    }

    private void parseChains(BitReader in) {
        chainCount = in.nonSymmetric(decodeTargets + 1);
        if (chainCount == 0) {
            return;
        }
        for (int i = 0; i < decodeTargets; i++) {
            int _ = in.nonSymmetric(chainCount); // decode_target_protected_by
        }
        for (int i = 0; i < templates; i++) {
            for (int chain = 0; chain < chainCount; chain++) {
                chains[i * FrameInfo.MAX_CHAINS + chain] = (byte) in.smallBits(4);
            }
        }
    }

    /// Two bits per decode target, the first in the lowest bits.
    static long indications(BitReader in, int decodeTargets) {
        long packed = 0;
        for (int i = 0; i < decodeTargets; i++) {
            packed |= in.bits(2) << (2 * i);
        }
        return packed;
    }

    /// Copies what the template says of a frame; false when there is no such template.
    boolean describe(int templateId, FrameInfo out) {
        int template = (templateId - idOffset) & (MAX_TEMPLATES - 1);
        if (template >= templates) {
            return false;
        }
        out.spatialLayer = spatial[template];
        out.temporalLayer = temporal[template];
        out.spatialLayerCount = spatialLayers;
        out.temporalLayerCount = temporalLayers;
        out.decodeTargetCount = decodeTargets;
        out.decodeTargetIndications = indications[template];
        out.referenceCount = referenceCount[template];
        for (int i = 0; i < out.referenceCount; i++) {
            out.referenceDifferences[i] = references[template * FrameInfo.MAX_REFERENCES + i];
        }
        out.chainCount = chainCount;
        for (int i = 0; i < chainCount; i++) {
            out.chainDifferences[i] = chains[template * FrameInfo.MAX_CHAINS + i];
        }
        System.arraycopy(targets, 0, out.decodeTargets, 0, decodeTargets);
        if (resolutions) {
            out.sizedLayers = spatialLayers;
            System.arraycopy(widths, 0, out.layerWidths, 0, spatialLayers);
            System.arraycopy(heights, 0, out.layerHeights, 0, spatialLayers);
            out.width = widths[out.spatialLayer];
            out.height = heights[out.spatialLayer];
        }
        return true;
    }

    int decodeTargets() {
        return decodeTargets;
    }

    boolean isKnown() {
        return templates > 0;
    }

    void forget() {
        templates = 0;
    }
}
