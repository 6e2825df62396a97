package io.sluice.bench.load;

import io.sluice.bench.server.ServerCounts;
import java.util.Optional;
import java.util.OptionalDouble;
import org.HdrHistogram.Histogram;

/// What one measured stretch of a run showed.
///
/// @param srtp the profiles that connections have agreed on
/// @param expected packets that should have come to all receivers: what was sent, times receivers
/// @param arrived packets that did; one too many at a receiver counts like one that is missing
/// @param extra packets more than expected, of those asked for again
/// @param unequal receivers to which another number of packets came than was sent
/// @param worstLossRatio of the receiver whose number was the furthest off, as a share of its own
/// @param damaged packets whose content was not what was sent
/// @param cpuNanos user and system time of the server
/// @param generatorNanos user and system time of the generator
/// @param lateNanos by how much the generator was late at most
/// @param delays from the sender's call to the receiver's socket, in nanoseconds
/// @param counts what the server counted meanwhile
/// @param rssBytes of the server at the end, `rssBytesBefore` before anybody joined
public record Measurement(
        double seconds,
        int participants,
        String srtp,
        long expected,
        long arrived,
        long extra,
        int unequal,
        double worstLossRatio,
        long damaged,
        long cpuNanos,
        long generatorNanos,
        long lateNanos,
        Histogram delays,
        Optional<ServerCounts> counts,
        OptionalDouble gcPauseMaxMillis,
        long rssBytes,
        long rssBytesBefore) {
    private static final double LOSS_LIMIT = 0.001;

    /// Of one receiver: much for it may be little for all.
    private static final double RECEIVER_LOSS_LIMIT = 0.01;

    /// The generator shares nothing with the server but must not be what limits it.
    private static final double BUSY_GENERATOR = 0.85;

    /// Later than a picture takes to be followed by the next, what is measured is the generator.
    private static final long LATE_NANOS = 33_000_000;

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
        return lossRatio() < LOSS_LIMIT
                && worstLossRatio < RECEIVER_LOSS_LIMIT
                && damaged == 0
                && expected > 0;
    }

    /// Whether the generator had too much to do for the figures to be the server's.
    public boolean generatorBottleneck() {
        return generatorShare() > BUSY_GENERATOR || lateNanos > LATE_NANOS;
    }

    /// Of the Java heap, by the server's media threads.
    public OptionalDouble allocatedBytesPerPacket() {
        return counts.isEmpty() || arrived == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(counts.get().allocatedBytes() / arrived);
    }

    /// How many the kernel was given at once.
    public OptionalDouble datagramsPerMessage() {
        return counts.isEmpty() || counts.get().messages() == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(counts.get().datagrams() / counts.get().messages());
    }
}
