package io.sluice.bench;

import io.sluice.rtp.buffer.PacketCell;
import io.sluice.rtp.buffer.PacketSlab;
import io.sluice.sfu.receive.HeaderExtensionIds;
import io.sluice.sfu.receive.HistoryBudget;
import io.sluice.sfu.receive.PacketHistory;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// What it costs to keep a received packet, which gives an old one back, and to find one again. The
/// streams of a loop take turns, each with two hundred packets a second.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 1, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class HistoryBenchmark {
    private static final int CAPACITY = 1024;
    private static final int PACKETS_PER_SECOND = 200;
    private static final long SECOND_NANOS = 1_000_000_000;
    private static final long MEMORY_BYTES = 64L << 20;

    /// Spreads the asked-for packets over what is stored; a prime.
    private static final int STRIDE = 61;

    @Param({"1", "100"})
    public int streams;

    private final PacketSlab slab = new PacketSlab(Arena.global(), MEMORY_BYTES);
    private final HistoryBudget budget = new HistoryBudget(MEMORY_BYTES / 2);
    private PacketHistory[] histories = new PacketHistory[0];
    private long apartNanos;
    private long nowNanos;
    private long sequence;
    private int turn;
    private int back;

    @Setup(Level.Trial)
    public void fill() {
        apartNanos = SECOND_NANOS / PACKETS_PER_SECOND / streams;
        histories = new PacketHistory[streams];
        for (int i = 0; i < streams; i++) {
            histories[i] =
                    new PacketHistory(
                            CAPACITY,
                            SECOND_NANOS,
                            new HeaderExtensionIds(List.of()),
                            slab,
                            budget);
        }
        for (int i = 0; i < streams * PACKETS_PER_SECOND; i++) {
            store();
        }
    }

    /// A cell for what was received, whether its packet came before, and the place it is kept in.
    @Benchmark
    public boolean store() {
        PacketHistory history = next();
        nowNanos += apartNanos;
        PacketCell cell = slab.take(PacketSlab.LARGE_BYTES);
        if (cell == null) {
            throw new IllegalStateException("no memory");
        }
        cell.setArrivalNanos(nowNanos);
        if (history.isKnown(sequence) || !history.put(sequence, cell, nowNanos)) {
            throw new IllegalStateException("not stored: " + sequence);
        }
        return true;
    }

    /// Counts instead of dividing, which would cost as much as what is measured.
    private PacketHistory next() {
        if (++turn == streams) {
            turn = 0;
            sequence++;
        }
        return histories[turn];
    }

    /// As a receiver asks for a packet of the last second.
    @Benchmark
    public PacketCell find() {
        PacketHistory history = next();
        back = back < STRIDE ? back + PACKETS_PER_SECOND - STRIDE : back - STRIDE;
        PacketCell cell = history.cell(history.highest() - back);
        if (cell == null) {
            throw new IllegalStateException("not found");
        }
        return cell;
    }
}
