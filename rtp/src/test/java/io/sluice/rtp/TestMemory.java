package io.sluice.rtp;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.util.HexFormat;

/// Native memory and allocation counts for tests.
public final class TestMemory {
    private TestMemory() {}

    /// Native memory of exactly these bytes; spaces and line ends in the text do not count. A read
    /// beyond them throws.
    public static MemorySegment hex(String text) {
        return of(HexFormat.of().parseHex(text.replaceAll("\\s", "")));
    }

    public static MemorySegment of(byte[] bytes) {
        MemorySegment s = Arena.ofAuto().allocate(bytes.length);
        MemorySegment.copy(bytes, 0, s, ValueLayout.JAVA_BYTE, 0, bytes.length);
        return s;
    }

    /// The bytes of `[offset, offset + length)` as text.
    public static String hex(MemorySegment s, long offset, int length) {
        byte[] bytes = s.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
        return HexFormat.of().formatHex(bytes);
    }

    /// Bytes allocated per call, over 100,000 calls once warm. The smallest object is 16 bytes, so
    /// less than one byte per call means none. Calls of native code allocate until they are
    /// compiled, which a busy compiler may be late with: the least of ten rounds counts.
    public static double allocatedPerCall(Runnable call) {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        int calls = 100_000;
        double least = Double.MAX_VALUE;
        for (int round = 0; round < 10 && least >= 1; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < calls; i++) {
                call.run();
            }
            long spent = threads.getCurrentThreadAllocatedBytes() - before;
            least = Math.min(least, spent / (double) calls);
        }
        return least;
    }
}
