package io.sluice.sfu.sim;

import io.sluice.rtp.Bytes;
import io.sluice.rtp.RtpPacket;
import io.sluice.rtp.SequenceUnwrapper;
import io.sluice.rtp.codec.Codec;
import io.sluice.sfu.receive.NackGenerator;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.LongConsumer;

/// A browser's receiving half for one half of a slot: restores retransmissions, asks for what is
/// missing, and shows everything to a [DecodabilityChecker].
public final class Viewer {
    private final long ssrc;
    private final IntFunction<Codec> codecs;
    private final IntFunction<Codec> repairedCodecs;
    private final DecodabilityChecker checker;
    private final SequenceUnwrapper unwrapper = new SequenceUnwrapper();
    private final NackGenerator nacks = new NackGenerator();

    /// @param codecs by payload type
    /// @param repairedCodecs by the payload type of retransmissions
    public Viewer(long ssrc, IntFunction<Codec> codecs, IntFunction<Codec> repairedCodecs) {
        this(ssrc, codecs, repairedCodecs, 0);
    }

    /// @param descriptorId the header extension that is the dependency descriptor, or 0
    public Viewer(
            long ssrc,
            IntFunction<Codec> codecs,
            IntFunction<Codec> repairedCodecs,
            int descriptorId) {
        checker = new DecodabilityChecker(descriptorId);
        this.ssrc = ssrc;
        this.codecs = codecs;
        this.repairedCodecs = repairedCodecs;
    }

    public DecodabilityChecker checker() {
        return checker;
    }

    /// Takes a packet of the stream or of its retransmissions.
    public void onPacket(byte[] bytes, long nowNanos) {
        byte[] original = bytes;
        RtpPacket packet = new RtpPacket();
        check(packet.wrap(MemorySegment.ofArray(bytes), 0, bytes.length), "malformed packet");
        Codec codec;
        if (packet.ssrc() == ssrc) {
            codec = codecs.apply(packet.payloadType());
        } else {
            codec = repairedCodecs.apply(packet.payloadType());
            original = restore(packet, bytes);
            check(
                    packet.wrap(MemorySegment.ofArray(original), 0, original.length),
                    "malformed retransmission");
        }
        long index = unwrapper.unwrap(packet.sequenceNumber());
        nacks.onPacket(index, nowNanos);
        checker.onPacket(index, codec, packet);
    }

    /// Whether something is to be asked for by now.
    boolean misses(long nowNanos) {
        return nacks.deadlineNanos() <= nowNanos;
    }

    /// Asks for what is missing, by sequence number.
    public void askAgain(long nowNanos, long roundTripNanos, LongConsumer ask) {
        nacks.onRoundTrip(roundTripNanos);
        if (misses(nowNanos)) {
            nacks.onDeadline(nowNanos, ask::accept);
        }
    }

    private byte[] restore(RtpPacket rtx, byte[] bytes) {
        int header = rtx.headerLength();
        byte[] original = new byte[bytes.length - 2];
        System.arraycopy(bytes, 0, original, 0, header);
        System.arraycopy(bytes, header + 2, original, header, bytes.length - header - 2);
        MemorySegment memory = MemorySegment.ofArray(original);
        Bytes.put16(memory, 2, Bytes.unsigned16(rtx.segment(), rtx.payloadOffset()));
        Bytes.put32(memory, 8, ssrc);
        return original;
    }

    private static void check(boolean good, String what) {
        if (!good) {
            throw new AssertionError(what);
        }
    }

    /// What was found wrong.
    public List<String> problems() {
        return checker.problems();
    }
}
