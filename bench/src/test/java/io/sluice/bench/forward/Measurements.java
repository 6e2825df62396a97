package io.sluice.bench.forward;

import io.sluice.bench.load.Measurement;
import io.sluice.bench.server.ServerCounts;
import java.util.Optional;
import java.util.OptionalDouble;
import org.HdrHistogram.Histogram;

/// Measurements as a run could have shown them.
final class Measurements {
    static final int EXPECTED = 10_000;

    private Measurements() {}

    /// Ten seconds in which 10,000 packets were expected.
    static Measurement of(long arrived, double cpuNanosPerPacket) {
        double worst = (EXPECTED - arrived) / (double) EXPECTED;
        return of(arrived, cpuNanosPerPacket, worst);
    }

    /// The same, and of one receiver this share is missing.
    static Measurement of(long arrived, double cpuNanosPerPacket, double worst) {
        return of(arrived, cpuNanosPerPacket, worst, 0);
    }

    /// All arrived, from a generator that was late.
    static Measurement late(long nanos) {
        return of(EXPECTED, 2_000, 0, nanos);
    }

    private static Measurement of(
            long arrived, double cpuNanosPerPacket, double worst, long lateNanos) {
        Histogram delays = new Histogram(1_000_000_000L, 3);
        for (int micros = 1; micros <= 1_000; micros++) {
            delays.recordValue(1_000L * micros);
        }
        return new Measurement(
                10,
                5,
                "AEAD_AES_128_GCM",
                EXPECTED,
                arrived,
                0,
                arrived == EXPECTED ? 0 : 1,
                worst,
                0,
                (long) (cpuNanosPerPacket * arrived),
                1_000_000_000L,
                lateNanos,
                delays,
                Optional.of(new ServerCounts(arrived / 2.0, arrived, arrived / 4.0)),
                OptionalDouble.empty(),
                6_000_000,
                1_000_000);
    }
}
