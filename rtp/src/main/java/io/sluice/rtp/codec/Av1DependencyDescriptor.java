package io.sluice.rtp.codec;

import java.lang.foreign.MemorySegment;

/// Reads the dependency descriptor header extension (AV1 RTP payload format, appendix A) of one
/// stream: which layers a frame belongs to and what it refers to, whatever the codec.
///
/// One instance per stream, because keyframes announce templates that later frames name.
public final class Av1DependencyDescriptor {
    /// The fields every descriptor has.
    private static final int MANDATORY_BYTES = 3;

    private static final int DISCARDABLE = 1;
    private static final int SWITCH = 2;

    private final BitReader in = new BitReader();
    private DependencyStructure structure = new DependencyStructure();
    private DependencyStructure candidate = new DependencyStructure();
    private int activeDecodeTargets;
    private boolean customIndications;
    private boolean customReferences;
    private boolean customChains;

    /// Reads the extension's data; false when it is malformed, and then nothing is remembered.
    ///
    /// Before the first structure a descriptor is only partly understood: begin, end and number of
    /// the frame, [FrameInfo#hasDependencies()] is false.
    public boolean parse(MemorySegment s, long offset, int length, FrameInfo out) {
        out.reset();
        if (length < MANDATORY_BYTES) {
            return false;
        }
        in.wrap(s, offset, length);
        out.startOfFrame = in.flag();
        out.endOfFrame = in.flag();
        int templateId = in.smallBits(6);
        out.frameNumber = in.smallBits(16);
        DependencyStructure current = structure;
        int active = activeDecodeTargets;
        customIndications = false;
        customReferences = false;
        customChains = false;
        if (length > MANDATORY_BYTES) {
            boolean hasStructure = in.flag();
            boolean hasActive = in.flag();
            customIndications = in.flag();
            customReferences = in.flag();
            customChains = in.flag();
            if (hasStructure) {
                if (!candidate.parse(in)) {
                    return false;
                }
                current = candidate;
                active = allOf(candidate.decodeTargets());
                out.scalabilityStructure = true;
                out.keyframe = true;
            }
            if (!current.isKnown()) {
                return true;
            }
            if (hasActive) {
                active = (int) in.bits(current.decodeTargets());
            }
        }
        if (!current.isKnown()) {
            return true;
        }
        if (!describe(current, templateId, out)) {
            out.reset();
            return false;
        }
        if (current == candidate) {
            candidate = structure;
            structure = current;
        }
        activeDecodeTargets = active;
        out.activeDecodeTargets = active;
        out.hasDependencies = true;
        classify(out);
        return true;
    }

    /// Forgets the templates, as when the stream's encoder starts anew.
    public void reset() {
        structure.forget();
        activeDecodeTargets = 0;
    }

    /// frame_dependency_definition()
    private boolean describe(DependencyStructure current, int templateId, FrameInfo out) {
        if (!current.describe(templateId, out)) {
            return false;
        }
        if (customIndications) {
            out.decodeTargetIndications =
                    DependencyStructure.indications(in, current.decodeTargets());
        }
        if (customReferences && !parseReferences(out)) {
            return false;
        }
        if (customChains) {
            for (int i = 0; i < out.chainCount; i++) {
                out.chainDifferences[i] = in.smallBits(8);
            }
        }
        return !in.overrun();
    }

    private boolean parseReferences(FrameInfo out) {
        out.referenceCount = 0;
        int size = in.smallBits(2);
        while (size > 0) {
            if (out.referenceCount == FrameInfo.MAX_REFERENCES) {
                return false;
            }
            out.referenceDifferences[out.referenceCount++] = in.smallBits(4 * size) + 1;
            size = in.smallBits(2);
        }
        return true;
    }

    /// A frame is discardable when no decode target keeps it, a sync point when one may switch.
    private static void classify(FrameInfo out) {
        boolean discardable = true;
        for (int i = 0; i < out.decodeTargetCount; i++) {
            int indication = out.decodeTargetIndication(i);
            discardable &= indication <= DISCARDABLE;
            out.layerSync |= indication == SWITCH;
        }
        out.discardable = discardable;
    }

    private static int allOf(int decodeTargets) {
        return (int) ((1L << decodeTargets) - 1);
    }
}
