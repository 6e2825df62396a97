package io.sluice.bench;

import io.sluice.rtp.RtpHeaderWriter;
import io.sluice.rtp.srtp.SrtpKeys;
import io.sluice.rtp.srtp.SrtpProfile;
import io.sluice.rtp.srtp.SrtpProvider;
import io.sluice.rtp.srtp.SrtpReceiver;
import io.sluice.rtp.srtp.SrtpSender;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// What one receiver costs per packet: a new header, and the payload encrypted from history into
/// the cell that is sent. What a publisher costs: the packet decrypted where it arrived. Rotates
/// through as many peers, each with its keys, as a large room has.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 1, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SrtpBenchmark {
    private static final int RECEIVERS = 200;
    private static final int CELL_BYTES = 1536;

    /// Packets decrypted between two looks at the clock: about as many as one call receives.
    private static final int BATCH = 64;

    private static final long SSRC = 0x1234_5678L;
    private static final int SEQUENCE_NUMBERS = 1 << 16;

    @Param({"OPENSSL", "JCE"})
    public SrtpProvider provider = SrtpProvider.JCE;

    @Param({"AEAD_AES_128_GCM", "AES_CM_128_HMAC_SHA1_80"})
    public SrtpProfile profile = SrtpProfile.AEAD_AES_128_GCM;

    /// A video packet and an audio packet.
    @Param({"1188", "148"})
    public int payloadBytes;

    private final MemorySegment stored = Arena.global().allocate(CELL_BYTES);
    private final MemorySegment cell = Arena.global().allocate(CELL_BYTES);
    private final RtpHeaderWriter writer = new RtpHeaderWriter();
    private final SrtpSender[] senders = new SrtpSender[RECEIVERS];
    private final SrtpReceiver[] receivers = new SrtpReceiver[RECEIVERS];
    private long packets;

    @Setup(Level.Trial)
    public void start() {
        for (int i = 0; i < RECEIVERS; i++) {
            byte[] material = new byte[profile.keyingMaterialBytes()];
            material[0] = (byte) i;
            senders[i] = provider.sender(SrtpKeys.fromExporter(profile, material, true));
            receivers[i] = provider.receiver(SrtpKeys.fromExporter(profile, material, false));
        }
    }

    @TearDown(Level.Trial)
    public void stop() {
        for (int i = 0; i < RECEIVERS; i++) {
            senders[i].close();
            receivers[i].close();
        }
    }

    @Benchmark
    public int protect() {
        return protectNext((int) (packets % RECEIVERS), cell, 0);
    }

    /// A packet can be decrypted once only, so each is made first: [#protect] is in it.
    @Benchmark
    public int protectAndUnprotect() {
        int receiver = (int) (packets % RECEIVERS);
        int length = protectNext(receiver, cell, 0);
        return receivers[receiver].unprotectRtp(cell, 0, length);
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public int unprotect(Arrivals arrivals) {
        int plain = 0;
        for (int i = 0; i < BATCH; i++) {
            int length =
                    receivers[arrivals.receivers[i]].unprotectRtp(
                            arrivals.memory, (long) i * CELL_BYTES, arrivals.lengths[i]);
            if (length < 0) {
                throw new IllegalStateException("refused: " + length); // which would be cheap
            }
            plain += length;
        }
        return plain;
    }

    /// Packets that wait to be decrypted, made anew while nobody measures.
    @State(Scope.Thread)
    public static class Arrivals {
        private final MemorySegment memory = Arena.global().allocate((long) BATCH * CELL_BYTES);
        private final int[] receivers = new int[BATCH];
        private final int[] lengths = new int[BATCH];

        @Setup(Level.Invocation)
        public void protect(SrtpBenchmark bench) {
            for (int i = 0; i < BATCH; i++) {
                receivers[i] = (int) (bench.packets % RECEIVERS);
                lengths[i] = bench.protectNext(receivers[i], memory, (long) i * CELL_BYTES);
            }
        }
    }

    private int protectNext(int receiver, MemorySegment to, long offset) {
        long index = packets++ / RECEIVERS;
        int sequenceNumber = (int) (index % SEQUENCE_NUMBERS);
        int header = writer.begin(to, offset, 96, false, sequenceNumber, 0, SSRC).finish();
        return senders[receiver].protectRtp(to, offset, header, stored, 0, payloadBytes, index);
    }
}
