package io.sluice.rtp.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.rtp.TestMemory;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

final class LayerGridTest {
    private final LayerGrid grid = new LayerGrid();
    private final FrameInfo info = new FrameInfo();

    private void vp8(String hex) {
        MemorySegment s = TestMemory.hex(hex);
        assertTrue(Vp8Descriptor.parse(s, 0, (int) s.byteSize(), info));
        grid.read(Codec.VP8, info);
    }

    private void vp9(String hex) {
        MemorySegment s = TestMemory.hex(hex);
        assertTrue(Vp9Descriptor.parse(s, 0, (int) s.byteSize(), info));
        grid.read(Codec.VP9, info);
    }

    private static boolean has(int mask, int spatial, int temporal) {
        return (mask >>> LayerGrid.target(spatial, temporal) & 1) != 0;
    }

    @Test
    void aTargetIsTwoLayers() {
        for (int target = 0; target < LayerGrid.TARGETS; target++) {
            int spatial = LayerGrid.spatialLayer(target);
            int temporal = LayerGrid.temporalLayer(target);
            assertEquals(target, LayerGrid.target(spatial, temporal));
            assertTrue(has(LayerGrid.upTo(spatial, temporal), spatial, temporal));
            assertTrue(has(LayerGrid.ofSpatialLayer(spatial), spatial, temporal));
        }
        assertEquals(0b0000_0011_0000_0011, LayerGrid.upTo(1, 1));
        assertEquals(0xff00, LayerGrid.ofSpatialLayer(1));
        assertEquals(-1, LayerGrid.upTo(Integer.MAX_VALUE, Integer.MAX_VALUE));
    }

    @Test
    void aHigherTemporalLayerOfVp8IsForThoseWhoWantIt() {
        vp8("90 20 40 01 00"); // TID 1, no sync
        assertFalse(has(info.members(), 0, 0));
        assertTrue(has(info.members(), 0, 1));
        assertTrue(has(info.members(), 0, 2));
        assertEquals(0, info.switches());
        vp8("90 20 a0 01 00"); // TID 2 with Y
        assertEquals(1 << LayerGrid.target(0, 2), info.switches());
        vp8("90 20 00 00 00"); // a keyframe
        assertEquals(info.targets(), info.switches());
    }

    /// With Z the layers above do without this frame, so only its own targets need it.
    @Test
    void theLowerLayersOfVp9AreNeededWhereTheyArePredictedFrom() {
        vp9("2a 00 00 50 00a0005a 014000b4 02800168 aa"); // key picture, three layers
        assertEquals(LayerGrid.upTo(2, 7), info.targets());
        assertEquals(info.targets(), info.members());
        assertEquals(info.targets(), info.switches());
        vp9("28 03 00 aa"); // SID 1 of it, D
        assertEquals(LayerGrid.upTo(2, 7) & ~LayerGrid.ofSpatialLayer(0), info.switches());
        vp9("68 00 00 aa"); // a later picture, SID 0, used by those above
        assertEquals(info.targets(), info.members());
        assertEquals(0, info.switches());
        vp9("69 00 00 aa"); // the same with Z
        assertEquals(LayerGrid.ofSpatialLayer(0), info.members());
        vp9("69 32 00 aa"); // TID 1 with U, SID 1, Z
        assertTrue(has(info.members(), 1, 1));
        assertFalse(has(info.members(), 1, 0));
        assertFalse(has(info.members(), 2, 1));
        assertEquals(1 << LayerGrid.target(1, 1), info.switches());
    }

    @Test
    void withoutAStructureEveryLayerIsTakenForNeeded() {
        vp9("69 00 00 aa");
        assertEquals(LayerGrid.upTo(3, 7), info.targets());
        assertEquals(info.targets(), info.members());
    }
}
