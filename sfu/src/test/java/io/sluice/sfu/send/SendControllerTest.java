package io.sluice.sfu.send;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.rtp.HeaderExtensionType;
import io.sluice.rtp.RtpPacket;
import io.sluice.rtp.buffer.PacketSlab;
import io.sluice.rtp.codec.Codec;
import io.sluice.rtp.rtcp.RtcpReader;
import io.sluice.rtp.rtcp.TransportFeedback;
import io.sluice.rtp.rtcp.TransportFeedbackWriter;
import io.sluice.sfu.api.CodecParameters;
import io.sluice.sfu.api.HeaderExtension;
import io.sluice.sfu.observe.Counters;
import io.sluice.sfu.sim.Fixtures;
import io.sluice.sfu.sim.RecordingTransmitter;
import io.sluice.sfu.time.Deadlines;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Streams, pacer and estimator of one connection together.
final class SendControllerTest {
    private static final long MILLI = 1_000_000;
    private static final long SSRC = 11;
    private static final long RTX_SSRC = 12;
    private static final List<HeaderExtension> EXTENSIONS =
            List.of(new HeaderExtension(HeaderExtensionType.TRANSPORT_WIDE_CC, 5));

    private final Arena arena = Arena.ofConfined();
    private final PacketSlab slab = new PacketSlab(arena, 1 << 20);
    private final Counters counters = new Counters();
    private final List<RtpPacket> sent = new ArrayList<>();
    private final RecordingTransmitter transmitter =
            new RecordingTransmitter(slab, bytes -> sent.add(Fixtures.wrap(bytes)), _ -> {});
    private final Deadlines deadlines =
            new Deadlines((failure, _) -> {
                throw new AssertionError(failure);
            });
    private final SendController controller = new SendController(transmitter, deadlines);
    private final OutgoingPacket packet = new OutgoingPacket();

    @AfterEach
    void free() {
        assertEquals(0, transmitter.cellsOut());
        arena.close();
    }

    private OutgoingRtpStream stream(int rtxPayloadType, RtpTransmitter to) {
        return new OutgoingRtpStream(
                Fixtures.videoSlot(rtxPayloadType, EXTENSIONS),
                SSRC,
                RTX_SSRC,
                1,
                300,
                controller,
                new PacketScratch(arena),
                to,
                counters);
    }

    private void run(long fromMillis, long toMillis) {
        for (long at = fromMillis; at <= toMillis; at++) {
            deadlines.run(at * MILLI);
        }
    }

    /// A report that so many packets from the first on arrived a millisecond apart.
    private void report(int count, long nowNanos) {
        report(count, nowNanos, _ -> true);
    }

    private void report(int count, long nowNanos, IntPredicate arrived) {
        MemorySegment memory = MemorySegment.ofArray(new byte[1000]);
        TransportFeedbackWriter writer = new TransportFeedbackWriter();
        writer.begin(memory, 0, 1000, 1, 2, 0, 0);
        for (int i = 0; i < count; i++) {
            assertTrue(!arrived.test(i) || writer.add(i, 20 * MILLI + i * MILLI));
        }
        RtcpReader reader = new RtcpReader();
        TransportFeedback feedback = new TransportFeedback();
        assertTrue(reader.wrap(memory, 0, writer.finish()) && reader.next());
        assertTrue(feedback.wrap(reader));
        controller.onTransportFeedback(feedback, nowNanos);
    }

    @Test
    void paddingGoesOutWithTheRepetitionsAndIsEmpty() {
        OutgoingRtpStream stream = stream(121, controller);
        assertTrue(stream.pad(200, 0) > 200);
        assertEquals(RTX_SSRC, sent.getFirst().ssrc());
        assertEquals(0, sent.getFirst().payloadLength());
        assertEquals(200, sent.getFirst().paddingLength());
        stream.pad(5000, 0);
        assertEquals(255, sent.getLast().paddingLength());
        assertEquals(301, sent.getLast().sequenceNumber());
    }

    @Test
    void whereThereAreNoRepetitionsThereIsNoPadding() {
        assertEquals(0, stream(CodecParameters.NONE, controller).pad(200, 0));
        assertEquals(0, sent.size());
    }

    @Test
    void theFirstPacketBeginsAProbe() {
        controller.expectFeedback();
        OutgoingRtpStream stream = stream(121, controller);
        controller.addPadder(stream);
        stream.send(packet.filler(Codec.VP8).index(1).timestamp(3), MILLI);
        run(2, 100);
        // 15 ms at 900 kbit/s and 15 ms at 1.8 Mbit/s are 5 kB, in packets of some 300 bytes.
        assertTrue(sent.size() > 10 && sent.size() < 40, "sent " + sent.size());
        assertTrue(sent.stream().skip(1).allMatch(padding -> padding.ssrc() == RTX_SSRC));
    }

    @Test
    void feedbackBeginsTheLimits() {
        controller.expectFeedback();
        OutgoingRtpStream stream = stream(121, controller);
        for (int i = 0; i < 100; i++) {
            stream.send(packet.filler(Codec.VP8).index(1 + i).timestamp(3), i * MILLI);
        }
        assertEquals(100, sent.size());
        report(100, 130 * MILLI);
        assertTrue(controller.congestion().roundTripNanos() > 0);
        assertEquals(0, controller.congestion().lossRatio(), 1e-9);
    }

    @Test
    void whatTheMachineRefusedIsNoLossOfTheNetwork() {
        controller.expectFeedback();
        OutgoingRtpStream stream = stream(121, controller);
        for (int i = 0; i < 100; i++) {
            transmitter.refusing(i >= 40 && i < 60);
            stream.send(packet.filler(Codec.VP8).index(1 + i).timestamp(3), i * MILLI);
        }
        assertEquals(80, sent.size());
        report(100, 130 * MILLI, number -> number < 40 || number >= 60);
        assertEquals(80, controller.congestion().judgedPackets());
        assertEquals(0, controller.congestion().judgedLost());
    }

    @Test
    void allocatesNothingPerPacket() {
        SendController silent = new SendController(new SilentTransmitter(slab), deadlines);
        silent.expectFeedback();
        OutgoingRtpStream quiet =
                new OutgoingRtpStream(
                        Fixtures.videoSlot(121, EXTENSIONS),
                        SSRC,
                        RTX_SSRC,
                        1,
                        1,
                        silent,
                        new PacketScratch(arena),
                        silent,
                        counters);
        long[] index = {1};
        double bytes =
                Fixtures.allocatedPerCall(() -> {
                    long now = index[0] * MILLI;
                    quiet.send(packet.filler(Codec.VP8).index(index[0]++), now);
                    deadlines.run(now);
                });
        assertTrue(bytes < Fixtures.NOTHING, bytes + " bytes");
    }
}
