package io.sluice.bench.load;

import java.util.OptionalDouble;
import org.HdrHistogram.Histogram;

/// What one measured stretch of a run showed.
///
/// @param srtp the profiles that connections have agreed on
/// @param expected packets that should have come to all receivers: what was sent, times receivers
/// @param arrived packets that did; one too many at a receiver counts like one that is missing
/// @param extra packets more than expected, of those asked for again
/// @param unequal receivers to which another number of packets came than was sent
/// @param damaged packets whose content was not what was sent
/// @param cpuNanos user and system time of the server
/// @param generatorNanos user and system time of the generator
/// @param lateNanos by how much the generator was late at most
/// @param delays from the sender's call to the receiver's socket, in nanoseconds
/// @param allocatedBytes by the server's media threads
/// @param rssBytes of the server at the end, `rssBytesBefore` before anybody joined
public record Measurement(
        double seconds,
        int participants,
        String srtp,
        long expected,
        long arrived,
        long extra,
        int unequal,
        long damaged,
        long cpuNanos,
        long generatorNanos,
        long lateNanos,
        Histogram delays,
        OptionalDouble allocatedBytes,
        OptionalDouble gcPauseMaxMillis,
        long rssBytes,
        long rssBytesBefore) {
    private static final double LOSS_LIMIT = 0.001;

    public double lossRatio() {
        return expected == 0 ? 1 : Math.max(0, expected - arrived) / (double) expected;
    }

    public double cpuNanosPerPacket() {
        return arrived == 0 ? Double.NaN : cpuNanos / (double) arrived;
    }

    public double packetsPerSecond() {
        return arrived / seconds;
    }

    /// Of one processor.
    public double cpuShare() {
        return cpuNanos / (seconds * 1e9);
    }

    public double generatorShare() {
        return generatorNanos / (seconds * 1e9);
    }

    public double rssBytesPerParticipant() {
        return (rssBytes - rssBytesBefore) / (double) participants;
    }

    /// Whether the figures mean anything: nearly all packets came, whole, and to everybody.
    public boolean valid() {
        return lossRatio() < LOSS_LIMIT && damaged == 0 && expected > 0;
    }
}
