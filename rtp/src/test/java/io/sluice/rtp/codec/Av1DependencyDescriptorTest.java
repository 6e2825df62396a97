package io.sluice.rtp.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.rtp.TestMemory;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

final class Av1DependencyDescriptorTest {
    private static final int NOT_PRESENT = 0;
    private static final int DISCARDABLE = 1;
    private static final int SWITCH = 2;
    private static final int REQUIRED = 3;

    private final Av1DependencyDescriptor descriptor = new Av1DependencyDescriptor();
    private final FrameInfo info = new FrameInfo();

    private boolean parse(BitWriter bits) {
        MemorySegment s = TestMemory.hex(bits.toHex());
        return descriptor.parse(s, 0, (int) s.byteSize(), info);
    }

    private static BitWriter mandatory(int start, int end, int template, int frame) {
        return new BitWriter().put(1, start).put(1, end).put(6, template).put(16, frame);
    }

    private static BitWriter flags(
            BitWriter bits, int structure, int active, int dtis, int fdiffs, int chains) {
        return bits.put(1, structure).put(1, active).put(1, dtis).put(1, fdiffs).put(1, chains);
    }

    /// L2T2: four templates (S0T0, S0T1, S1T0, S1T1) with ids from 10, four decode targets, two
    /// chains, 320x180 and 640x360.
    private static BitWriter structure(BitWriter bits) {
        bits.put(6, 10).put(5, 3);
        bits.put(2, 1).put(2, 2).put(2, 1).put(2, 3);
        int[][] indications = {
            {SWITCH, SWITCH, SWITCH, SWITCH},
            {NOT_PRESENT, DISCARDABLE, NOT_PRESENT, REQUIRED},
            {NOT_PRESENT, NOT_PRESENT, SWITCH, SWITCH},
            {NOT_PRESENT, NOT_PRESENT, NOT_PRESENT, DISCARDABLE}
        };
        for (int[] template : indications) {
            for (int indication : template) {
                bits.put(2, indication);
            }
        }
        bits.put(1, 1).put(4, 3).put(1, 0); // S0T0: 4
        bits.put(1, 1).put(4, 1).put(1, 0); // S0T1: 2
        bits.put(1, 1).put(4, 0).put(1, 1).put(4, 3).put(1, 0); // S1T0: 1, 4
        bits.put(1, 1).put(4, 0).put(1, 1).put(4, 1).put(1, 0); // S1T1: 1, 2
        bits.put(2, 2); // ns(5) = 2 chains
        bits.put(1, 0).put(1, 0).put(1, 1).put(1, 1); // protected by, ns(2)
        for (int difference : new int[] {4, 3, 2, 1, 1, 1, 3, 2}) {
            bits.put(4, difference);
        }
        bits.put(1, 1);
        return bits.put(16, 319).put(16, 179).put(16, 639).put(16, 359);
    }

    private BitWriter keyframe(int template, int frame) {
        return structure(flags(mandatory(1, 1, template, frame), 1, 0, 0, 0, 0));
    }

    @Test
    void aKeyframeBringsTheTemplates() {
        assertTrue(parse(keyframe(12, 65_535)));
        assertTrue(info.startOfFrame());
        assertTrue(info.endOfFrame());
        assertTrue(info.keyframe());
        assertTrue(info.hasDependencies());
        assertEquals(65_535, info.frameNumber());
        assertEquals(1, info.spatialLayer());
        assertEquals(0, info.temporalLayer());
        assertEquals(2, info.spatialLayerCount());
        assertEquals(2, info.temporalLayerCount());
        assertEquals(4, info.decodeTargetCount());
        assertEquals(0b1111, info.activeDecodeTargets());
        assertEquals(NOT_PRESENT, info.decodeTargetIndication(1));
        assertEquals(SWITCH, info.decodeTargetIndication(2));
        assertEquals(2, info.referenceCount());
        assertEquals(1, info.referenceDifference(0));
        assertEquals(4, info.referenceDifference(1));
        assertEquals(2, info.chainCount());
        assertEquals(1, info.chainDifference(0));
        assertEquals(1, info.chainDifference(1));
        assertEquals(640, info.width());
        assertEquals(360, info.height());
    }

    @Test
    void laterFramesOnlyNameATemplate() {
        assertTrue(parse(keyframe(10, 1)));
        assertTrue(parse(mandatory(1, 0, 11, 2)));
        assertFalse(info.keyframe());
        assertTrue(info.hasDependencies());
        assertFalse(info.endOfFrame());
        assertEquals(0, info.spatialLayer());
        assertEquals(1, info.temporalLayer());
        assertEquals(1, info.referenceCount());
        assertEquals(2, info.referenceDifference(0));
        assertEquals(320, info.width());
        assertFalse(info.discardable(), "one decode target requires it");
        assertTrue(parse(mandatory(1, 1, 13, 3)));
        assertTrue(info.discardable());
        assertFalse(info.layerSync());
    }

