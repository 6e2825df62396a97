package io.sluice.bench.egress;

import java.util.List;

/// What one program cost and did. There is none of a run whose output was not as it had to be.
///
/// @param seconds of output that were measured
/// @param cpuSecondsPerMinute of the worker, user and system, for a minute of output
/// @param offlineCpuSeconds the same of the engine alone, fed as fast as it goes; 0 where it is not
/// @param startCpuSeconds of the worker before that
/// @param residentBytes at most
/// @param pictures that came out meanwhile
/// @param framesPerSecond of them by their own times
/// @param firstByteMillis from the wish for a program to the first byte at the RTMP server
/// @param firstPictureMillis to the first picture there
/// @param delays in milliseconds from RTP in to RTMP out, sorted; none without a picture in
/// @param lateMillis by which our own sending was late at most
record Result(
        Scenario scenario,
        double seconds,
        double cpuSecondsPerMinute,
        double offlineCpuSeconds,
        double startCpuSeconds,
        long residentBytes,
        int pictures,
        double framesPerSecond,
        double firstByteMillis,
        double firstPictureMillis,
        List<Double> delays,
        double lateMillis) {
    /// With what the engine alone costs.
    Result withOffline(double cpuSeconds) {
        return new Result(
                scenario,
                seconds,
                cpuSecondsPerMinute,
                cpuSeconds,
                startCpuSeconds,
                residentBytes,
                pictures,
                framesPerSecond,
                firstByteMillis,
                firstPictureMillis,
                delays,
                lateMillis);
    }

    Result {
        delays = List.copyOf(delays);
    }
}
