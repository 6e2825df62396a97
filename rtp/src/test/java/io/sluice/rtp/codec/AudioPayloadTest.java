package io.sluice.rtp.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.rtp.TestMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AudioPayloadTest {
    private final FrameInfo info = new FrameInfo();
    private final RedPayload red = new RedPayload();

    @ParameterizedTest(name = "{0} plays {1} samples")
    @CsvSource({
        "78aabbcc, 960", // CELT, 20 ms, as browsers send it
        "e0aabbcc, 120", // CELT, 2.5 ms
        "08aabbcc, 960", // SILK, 20 ms
        "18aabbcc, 2880", // SILK, 60 ms
        "00aabbcc, 480", // SILK, 10 ms
        "68aabbcc, 960", // hybrid, 20 ms
        "79aabbcc, 1920", // two frames
        "7b06aabb, 5760" // six frames
    })
    void readsTheDuration(String hex, int samples) {
        assertTrue(OpusPayload.parse(TestMemory.hex(hex), 0, 4, info));
        assertEquals(samples, info.durationSamples());
        assertFalse(info.discontinuous());
        assertTrue(info.keyframe(), "audio can begin anywhere");
    }

    @Test
    void aPacketOfOneOrTwoBytesIsSilence() {
        assertTrue(OpusPayload.parse(TestMemory.hex("78"), 0, 1, info));
        assertTrue(info.discontinuous());
        assertTrue(OpusPayload.parse(TestMemory.hex("7800"), 0, 2, info));
        assertTrue(info.discontinuous());
    }

    @Test
    void refusesWhatNoDecoderPlays() {
        assertFalse(OpusPayload.parse(MemorySegment.NULL, 0, 0, info));
        assertFalse(OpusPayload.parse(TestMemory.hex("7b"), 0, 1, info), "no count");
        assertFalse(OpusPayload.parse(TestMemory.hex("7b00"), 0, 2, info), "no frames");
        assertFalse(OpusPayload.parse(TestMemory.hex("7b07aa"), 0, 3, info), "140 ms");
    }

    @Test
    void writesTheHeadersThatItReads() {
        MemorySegment to = MemorySegment.ofArray(new byte[5 + 1023 + 7]);
        RedPayload.writeRedundantHeader(to, 0, 111, RedPayload.MAX_TIMESTAMP_OFFSET, 1023);
        RedPayload.writePrimaryHeader(to, RedPayload.REDUNDANT_HEADER_BYTES, 96);
        assertTrue(red.wrap(to, 0, (int) to.byteSize()));
        assertEquals(2, red.blockCount());
        assertEquals(111, red.payloadType(0));
        assertEquals(RedPayload.MAX_TIMESTAMP_OFFSET, red.timestampOffset(0));
        assertEquals(RedPayload.MAX_REDUNDANT_BYTES, red.length(0));
        assertEquals(96, red.primaryPayloadType());
        assertEquals(7, red.primaryLength());
    }

    @Test
    void takesRedundancyApart() {
        // two older blocks (111, 1,920 and 960 samples ago, 2 and 3 bytes), the primary
        MemorySegment s = TestMemory.hex("ff ef1e0002 ef0f0003 6f 0102 030405 0607");
        assertTrue(red.wrap(s, 1, 16));
        assertEquals(3, red.blockCount());
        assertEquals(111, red.payloadType(0));
        assertEquals(1920, red.timestampOffset(0));
        assertEquals("0102", TestMemory.hex(s, red.offset(0), red.length(0)));
        assertEquals(960, red.timestampOffset(1));
        assertEquals("030405", TestMemory.hex(s, red.offset(1), red.length(1)));
        assertEquals(111, red.primaryPayloadType());
        assertEquals(0, red.timestampOffset(2));
        assertEquals("0607", TestMemory.hex(s, red.primaryOffset(), red.primaryLength()));
    }

    @Test
    void onlyAPrimaryIsFine() {
        MemorySegment s = TestMemory.hex("6f 0607");
        assertTrue(red.wrap(s, 0, 3));
        assertEquals(1, red.blockCount());
        assertEquals(1, red.primaryOffset());
        assertEquals(2, red.primaryLength());
    }

    @Test
    void refusesRedundancyThatDoesNotFit() {
        assertFalse(red.wrap(MemorySegment.NULL, 0, 0));
        assertFalse(red.wrap(TestMemory.hex("ef0f00"), 0, 3), "half a header");
        assertFalse(red.wrap(TestMemory.hex("ef0f0003"), 0, 4), "no primary");
        assertFalse(red.wrap(TestMemory.hex("ef0f0003 6f 0102"), 0, 7), "a block too short");
        assertFalse(red.wrap(TestMemory.hex("ef000000".repeat(17) + "6f"), 0, 69), "too many");
        assertEquals(0, red.blockCount());
    }

    @Test
    void aCopyHasTheReceiversPayloadType() {
        MemorySegment s = TestMemory.hex("ef1e0002 ef0f0003 6f 0102 030405 0607");
        MemorySegment to = Arena.ofAuto().allocate(20);
        RedPayload.copyWithPayloadType(s, 0, 16, to, 2, 97);

        assertEquals(
                "e11e0002 e10f0003 61 0102 030405 0607".replace(" ", ""),
                TestMemory.hex(to, 2, 16));
    }

    @Test
    void allocatesNothingPerPacket() {
        MemorySegment s = TestMemory.hex("ef1e0002 ef0f0003 6f 0102 030405 7807");
        MemorySegment to = Arena.ofAuto().allocate(20);
        double bytes =
                TestMemory.allocatedPerCall(() -> {
                    assertTrue(red.wrap(s, 0, 16));
                    RedPayload.copyWithPayloadType(s, 0, 16, to, 2, 97);
                    long primary = red.primaryOffset();
                    assertTrue(OpusPayload.parse(s, primary, red.primaryLength(), info));
                });

        assertTrue(bytes < 1, () -> bytes + " bytes per packet");
    }
}
