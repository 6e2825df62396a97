package io.sluice.bench;

import io.sluice.rtp.rtcp.Nack;
import io.sluice.rtp.rtcp.NackWriter;
import io.sluice.rtp.rtcp.ReceiverReport;
import io.sluice.rtp.rtcp.ReportBlocks;
import io.sluice.rtp.rtcp.RtcpReader;
import io.sluice.rtp.rtcp.TransportFeedback;
import io.sluice.rtp.rtcp.TransportFeedbackWriter;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// What it costs to read one compound of a receiver: a report, a NACK and transport-wide feedback
/// about the packets of 50 ms.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RtcpBenchmark {
    private static final int CAPACITY = 1_200;
    private static final int NACK_BYTES = 16;
    private static final int PACKETS = 10;
    private static final long APART_NANOS = 5_000_000;

    private final MemorySegment compound = Arena.global().allocate(CAPACITY);
    private final RtcpReader reader = new RtcpReader();
    private final ReportBlocks blocks = new ReportBlocks();
    private final Nack nack = new Nack();
    private final TransportFeedback feedback = new TransportFeedback();
    private int length;

    @Setup(Level.Trial)
    public void write() {
        length = ReceiverReport.write(compound, 0, 1, 1);
        length += ReportBlocks.write(compound, length, 2, 0, 0, 1_000, 10, 0, 0);
        NackWriter nacks = new NackWriter();
        nacks.begin(compound, length, NACK_BYTES, 1, 2);
        nacks.add(990);
        nacks.add(992);
        length += nacks.finish();
        TransportFeedbackWriter arrivals = new TransportFeedbackWriter();
        arrivals.begin(compound, length, CAPACITY - length, 1, 2, 0, 0);
        for (int i = 0; i < PACKETS; i++) {
            arrivals.add(i, i * APART_NANOS);
        }
        length += arrivals.finish();
    }

    @Benchmark
    public long read() {
        long sum = 0;
        reader.wrap(compound, 0, length);
        while (reader.next()) {
            if (blocks.wrap(reader)) {
                while (blocks.next()) {
                    sum += blocks.ssrc();
                }
            } else if (nack.wrap(reader)) {
                while (nack.next()) {
                    sum += nack.sequenceNumber();
                }
            } else if (feedback.wrap(reader)) {
                while (feedback.next()) {
                    sum += feedback.arrivalTicks();
                }
            }
        }
        return sum;
    }
}
