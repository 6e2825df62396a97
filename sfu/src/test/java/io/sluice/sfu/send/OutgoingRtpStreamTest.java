package io.sluice.sfu.send;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.rtp.Bytes;
import io.sluice.rtp.HeaderExtensionType;
import io.sluice.rtp.RtpPacket;
import io.sluice.rtp.buffer.PacketSlab;
import io.sluice.rtp.codec.Codec;
import io.sluice.rtp.rtcp.Nack;
import io.sluice.rtp.rtcp.NackWriter;
import io.sluice.rtp.rtcp.RtcpReader;
import io.sluice.sfu.api.CodecParameters;
import io.sluice.sfu.api.EncodingParameters;
import io.sluice.sfu.api.HeaderExtension;
import io.sluice.sfu.api.SlotSection;
import io.sluice.sfu.observe.Counters;
import io.sluice.sfu.observe.DropReason;
import io.sluice.sfu.receive.HistoryBudget;
import io.sluice.sfu.receive.IncomingRtpStream;
import io.sluice.sfu.receive.MediaPacket;
import io.sluice.sfu.receive.ParticipantClock;
import io.sluice.sfu.sim.Fixtures;
import io.sluice.sfu.sim.RecordingTransmitter;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class OutgoingRtpStreamTest {
    private static final long SSRC = 500;
    private static final long RTX_SSRC = 501;
    private static final int NO_RTX = CodecParameters.NONE;
    private static final byte OPUS_20_MS = (byte) (31 << 3);
    private static final List<HeaderExtension> EXTENSIONS =
            List.of(
                    new HeaderExtension(HeaderExtensionType.MID, 9),
                    new HeaderExtension(HeaderExtensionType.TRANSPORT_WIDE_CC, 2),
                    new HeaderExtension(HeaderExtensionType.ABS_SEND_TIME, 3),
                    new HeaderExtension(HeaderExtensionType.AUDIO_LEVEL, 7));

    private final Arena arena = Arena.ofConfined();
    private final PacketSlab slab = new PacketSlab(arena, 8 << 20);
    private final Counters counters = new Counters();
    private final HistoryBudget budget = new HistoryBudget(4 << 20);
    private final List<byte[]> sent = new ArrayList<>();
    private final RecordingTransmitter transmitter =
            new RecordingTransmitter(slab, sent::add, _ -> {});
    private final OutgoingPacket packet = new OutgoingPacket();

    private final IncomingRtpStream camera =
            new IncomingRtpStream(
                    Fixtures.camera("1", List.of(new EncodingParameters("", 5, 6))),
                    5,
                    new ParticipantClock(),
                    slab,
                    budget,
                    counters);
    private final IncomingRtpStream microphone =
            new IncomingRtpStream(
                    Fixtures.microphone("0", 7), 7, new ParticipantClock(), slab, budget, counters);

    @AfterEach
    void free() {
        assertEquals(0, transmitter.cellsOut());
        camera.close();
        microphone.close();
        assertEquals(0, slab.usedBytes());
        arena.close();
    }

    private static long millis(long millis) {
        return millis * 1_000_000;
    }

    private OutgoingRtpStream stream(SlotSection section) {
        return stream(section, Pacer.immediate());
    }

    private OutgoingRtpStream stream(SlotSection section, Pacer pacer) {
        return new OutgoingRtpStream(
                section,
                SSRC,
                RTX_SSRC,
                0x7fff,
                300,
                pacer,
                new PacketScratch(arena),
                transmitter,
                counters);
    }

    /// Stores a packet and returns its sequence.
    private long store(IncomingRtpStream stream, byte[] bytes) {
        long[] stored = {-1};
        var cell = Fixtures.cell(slab, bytes);
        RtpPacket wrapped = new RtpPacket();
        wrapped.wrap(cell.segment(), 0, bytes.length);
        boolean kept =
                stream.onPacket(
                        cell,
                        wrapped,
                        0,
                        new IncomingRtpStream.Output() {
                            @Override
                            public void onMedia(
                                    IncomingRtpStream from, MediaPacket media, long nowNanos) {
                                stored[0] = media.sequence();
                            }

                            @Override
                            public void onEmpty(
                                    IncomingRtpStream from, long sequence, long nowNanos) {}
                        });
        if (!kept) {
            slab.give(cell);
        }
        assertTrue(stored[0] >= 0, "not stored");
        return stored[0];
    }

    private long video(int number) {
        byte[] payload = new byte[300];
        payload[0] = 0x10;
        payload[299] = (byte) number;
        return store(camera, Fixtures.packet(96, number, 90, 5, payload));
    }

    private static boolean nack(OutgoingRtpStream stream, int number, long nowNanos) {
        MemorySegment memory = MemorySegment.ofArray(new byte[16]);
        NackWriter writer = new NackWriter().begin(memory, 0, 16, 1, SSRC);
        writer.add(number);
        RtcpReader reader = new RtcpReader();
        Nack nack = new Nack();
        assertTrue(reader.wrap(memory, 0, writer.finish()) && reader.next() && nack.wrap(reader));
        return stream.onNack(nack, nowNanos);
    }

    private RtpPacket last() {
        return Fixtures.wrap(sent.getLast());
    }

    private OutgoingPacket videoPacket(long sequence, long index) {
        return packet.of(camera.history(), sequence, Codec.VP8).index(index).timestamp(77);
    }

    @Test
    void writesTheReceiversNumbersAndExtensions() {
        byte[] audio = Fixtures.packet(111, 4, 90, 7, OPUS_20_MS, (byte) 1, (byte) 2);
        OutgoingRtpStream stream = stream(Fixtures.audioSlot(NO_RTX, EXTENSIONS));
        long sequence = store(microphone, audio);
        stream.send(
                packet.of(microphone.history(), sequence, Codec.OPUS)
                        .index(stream.firstIndex() + 1)
                        .timestamp(1234)
                        .marker(true),
                millis(1000));
        RtpPacket out = last();
        assertEquals(100, out.payloadType());
        assertEquals(0x8000, out.sequenceNumber());
        assertEquals(1234, out.timestamp());
        assertEquals(SSRC, out.ssrc());
        assertTrue(out.marker());
        assertEquals(3, out.payloadLength());
        long mid = out.extension(9);
        assertEquals('s', Bytes.unsigned8(out.segment(), mid));
        assertEquals(0, Bytes.unsigned16(out.segment(), out.extension(2)));
        assertEquals(1 << 18, Bytes.unsigned24(out.segment(), out.extension(3)));
        assertEquals(-1, out.extension(7), "the source sent no level");
    }

    @Test
    void repeatsByRtxOncePerRoundTrip() {
        OutgoingRtpStream stream = stream(Fixtures.videoSlot(121, EXTENSIONS));
        long sequence = video(1);
        long index = stream.firstIndex();
        stream.send(videoPacket(sequence, index), 0);
        nack(stream, (int) index, millis(60));
        nack(stream, (int) index, millis(70));
        assertEquals(2, sent.size());
        RtpPacket rtx = last();
        assertEquals(RTX_SSRC, rtx.ssrc());
        assertEquals(121, rtx.payloadType());
        assertEquals(300, rtx.sequenceNumber());
        assertEquals(index, Bytes.unsigned16(rtx.segment(), rtx.payloadOffset()));
        assertEquals(302, rtx.payloadLength());
        nack(stream, (int) index, millis(130));
        assertEquals(3, sent.size());
        assertEquals(301, last().sequenceNumber());
        assertEquals(1, counters.dropped(DropReason.REPAIR_LIMITED));
    }

    @Test
    void whereThereIsARateToKeepToNothingBeforeAKeyframeIsRepeated() {
        OutgoingRtpStream stream = stream(Fixtures.videoSlot(121, EXTENSIONS), ample());
        stream.send(videoPacket(video(1), 1000), 0);
        OutgoingPacket keyframe = videoPacket(video(2), 1001);
        stream.startAnew(keyframe, millis(1));
        stream.send(keyframe, millis(1));
        nack(stream, 1000, millis(60));
        assertEquals(2, sent.size());
        assertEquals(1, counters.dropped(DropReason.REPAIR_USELESS));
        nack(stream, 1001, millis(60));
        assertEquals(3, sent.size());
    }

    /// A rate that nothing here comes near to.
    private static PacketPacer ample() {
        PacketPacer pacer = new PacketPacer(NothingToProbe.INSTANCE);
        pacer.rates(100_000_000, 100_000_000, 0, 0);
        return pacer;
    }

    /// It was not lost on the way, so there is no round trip to wait for; and the number that it
    /// was encrypted under is not used for other bytes (the transmitter would fail).
    @Test
    void whatTheKernelRefusedIsSentAsSoonAsItIsMissed() {
        for (int rtx : new int[] {121, NO_RTX}) {
            sent.clear();
            OutgoingRtpStream stream = stream(Fixtures.videoSlot(rtx, EXTENSIONS));
            long sequence = video(rtx & 0xff);
            transmitter.refusing(true);
            stream.send(videoPacket(sequence, 2000 + rtx), millis(10));
            nack(stream, 2000 + rtx, millis(11));
            assertEquals(0, sent.size());
            transmitter.refusing(false);
            nack(stream, 2000 + rtx, millis(12));
            nack(stream, 2000 + rtx, millis(13));

            assertEquals(1, sent.size(), "once, for the second one is on its way");
        }
    }

    @Test
    void onlyWhatWasSentAndIsGoneNeedsAKeyframe() {
        OutgoingRtpStream stream = stream(Fixtures.videoSlot(121, EXTENSIONS));
        long first = video(1);
        stream.send(videoPacket(first, 1000), 0);
        stream.send(videoPacket(video(3), 1002), 0);
        assertFalse(nack(stream, 1000, millis(60)), "it is sent again");
        assertFalse(nack(stream, 1001, millis(60)), "the source may still repair it");
        assertFalse(nack(stream, 1003, millis(60)), "it was never sent");
        for (int i = 4; i < 2_100; i++) {
            stream.send(videoPacket(video(i), 1000 + i), millis(100 + i));
        }
        assertTrue(nack(stream, 1000, millis(2_300)), "nobody remembers it");
        assertTrue(nack(stream, 1500, millis(2_300)), "the history has given it up");
        assertFalse(nack(stream, 3_090, millis(2_300)), "it is sent again");
    }

    @Test
    void withoutRtxTheFirstPacketIsRepeatedByteForByte() {
        OutgoingRtpStream stream = stream(Fixtures.videoSlot(NO_RTX, EXTENSIONS));
        long sequence = video(1);
        stream.send(videoPacket(sequence, 40_000).picture(5, 6), 0);
        nack(stream, 40_000, millis(60));
        assertEquals(2, sent.size());
        assertArrayEquals(sent.get(0), sent.get(1));
    }

    @Test
    void aNumberIsNeverUsedForAnotherPacket() {
        OutgoingRtpStream stream = stream(Fixtures.videoSlot(121, EXTENSIONS));
        stream.send(videoPacket(video(1), 1000), 0);
        stream.send(videoPacket(video(2), 1000), 0);
        assertEquals(1, sent.size());
        assertEquals(1, counters.dropped(DropReason.FORWARD_REPEATED));
        stream.send(videoPacket(video(3), 5000), 0);
        stream.send(videoPacket(video(4), 1001), 0);
        assertEquals(2, sent.size());
        assertEquals(1, counters.dropped(DropReason.FORWARD_TOO_LATE));
    }

    @Test
    void afterANewNegotiationNothingIsRepeatedAsItWas() {
        OutgoingRtpStream stream = stream(Fixtures.videoSlot(NO_RTX, EXTENSIONS));
        stream.send(videoPacket(video(1), 1000), 0);
        stream.section(Fixtures.videoSlot(NO_RTX, List.of()));
        nack(stream, 1000, millis(60));
        assertEquals(1, sent.size());
    }

    @Test
    void repetitionsTakeAtMostAQuarterOfTheRate() {
        OutgoingRtpStream stream = stream(Fixtures.videoSlot(121, EXTENSIONS));
        long index = 1000;
        long now = 0;
        for (int i = 1; i <= 3000; i++) {
            now += millis(2);
            stream.send(videoPacket(video(i), index + i), now);
            for (int back = 30; back < 40 && i > back; back++) {
                nack(stream, (int) index + i - back, now);
            }
        }
        double share = (double) stream.repeatedPackets() / stream.packets();
        assertTrue(share < 0.28, "share " + share);
        assertTrue(share > 0.2, "share " + share);
    }

    @Test
    void ofRedThePrimaryBlockLeaves() {
        byte[] red = {(byte) (0x80 | 111), 15, 0, 2, 111, OPUS_20_MS, 1, OPUS_20_MS, 8, 9};
        long sequence = store(microphone, Fixtures.packet(63, 1, 90, 7, red));
        OutgoingRtpStream stream = stream(Fixtures.audioSlot(NO_RTX, List.of()));
        packet.of(microphone.history(), sequence, Codec.OPUS).redundant(true).index(5);
        stream.send(packet, 0);
        RtpPacket out = last();
        assertEquals(100, out.payloadType());
        assertEquals(3, out.payloadLength());
        assertEquals(8, Bytes.unsigned8(out.segment(), out.payloadOffset() + 1));
    }

    @Test
    void aFillerIsPaddingOnly() {
        OutgoingRtpStream stream = stream(Fixtures.videoSlot(121, EXTENSIONS));
        stream.send(packet.filler(Codec.VP8).index(9).timestamp(3), 0);
        assertEquals(0, last().payloadLength());
        assertEquals(1, last().paddingLength());
        nack(stream, 9, millis(60));
        assertEquals(2, last().payloadLength());
    }

    @Test
    void aReceiverThatIsAwayGetsNothing() {
        OutgoingRtpStream stream = stream(Fixtures.videoSlot(121, EXTENSIONS));
        transmitter.writable(false);
        stream.send(videoPacket(video(1), 1000), 0);
        assertEquals(0, sent.size());
        assertEquals(1, counters.dropped(DropReason.NOT_WRITABLE));
    }

    @Test
    void allocatesNothingPerPacket() {
        OutgoingRtpStream stream =
                new OutgoingRtpStream(
                        Fixtures.videoSlot(121, EXTENSIONS),
                        SSRC,
                        RTX_SSRC,
                        1,
                        1,
                        Pacer.immediate(),
                        new PacketScratch(arena),
                        new SilentTransmitter(slab),
                        counters);
        long sequence = video(1);
        long[] index = {1};
        double bytes =
                Fixtures.allocatedPerCall(() ->
                        stream.send(
                                videoPacket(sequence, index[0]++).picture(3, 4), index[0] * 1000));
        assertTrue(bytes < Fixtures.NOTHING, bytes + " bytes");
    }
}
