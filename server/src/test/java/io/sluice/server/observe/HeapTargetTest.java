package io.sluice.server.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class HeapTargetTest {
    private static final long MEGABYTE = 1 << 20;
    private static final long MACHINE = 6_000 * MEGABYTE;

    @Test
    void smallHeapsAreLeftAlone() {
        assertEquals(HeapTarget.LEAST_BYTES, HeapTarget.target(0, MACHINE));
        assertEquals(HeapTarget.LEAST_BYTES, HeapTarget.target(100 * MEGABYTE, MACHINE));
    }

    @Test
    void aQuarterMoreIsLeftForGarbage() {
        assertEquals(1_378 * MEGABYTE, HeapTarget.target(1_000 * MEGABYTE, MACHINE));
    }

    @Test
    void neverAimsAtMoreThanThereIs() {
        assertEquals(MACHINE, HeapTarget.target(5_000 * MEGABYTE, MACHINE));
        assertEquals(200 * MEGABYTE, HeapTarget.target(0, 200 * MEGABYTE));
    }

    @Test
    void anotherCollectorIsLeftAlone() {
        var options = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        boolean zgc = Boolean.parseBoolean(options.getVMOption("UseZGC").getValue());
        String before = options.getVMOption("SoftMaxHeapSize").getValue();
        try (var _ = new HeapTarget()) {
            String after = options.getVMOption("SoftMaxHeapSize").getValue();
            assertEquals(zgc, !after.equals(before));
        }
    }
}
