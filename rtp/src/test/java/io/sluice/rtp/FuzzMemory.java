package io.sluice.rtp;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Native memory that ends exactly where a fuzz input ends, so that a read beyond it throws.
///
/// Off-heap memory, as on the road; one region is used again for every input.
public final class FuzzMemory {
    /// How long a fuzz test runs when it looks for new inputs.
    public static final long EXECUTIONS = 1_000_000;

    private static final int CAPACITY = 1 << 16;

    private final MemorySegment region = Arena.ofAuto().allocate(CAPACITY);

    /// The input as a segment of its own length, at the end of the region; longer ones are cut.
    public MemorySegment exactly(byte[] input) {
        int length = Math.min(input.length, CAPACITY);
        MemorySegment s = region.asSlice(CAPACITY - (long) length, length);
        MemorySegment.copy(input, 0, s, ValueLayout.JAVA_BYTE, 0, length);
        return s;
    }
}
