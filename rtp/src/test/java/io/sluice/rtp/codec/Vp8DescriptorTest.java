package io.sluice.rtp.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.rtp.TestMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class Vp8DescriptorTest {
    /// A keyframe of 640 by 360 as libwebrtc packs it: 15-bit picture id, TL0PICIDX, TID, KEYIDX.
    private static final String KEYFRAME = "90 f0 92 34 07 25" + "500c01 9d012a 8002 6801" + "00";

    private final FrameInfo info = new FrameInfo();

    private boolean parse(String hex) {
        MemorySegment s = TestMemory.hex(hex);
        return Vp8Descriptor.parse(s, 0, (int) s.byteSize(), info);
    }

    @Test
    void readsAKeyframeWithAllFields() {
        assertTrue(parse(KEYFRAME));
        assertTrue(info.startOfFrame());
        assertTrue(info.keyframe());
        assertEquals(0x1234, info.pictureId());
        assertEquals(15, info.pictureIdBits());
        assertEquals(7, info.tl0PictureIndex());
        assertEquals(0, info.temporalLayer());
        assertTrue(info.layerSync());
        assertEquals(5, info.keyIndex());
        assertEquals(640, info.width());
        assertEquals(360, info.height());
        assertEquals(6, info.headerLength());
        assertFalse(info.discardable());
    }

    @Test
    void readsTheExampleOfTheRfc() {
        // RFC 7741 §4.6: the first packet of a keyframe, only a 7-bit picture id
        assertTrue(parse("90 80 11 00"));
        assertTrue(info.keyframe());
        assertEquals(0x11, info.pictureId());
        assertEquals(7, info.pictureIdBits());
        assertEquals(-1, info.tl0PictureIndex());
        assertEquals(0, info.width(), "the header is cut off");
    }

    @Test
    void aDeltaFrameOfAnUpperLayerIsNoKeyframe() {
        assertTrue(parse("b0 e0 8001 ff 80 01"));
        assertTrue(info.startOfFrame());
        assertFalse(info.keyframe());
        assertTrue(info.discardable());
        assertEquals(2, info.temporalLayer());
        assertFalse(info.layerSync());
        assertEquals(255, info.tl0PictureIndex());
    }

    @Test
    void onlyTheFirstPartitionStartsAFrame() {
        assertTrue(parse("11 00"));
        assertFalse(info.startOfFrame());
        assertFalse(info.keyframe());
        assertTrue(parse("00 00"));
        assertFalse(info.startOfFrame());
    }

    @ParameterizedTest(name = "the first {0} bytes")
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6})
    void refusesADescriptorWithNothingBehindIt(int length) {
        MemorySegment s = TestMemory.hex(KEYFRAME).asSlice(0, length);

        assertFalse(Vp8Descriptor.parse(s, 0, length, info));
    }

    @Test
    void rewritesEachNumberInItsWidth() {
        MemorySegment s = TestMemory.hex(KEYFRAME);
        Vp8Descriptor.rewrite(s, 0, 0x1_0007, 300, 33);
        assertTrue(Vp8Descriptor.parse(s, 0, (int) s.byteSize(), info));
        assertEquals(7, info.pictureId());
        assertEquals(300 & 0xff, info.tl0PictureIndex());
        assertEquals(1, info.keyIndex());
        assertTrue(info.layerSync());

        Vp8Descriptor.rewrite(s, 0, -1, -1, -1);
        assertTrue(Vp8Descriptor.parse(s, 0, (int) s.byteSize(), info));
        assertEquals(7, info.pictureId());

        MemorySegment narrow = TestMemory.hex("90801100");
        Vp8Descriptor.rewrite(narrow, 0, 0x1ff, 5, 5);
        assertEquals("90807f00", TestMemory.hex(narrow, 0, 4));

        MemorySegment bare = TestMemory.hex("1000");
        Vp8Descriptor.rewrite(bare, 0, 1, 2, 3);
        assertEquals("1000", TestMemory.hex(bare, 0, 2));
    }

    @Test
    void aCopyHasAWidePictureId() {
        MemorySegment to = Arena.ofAuto().allocate(20);
        int length =
                Vp8Descriptor.copyRewritten(TestMemory.hex("90801100ab"), 0, 5, to, 1, 300, -1, -1);

        assertEquals("9080812c00ab", TestMemory.hex(to, 1, length));
    }

    /// Property: a copy says the new numbers, and all else what the source says.
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void aCopyDiffersOnlyInItsNumbers(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        MemorySegment to = Arena.ofAuto().allocate(64);
        FrameInfo copied = new FrameInfo();
        for (int round = 0; round < 3_000; round++) {
            byte[] bytes = new byte[1 + random.nextInt(40)];
            random.nextBytes(bytes);
            MemorySegment from = TestMemory.of(bytes);
            if (!Vp8Descriptor.parse(from, 0, bytes.length, info)) {
                continue;
            }
            int id = random.nextInt(0x8000);
            int tl0 = random.nextInt(256);
            int key = random.nextInt(32);
            int length = Vp8Descriptor.copyRewritten(from, 0, bytes.length, to, 0, id, tl0, key);

            assertTrue(Vp8Descriptor.parse(to.asSlice(0, length), 0, length, copied));
            assertEquals(info.pictureId() < 0 ? -1 : id, copied.pictureId());
            assertEquals(info.tl0PictureIndex() < 0 ? -1 : tl0, copied.tl0PictureIndex());
            assertEquals(info.keyIndex() < 0 ? -1 : key, copied.keyIndex());
            assertEquals(info.temporalLayer(), copied.temporalLayer());
            assertEquals(info.keyframe(), copied.keyframe());
            int left = bytes.length - info.headerLength();
            assertEquals(
                    TestMemory.hex(from, info.headerLength(), left),
                    TestMemory.hex(to, copied.headerLength(), left));
        }
    }

    @Test
    void allocatesNothingPerPacket() {
        MemorySegment s = TestMemory.hex(KEYFRAME);
        MemorySegment to = Arena.ofAuto().allocate(64);
        double bytes =
                TestMemory.allocatedPerCall(() -> {
                    assertTrue(Vp8Descriptor.parse(s, 0, 17, info));
                    Vp8Descriptor.copyRewritten(s, 0, 17, to, 0, 1, 2, 3);
                });

        assertTrue(bytes < 1, () -> bytes + " bytes per packet");
    }
}
