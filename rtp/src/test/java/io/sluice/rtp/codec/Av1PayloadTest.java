package io.sluice.rtp.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.rtp.RtpPacket;
import io.sluice.rtp.TestMemory;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

final class Av1PayloadTest {

    private final FrameInfo info = new FrameInfo();

    private boolean parse(String hex) {
        MemorySegment s = TestMemory.hex(hex);
        return Av1Payload.parse(s, 0, (int) s.byteSize(), info);
    }

    @Test
    void aNewCodedVideoSequenceIsAKeyframe() {
        // N, two elements: a sequence header with a length, a frame to the end
        String sequence = sequenceHeader(640, 360);
        assertTrue(parse("28 " + length(sequence) + sequence + "30aabb"));
        assertTrue(info.keyframe());
        assertTrue(info.startOfFrame());
        assertEquals(640, info.width());
        assertEquals(360, info.height());
        assertEquals(1, info.headerLength());
    }

    @Test
    void readsTheLayersOfAnObu() {
        assertTrue(parse("10 34 28 aabb"), "one element: a frame, TID 1, SID 1");
        assertTrue(info.startOfFrame());
        assertFalse(info.keyframe());
        assertEquals(1, info.temporalLayer());
        assertEquals(1, info.spatialLayer());
    }

    @Test
    void aContinuedFrameDoesNotStart() {
        assertTrue(parse("90 34 28"));
        assertFalse(info.startOfFrame());
        assertEquals(0, info.temporalLayer(), "these bytes are the middle of an OBU");
        assertTrue(parse("80 02 aabb 02 30cc"), "lengths on all elements, the second one starts");
        assertTrue(info.startOfFrame());
    }

    @Test
    void refusesWhatIsMalformed() {
        assertFalse(parse(""));
        assertFalse(parse("10"), "no element");
        assertFalse(parse("98 30aa"), "a continued first packet");
        assertFalse(parse("00 05 30aa"), "an element that does not fit");
        assertFalse(parse("00 ffffffff 30"), "an endless length");
        assertFalse(parse("30 01 30"), "fewer elements than announced");
        assertFalse(parse("20 0130"), "an empty last element");
    }

    @Test
    void theMarkerEndsThePicture() {
        MemorySegment s = TestMemory.hex("80a80001 00000002 00000003 10 30aabb");
        RtpPacket packet = new RtpPacket();
        assertTrue(packet.wrap(s, 0, 16));
        assertTrue(FrameReader.read(Codec.AV1, packet, info));
        assertTrue(info.endOfFrame());
        assertTrue(info.endOfPicture());
        assertTrue(FrameReader.read(Codec.VP8, packet, info));
        assertTrue(FrameReader.read(Codec.OPUS, packet, info));
        assertTrue(FrameReader.read(Codec.H264, packet, info));
        assertTrue(info.endOfFrame());
        assertFalse(packet.wrap(s, 0, 11));
    }

    @Test
    void allocatesNothingPerPacket() {
        MemorySegment s = TestMemory.hex("10 34 28 aabb");
        double bytes =
                TestMemory.allocatedPerCall(() -> assertTrue(Av1Payload.parse(s, 0, 5, info)));

        assertTrue(bytes < 1, () -> bytes + " bytes per packet");
    }

    private static String length(String hex) {
        return String.format("%02x", hex.length() / 2);
    }

    /// OBU header, then the fields of AV1 §5.5.1 for one operating point.
    private static String sequenceHeader(int width, int height) {
        BitWriter bits = new BitWriter();
        bits.put(3, 0).put(1, 0).put(1, 0); // profile, still picture, reduced
        bits.put(1, 1).put(32, 1).put(32, 30).put(1, 1).put(1, 1); // timing: uvlc 0
        bits.put(1, 1).put(5, 9).put(32, 1).put(5, 9).put(5, 9); // decoder model
        bits.put(1, 1).put(5, 0); // display delay present, one operating point
        bits.put(12, 0).put(5, 8).put(1, 0); // idc, level, tier
        bits.put(1, 1).put(10, 5).put(10, 5).put(1, 0); // operating parameters
        bits.put(1, 1).put(4, 3); // display delay
        bits.put(4, 9).put(4, 8).put(10, width - 1).put(9, height - 1);
        return "08" + bits.put(8, 0).toHex();
    }
}
