package io.sluice.bench;

import io.sluice.rtp.RtpHeaderWriter;
import io.sluice.rtp.RtpPacket;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// A header as a receiver gets it (MID, send time, transport-wide number): written and read.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RtpHeaderBenchmark {
    private static final int PACKET_BYTES = 1200;
    private static final int MID = 1;
    private static final int SEND_TIME = 2;
    private static final int TRANSPORT_SEQUENCE = 3;
    private static final long SSRC = 0x1234_5678L;

    /// A frame of 30 per second on the 90 kHz clock.
    private static final long FRAME_TICKS = 3000;

    private final MemorySegment cell = Arena.global().allocate(PACKET_BYTES);
    private final RtpHeaderWriter writer = new RtpHeaderWriter();
    private final RtpPacket packet = new RtpPacket();
    private final byte[] mid = {'0'};
    private int sequence;

    @Benchmark
    public int write() {
        sequence++;
        return writer.begin(cell, 0, 96, true, sequence & 0xffff, sequence * FRAME_TICKS, SSRC)
                .extension(MID, mid)
                .extension(SEND_TIME, sequence, 3)
                .extension(TRANSPORT_SEQUENCE, sequence, 2)
                .finish();
    }

    /// The same header, then found again by one of its extensions.
    @Benchmark
    public long writeAndRead() {
        write();
        return packet.wrap(cell, 0, PACKET_BYTES) ? packet.extension(TRANSPORT_SEQUENCE) : -1;
    }
}
