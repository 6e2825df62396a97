package io.sluice.server.live;

/// How much of the machine the meetings take: what this process uses even in the quietest ten
/// seconds of the last minute, as a burst at a start says nothing about the hour to come. Sans-IO;
/// safe for several threads.
final class ServerLoad {
    private static final int SAMPLES = 61; // a minute of them, one each second

    private static final int WINDOW = 10;
    private static final double PERCENT = 100;

    private final long[] cpuNanos = new long[SAMPLES];
    private final long[] atNanos = new long[SAMPLES];
    private int count;

    /// To be told each second.
    ///
    /// @param cpu processor time of this process since it began, nanoseconds
    synchronized void sample(long cpu, long nowNanos) {
        cpuNanos[count % SAMPLES] = cpu;
        atNanos[count % SAMPLES] = nowNanos;
        count++;
    }

    /// Percent of one processor; 0 until ten seconds are known.
    synchronized double percent() {
        double least = Double.MAX_VALUE;
        for (int end = Math.max(0, count - SAMPLES) + WINDOW; end < count; end++) {
            int last = end % SAMPLES;
            int first = (end - WINDOW) % SAMPLES;
            double used = cpuNanos[last] - cpuNanos[first];
            least = Math.min(least, used / Math.max(1, atNanos[last] - atNanos[first]));
        }
        return least == Double.MAX_VALUE ? 0 : least * PERCENT;
    }
}
