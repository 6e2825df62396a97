package io.sluice.rtp.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.rtp.TestMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

final class Vp9DescriptorTest {
    private final FrameInfo info = new FrameInfo();

    private boolean parse(String hex) {
        MemorySegment s = TestMemory.hex(hex);
        return Vp9Descriptor.parse(s, 0, (int) s.byteSize(), info);
    }

    @Test
    void readsAKeyframeInNonFlexibleModeWithItsStructure() {
        // I, L, B, E, V; one spatial layer of 640x360, a group of two pictures in two layers
        assertTrue(parse("ae 8123 0007 18 0280 0168 02 00 34 01 aa"));
        assertTrue(info.startOfFrame());
        assertTrue(info.endOfFrame());
        assertTrue(info.keyframe());
        assertFalse(info.flexibleMode());
        assertEquals(0x123, info.pictureId());
        assertEquals(15, info.pictureIdBits());
        assertEquals(7, info.tl0PictureIndex());
        assertTrue(info.scalabilityStructure());
        assertEquals(1, info.spatialLayerCount());
        assertEquals(2, info.temporalLayerCount());
        assertEquals(640, info.width());
        assertEquals(360, info.height());
    }

    @Test
    void readsAnInterLayerPredictedFrameOfAKeyPicture() {
        // I, L, B, E; TID 0, SID 1, D: the upper layer of a key picture needs the lower one
        assertTrue(parse("ac 05 03 07 aa"));
        assertEquals(5, info.pictureId());
        assertEquals(7, info.pictureIdBits());
        assertEquals(1, info.spatialLayer());
        assertTrue(info.interLayerPredicted());
        assertFalse(info.keyframe());
    }

    @Test
    void readsReferencesInFlexibleMode() {
        // I, P, L, F, B; TID 2 with U, two references
        assertTrue(parse("f8 05 50 03 08 aa"));
        assertTrue(info.flexibleMode());
        assertFalse(info.keyframe());
        assertEquals(2, info.temporalLayer());
        assertTrue(info.layerSync());
        assertEquals(-1, info.tl0PictureIndex());
        assertEquals(2, info.referenceCount());
        assertEquals(1, info.referenceDifference(0));
        assertEquals(4, info.referenceDifference(1));
        assertEquals(5, info.headerLength());
    }

    @Test
    void readsTheSizeOfItsOwnSpatialLayer() {
        // L, B, V; SID 1; three layers with sizes, no group
        assertTrue(parse("2a 02 00 50 00a0005a 014000b4 02800168 aa"));
        assertEquals(3, info.spatialLayerCount());
        assertEquals(0, info.temporalLayerCount());
        assertEquals(320, info.width());
        assertEquals(180, info.height());
    }

    @Test
    void aDeltaFrameAndAFragmentAreNoKeyframes() {
        assertTrue(parse("48 aa"));
        assertFalse(info.keyframe());
        assertTrue(parse("01 aa"));
        assertFalse(info.keyframe());
        assertTrue(info.notUsedByUpperLayer());
    }

    @Test
    void refusesWhatIsCutOff() {
        assertFalse(parse(""));
        assertFalse(parse("80"), "no picture id");
        assertFalse(parse("8081"), "half a picture id");
        assertFalse(parse("a00500"), "no TL0PICIDX");
        assertFalse(parse("7000"), "no reference");
        assertFalse(parse("70000101 01 00"), "more than three references");
        assertFalse(parse("02"), "no structure");
        assertFalse(parse("0210028001"), "half a size");
        assertFalse(parse("020802340100"), "half a group");
        assertFalse(parse("0208"), "no group");
        assertFalse(parse("08"), "no frame behind it");
    }

    @Test
    void allocatesNothingPerPacket() {
        MemorySegment s = TestMemory.hex("f8 05 50 03 08 aa");
        double bytes =
                TestMemory.allocatedPerCall(() -> assertTrue(Vp9Descriptor.parse(s, 0, 6, info)));

        assertTrue(bytes < 1, () -> bytes + " bytes per packet");
    }

    private String rewritten(String hex, int pictureId, int tl0) {
        MemorySegment s = TestMemory.hex(hex);
        MemorySegment to = Arena.ofAuto().allocate(64);
        int length = Vp9Descriptor.copyRewritten(s, 0, (int) s.byteSize(), to, 2, pictureId, tl0);
        return TestMemory.hex(to, 2, length);
    }

    @Test
    void aCopyHasNewNumbers() {
        assertEquals("ac92340309aa", rewritten("ac 8123 03 07 aa", 0x1234, 9));
        assertEquals("ac92340309aa", rewritten("ac 05 03 07 aa", 0x1234, 9), "it is widened");
        assertEquals("ac80050307aa", rewritten("ac 05 03 07 aa", -1, -1));
        assertEquals("f892345002aa", rewritten("f8 05 50 02 aa", 0x1234, 9), "no TL0PICIDX");
        assertEquals("2c0309aa", rewritten("2c 03 07 aa", 0x1234, 9), "no picture id");
        assertEquals("0caa", rewritten("0c aa", 0x1234, 9));
    }
}
