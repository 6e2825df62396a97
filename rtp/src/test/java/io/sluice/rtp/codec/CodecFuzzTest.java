package io.sluice.rtp.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.sluice.rtp.FuzzMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

final class CodecFuzzTest {
    private static final FuzzMemory MEMORY = new FuzzMemory();
    private static final MemorySegment COPY = Arena.ofAuto().allocate((1 << 16) + 1);

    private final FrameInfo info = new FrameInfo();
    private final FrameInfo copied = new FrameInfo();
    private final LayerGrid grid = new LayerGrid();
    private final RedPayload red = new RedPayload();

    @FuzzTest(maxDuration = "", maxExecutions = FuzzMemory.EXECUTIONS)
    void vp8(byte[] input) {
        MemorySegment s = MEMORY.exactly(input);
        int length = (int) s.byteSize();
        if (!Vp8Descriptor.parse(s, 0, length, info)) {
            return;
        }
        assertSound(length);
        int total = Vp8Descriptor.copyRewritten(s, 0, length, COPY, 0, 0x1234, 99, 7);
        assertTrue(total - length <= Vp8Descriptor.MAX_GROWTH_BYTES);
        assertTrue(Vp8Descriptor.parse(COPY.asSlice(0, total), 0, total, copied));
        assertEquals(info.pictureId() < 0 ? -1 : 0x1234, copied.pictureId());
        assertEquals(info.keyframe(), copied.keyframe());
        Vp8Descriptor.rewrite(s, 0, 1, 2, 3);
        assertTrue(Vp8Descriptor.parse(s, 0, length, copied));
        assertEquals(info.headerLength(), copied.headerLength());
    }

    @FuzzTest(maxDuration = "", maxExecutions = FuzzMemory.EXECUTIONS)
    void vp9(byte[] input) {
        MemorySegment s = MEMORY.exactly(input);
        int length = (int) s.byteSize();
        if (!Vp9Descriptor.parse(s, 0, length, info)) {
            return;
        }
        assertSound(length);
        grid.read(Codec.VP9, info);
        assertEquals(0, info.members() & ~info.targets());
        int total = Vp9Descriptor.copyRewritten(s, 0, length, COPY, 0, 0x1234, 99);
        assertTrue(total - length <= Vp9Descriptor.MAX_GROWTH_BYTES);
        assertTrue(Vp9Descriptor.parse(COPY.asSlice(0, total), 0, total, copied));
        assertEquals(info.pictureId() < 0 ? -1 : 0x1234, copied.pictureId());
        assertEquals(info.tl0PictureIndex() < 0 ? -1 : 99, copied.tl0PictureIndex());
        assertEquals(info.spatialLayer(), copied.spatialLayer());
        assertEquals(info.referenceCount(), copied.referenceCount());
        assertEquals(info.keyframe(), copied.keyframe());
    }

    @FuzzTest(maxDuration = "", maxExecutions = FuzzMemory.EXECUTIONS)
    void h264(byte[] input) {
        MemorySegment s = MEMORY.exactly(input);
        if (H264Payload.parse(s, 0, (int) s.byteSize(), info)) {
            assertSound((int) s.byteSize());
        }
    }

    /// The input is a parameter set behind its header byte.
    @FuzzTest(maxDuration = "", maxExecutions = FuzzMemory.EXECUTIONS)
    void h264ParameterSet(byte[] input) {
        MemorySegment s = MEMORY.exactly(input);
        info.reset();
        H264Sps.parse(s, 0, (int) s.byteSize(), info);
        assertTrue(info.width() >= 0 && info.height() >= 0);
    }

    @FuzzTest(maxDuration = "", maxExecutions = FuzzMemory.EXECUTIONS)
    void av1(byte[] input) {
        MemorySegment s = MEMORY.exactly(input);
        if (Av1Payload.parse(s, 0, (int) s.byteSize(), info)) {
            assertSound((int) s.byteSize());
        }
    }

    /// The input is a row of descriptors of one stream, each behind a byte that is its length.
    @FuzzTest(maxDuration = "", maxExecutions = FuzzMemory.EXECUTIONS)
    void dependencyDescriptor(byte[] input) {
        Av1DependencyDescriptor descriptor = new Av1DependencyDescriptor();
        int at = 0;
        while (at < input.length) {
            int length = Math.min(input[at] & 0xff, input.length - at - 1);
            MemorySegment s = MEMORY.exactly(Arrays.copyOfRange(input, at + 1, at + 1 + length));
            at += 1 + length;
            if (!descriptor.parse(s, 0, length, info)) {
                assertFalse(info.hasDependencies());
                continue;
            }
            assertTrue(info.chainCount() <= info.decodeTargetCount());
            grid.readDescribed(info);
            assertEquals(0, info.members() & ~info.targets());
            assertEquals(0, info.switches() & ~info.members());
            for (int i = 0; i < info.referenceCount(); i++) {
                assertTrue(info.referenceDifference(i) > 0);
            }
            assertSound(Integer.MAX_VALUE);
        }
    }

    @FuzzTest(maxDuration = "", maxExecutions = FuzzMemory.EXECUTIONS)
    void opus(byte[] input) {
        MemorySegment s = MEMORY.exactly(input);
        if (OpusPayload.parse(s, 0, (int) s.byteSize(), info)) {
            assertTrue(info.durationSamples() >= 120 && info.durationSamples() <= 5760);
        }
    }

    @FuzzTest(maxDuration = "", maxExecutions = FuzzMemory.EXECUTIONS)
    void red(byte[] input) {
        MemorySegment s = MEMORY.exactly(input);
        int length = (int) s.byteSize();
        if (!red.wrap(s, 0, length)) {
            return;
        }
        long next = red.offset(0);
        for (int i = 0; i < red.blockCount(); i++) {
            assertEquals(next, red.offset(i));
            next += red.length(i);
            s.asSlice(red.offset(i), red.length(i));
        }
        assertEquals(length, next);
        RedPayload.copyWithPayloadType(s, 0, length, COPY, 0, 97);
        assertTrue(red.wrap(COPY.asSlice(0, length), 0, length));
        assertEquals(97, red.primaryPayloadType());
    }

    private void assertSound(int length) {
        assertTrue(info.headerLength() < length);
        assertTrue(info.spatialLayer() >= 0 && info.spatialLayer() < 8);
        assertTrue(info.temporalLayer() >= 0 && info.temporalLayer() < 8);
        assertTrue(info.width() >= 0 && info.height() >= 0);
        assertTrue(info.referenceCount() <= FrameInfo.MAX_REFERENCES);
    }
}
