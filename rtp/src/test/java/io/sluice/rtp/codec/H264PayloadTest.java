package io.sluice.rtp.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.rtp.TestMemory;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

final class H264PayloadTest {
    /// Constrained baseline, 1280 by 720, by x264.
    private static final String SPS = "6742c01fda014016ec0440000003004000000c83c60ca8";

    private static final String PPS = "68ce3c80";

    private final FrameInfo info = new FrameInfo();

    private boolean parse(String hex) {
        MemorySegment s = TestMemory.hex(hex);
        return H264Payload.parse(s, 0, (int) s.byteSize(), info);
    }

    @Test
    void anAggregateWithParameterSetsStartsAKeyframe() {
        assertTrue(parse("78 0017" + SPS + "0004" + PPS));
        assertTrue(info.startOfFrame());
        assertTrue(info.keyframe());
        assertEquals(1280, info.width());
        assertEquals(720, info.height());
    }

    @Test
    void readsTheSizeOutOfASingleParameterSet() {
        assertTrue(parse(SPS));
        assertTrue(info.keyframe());
        assertEquals(1280, info.width());
        assertEquals(720, info.height());
    }

    @Test
    void cropsTheSize() {
        // high profile, 1920 by 1088 cropped to 1080
        assertTrue(parse("67640028acd940780227e5c044000003000400000300f03c60c658"));
        assertEquals(1920, info.width());
        assertEquals(1080, info.height());
    }

    @Test
    void theFirstFragmentOfAnIdrPictureIsAKeyframe() {
        assertTrue(parse("7c 85 88 84"));
        assertTrue(info.startOfFrame());
        assertTrue(info.keyframe());
        assertTrue(parse("7c 05 88 84"));
        assertFalse(info.startOfFrame());
        assertFalse(info.keyframe());
        assertTrue(parse("7c 85 40 84"), "a slice that is not the first");
        assertFalse(info.startOfFrame());
        assertFalse(info.keyframe());
    }

    @Test
    void aDeltaFrameIsNoKeyframe() {
        assertTrue(parse("41 9a"));
        assertTrue(info.startOfFrame());
        assertFalse(info.keyframe());
        assertFalse(info.discardable());
        assertTrue(parse("01 9a"));
        assertTrue(info.discardable());
    }

    @Test
    void aBrokenParameterSetJustHasNoSize() {
        assertTrue(parse("67 42"));
        assertTrue(info.keyframe());
        assertEquals(0, info.width());
        assertTrue(parse("67 42c01f 00000000000000000000"));
        assertEquals(0, info.width());
    }

    @Test
    void refusesWhatIsCutOff() {
        assertFalse(parse(""));
        assertFalse(parse("67"));
        assertFalse(parse("0000"), "no such type");
        assertFalse(parse("7c85"), "an empty fragment");
        assertFalse(parse("7800"), "half a length");
        assertFalse(parse("780000"), "an empty unit");
        assertFalse(parse("7800056768"), "a unit that does not fit");
    }

    @Test
    void allocatesNothingPerPacket() {
        MemorySegment s = TestMemory.hex("7c 85 88 84");
        double bytes =
                TestMemory.allocatedPerCall(() -> assertTrue(H264Payload.parse(s, 0, 4, info)));

        assertTrue(bytes < 1, () -> bytes + " bytes per packet");
    }
}
