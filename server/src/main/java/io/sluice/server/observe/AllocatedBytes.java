package io.sluice.server.observe;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;

/// What some threads have allocated on the Java heap since they began.
final class AllocatedBytes {
    private final List<Long> threads;

    /// @param threads their numbers
    AllocatedBytes(List<Long> threads) {
        this.threads = List.copyOf(threads);
    }

    /// In bytes; 0 where the virtual machine does not count.
    double sum() {
        if (!(ManagementFactory.getThreadMXBean() instanceof ThreadMXBean bean)) {
            return 0;
        }
        double bytes = 0;
        for (long thread : threads) {
            bytes += Math.max(0, bean.getThreadAllocatedBytes(thread));
        }
        return bytes;
    }
}