    @Test
    void aFrameMayDifferFromItsTemplate() {
        assertTrue(parse(keyframe(10, 1)));
        BitWriter bits = flags(mandatory(1, 1, 10, 2), 0, 1, 1, 1, 1);
        bits.put(4, 0b0011);
        bits.put(2, 1).put(2, 1).put(2, 0).put(2, 3);
        bits.put(2, 1).put(4, 14).put(2, 3).put(12, 4094).put(2, 0);
        bits.put(8, 200).put(8, 0);

        assertTrue(parse(bits));
        assertEquals(0b0011, info.activeDecodeTargets());
        assertEquals(DISCARDABLE, info.decodeTargetIndication(0));
        assertEquals(REQUIRED, info.decodeTargetIndication(3));
        assertEquals(2, info.referenceCount());
        assertEquals(15, info.referenceDifference(0));
        assertEquals(4095, info.referenceDifference(1));
        assertEquals(200, info.chainDifference(0));
        assertEquals(0, info.chainDifference(1));

        assertTrue(parse(mandatory(1, 1, 10, 3)));
        assertEquals(0b0011, info.activeDecodeTargets(), "it stays until told otherwise");
        assertEquals(1, info.referenceCount());
    }

    @Test
    void withoutTemplatesOnlyTheMandatoryFieldsAreKnown() {
        assertTrue(parse(mandatory(1, 0, 11, 2)));
        assertFalse(info.hasDependencies());
        assertEquals(2, info.frameNumber());
        assertTrue(parse(flags(mandatory(0, 1, 11, 3), 0, 0, 1, 1, 1).put(8, 0xff)));
        assertFalse(info.hasDependencies());
        assertTrue(info.endOfFrame());

        assertTrue(parse(keyframe(10, 1)));
        descriptor.reset();
        assertTrue(parse(mandatory(1, 0, 11, 2)));
        assertFalse(info.hasDependencies());
    }

    @Test
    void aMalformedStructureChangesNothing() {
        assertTrue(parse(keyframe(10, 1)));
        String whole = keyframe(10, 2).toHex();
        for (int length = 4; length < whole.length() / 2 - 1; length++) {
            MemorySegment cut = TestMemory.hex(whole.substring(0, 2 * length));
            assertFalse(descriptor.parse(cut, 0, length, info), "cut to " + length);
        }
        assertFalse(parse(keyframe(20, 2)), "a template that is not there");
        assertTrue(parse(mandatory(1, 1, 13, 3)));
        assertEquals(1, info.spatialLayer());
        assertEquals(1, info.temporalLayer());
    }

    @Test
    void refusesWhatIsTooShortOrUnknown() {
        assertFalse(parse(new BitWriter().put(16, 0)));
        assertTrue(parse(keyframe(10, 1)));
        assertFalse(parse(mandatory(1, 1, 14, 2)), "no such template");
        assertFalse(parse(flags(mandatory(1, 1, 10, 2), 0, 0, 0, 1, 0).put(3, 7)), "cut off");
    }

    @Test
    void aDescriptorWithoutEndIsRefused() {
        BitWriter layers = flags(mandatory(1, 1, 0, 2), 1, 0, 0, 0, 0).put(6, 0).put(5, 0);
        for (int i = 0; i < 70; i++) {
            layers.put(2, 0);
        }
        assertFalse(parse(layers), "more than 64 templates");
        BitWriter references =
                flags(mandatory(1, 1, 0, 2), 1, 0, 0, 0, 0).put(6, 0).put(5, 0).put(2, 3).put(2, 2);
        for (int i = 0; i < 17; i++) {
            references.put(5, 0b10000);
        }
        assertFalse(parse(references), "more than 16 references");
    }

    @Test
    void allocatesNothingPerPacket() {
        MemorySegment key = TestMemory.hex(keyframe(10, 1).toHex());
        MemorySegment delta = TestMemory.hex(mandatory(1, 0, 11, 2).toHex());
        int keyLength = (int) key.byteSize();
        double bytes =
                TestMemory.allocatedPerCall(() -> {
                    assertTrue(descriptor.parse(key, 0, keyLength, info));
                    assertTrue(descriptor.parse(delta, 0, 3, info));
                });

        assertTrue(bytes < 1, () -> bytes + " bytes per packet");
    }
}
