package io.sluice.bench;

import io.sluice.rtp.Bytes;
import io.sluice.rtp.buffer.PacketCell;
import io.sluice.rtp.buffer.PacketSlab;
import io.sluice.rtp.codec.Codec;
import io.sluice.sfu.api.CodecParameters;
import io.sluice.sfu.api.DtlsFingerprint;
import io.sluice.sfu.api.DtlsSetup;
import io.sluice.sfu.api.EncodingParameters;
import io.sluice.sfu.api.IceCredentials;
import io.sluice.sfu.api.MediaKind;
import io.sluice.sfu.api.MediaOffer;
import io.sluice.sfu.api.MediaRights;
import io.sluice.sfu.api.RoomEvent.TransportState;
import io.sluice.sfu.api.RtcpFeedback;
import io.sluice.sfu.api.SendSection;
import io.sluice.sfu.api.SlotSection;
import io.sluice.sfu.api.TrackDescription;
import io.sluice.sfu.api.TrackSource;
import io.sluice.sfu.congestion.UplinkBudgets;
import io.sluice.sfu.observe.Counters;
import io.sluice.sfu.receive.HistoryBudget;
import io.sluice.sfu.room.Room;
import io.sluice.sfu.room.RoomLimits;
import io.sluice.sfu.room.RoomResources;
import io.sluice.sfu.send.PacketScratch;
import io.sluice.sfu.send.ServerClock;
import io.sluice.sfu.time.Deadlines;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// What a room makes of one video packet, without the network and without the cipher: with no
/// receiver it is the receiving side (sequence, codec header, history), each receiver adds the
/// forwarder's decision, a rewritten header and the memory of what was sent.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 1, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class RoomBenchmark {
    private static final int PAYLOAD_TYPE = 96;
    private static final int HEADER_BYTES = 12;
    private static final int PAYLOAD_BYTES = 1_000;
    private static final int PACKETS_PER_FRAME = 6;
    private static final long PACKET_NANOS = 5_000_000;
    private static final long MEMORY_BYTES = 64L << 20;
    private static final long KEYFRAME_BYTES = 0x9d012aL;

    @Param({"0", "1", "100"})
    public int receivers;

    private final Arena arena = Arena.global();
    private final PacketSlab slab = new PacketSlab(arena, MEMORY_BYTES);
    private final SilentTransports transports = new SilentTransports(slab);
    private final Deadlines deadlines =
            new Deadlines((failure, _) -> {
                throw new IllegalStateException(failure);
            });
    private long nowNanos;
    private int packets;

    @Setup(Level.Trial)
    public void meet() {
        RoomResources resources =
                new RoomResources(
                        transports,
                        deadlines,
                        slab,
                        new HistoryBudget(MEMORY_BYTES / 2),
                        new PacketScratch(arena),
                        new Counters(),
                        new ServerClock(0, 0),
                        true,
                        UplinkBudgets.none(),
                        new Random(1));
        Room room =
                new Room(
                        "benchmark", resources, RoomLimits.of(receivers + 1), _ -> {}, () -> {}, 0);
        for (int i = 0; i <= receivers; i++) {
            join(room, i);
        }
    }

    /// The packets of a picture, forwarded to each receiver; the figure is of one packet.
    @Benchmark
    @OperationsPerInvocation(PACKETS_PER_FRAME)
    public long forward() {
        nowNanos += PACKETS_PER_FRAME * PACKET_NANOS;
        for (int i = 0; i < PACKETS_PER_FRAME; i++) {
            PacketCell cell = packet();
            if (!transports.opened(0).onRtp(cell, nowNanos)) {
                slab.give(cell);
            }
        }
        deadlines.run(nowNanos);
        return transports.sent();
    }

    private PacketCell packet() {
        PacketCell cell = slab.take(PacketSlab.LARGE_BYTES);
        if (cell == null) {
            throw new IllegalStateException("no memory");
        }
        MemorySegment s = cell.segment();
        int inFrame = packets % PACKETS_PER_FRAME;
        boolean last = inFrame == PACKETS_PER_FRAME - 1;
        Bytes.put8(s, 0, 0x80);
        Bytes.put8(s, 1, PAYLOAD_TYPE | (last ? 0x80 : 0));
        Bytes.put16(s, 2, packets & 0xffff);
        Bytes.put32(s, 4, (long) packets / PACKETS_PER_FRAME * 3_000 & 0xffff_ffffL);
        Bytes.put32(s, 8, 1);
        Bytes.put8(s, 12, inFrame == 0 ? 0x10 : 0);
        Bytes.put8(s, 13, packets < PACKETS_PER_FRAME ? 0 : 1);
        Bytes.put16(s, 14, 0);
        Bytes.put24(s, 16, (int) KEYFRAME_BYTES);
        Bytes.put32(s, 19, 0x400100c0L);
        cell.setRange(0, HEADER_BYTES + PAYLOAD_BYTES);
        cell.setArrivalNanos(nowNanos);
        packets++;
        return cell;
    }

    private void join(Room room, int number) {
        CodecParameters vp8 =
                new CodecParameters(
                        Codec.VP8,
                        PAYLOAD_TYPE,
                        PAYLOAD_TYPE + 1,
                        CodecParameters.NONE,
                        Set.of(RtcpFeedback.NACK, RtcpFeedback.PLI));
        boolean sends = number == 0;
        SendSection camera =
                new SendSection(
                        "0",
                        MediaKind.VIDEO,
                        List.of(vp8),
                        List.of(),
                        List.of(new EncodingParameters("", 1, 2)));
        MediaOffer offer =
                new MediaOffer(
                        new IceCredentials("u", "p"),
                        new DtlsFingerprint("sha-256", "00"),
                        DtlsSetup.ACTPASS,
                        sends ? List.of(camera) : List.of(),
                        List.of(new SlotSection(0, "1", MediaKind.VIDEO, List.of(vp8), List.of())));
        room.join(
                "p" + number,
                new MediaRights(EnumSet.allOf(TrackSource.class), true),
                offer,
                sends ? List.of(new TrackDescription("0", TrackSource.CAMERA, false)) : List.of(),
                List.of(),
                nowNanos);
        transports.opened(number).onStateChanged(TransportState.CONNECTED, nowNanos);
    }
}
