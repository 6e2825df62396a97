package io.sluice.sfu.send;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.rtp.RtpPacket;
import io.sluice.rtp.buffer.PacketCell;
import io.sluice.rtp.buffer.PacketSlab;
import io.sluice.rtp.rtcp.FullIntraRequest;
import io.sluice.rtp.rtcp.Nack;
import io.sluice.rtp.rtcp.PictureLossIndication;
import io.sluice.rtp.rtcp.ReportBlocks;
import io.sluice.rtp.rtcp.RtcpReader;
import io.sluice.rtp.rtcp.SenderReport;
import io.sluice.rtp.rtcp.TransportFeedback;
import io.sluice.sfu.api.CodecParameters;
import io.sluice.sfu.api.EncodingParameters;
import io.sluice.sfu.observe.Counters;
import io.sluice.sfu.receive.FeedbackRecorder;
import io.sluice.sfu.receive.HistoryBudget;
import io.sluice.sfu.receive.IncomingRtpStream;
import io.sluice.sfu.receive.MediaPacket;
import io.sluice.sfu.receive.ParticipantClock;
import io.sluice.sfu.sim.Fixtures;
import io.sluice.sfu.sim.RecordingTransmitter;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class RtcpSenderTest {
    private static final long LOCAL = 77;
    private static final long CAMERA = 5;
    private static final int LARGEST = 1150;
    private static final byte[] CNAME = "somebody".getBytes(StandardCharsets.UTF_8);

    private final Arena arena = Arena.ofConfined();
    private final PacketSlab slab = new PacketSlab(arena, 1 << 20);
    private final Counters counters = new Counters();
    private final List<byte[]> compounds = new ArrayList<>();
    private final RecordingTransmitter transmitter =
            new RecordingTransmitter(slab, _ -> {}, compounds::add);
    private final RtcpSender sender = new RtcpSender(transmitter, LOCAL);
    private final IncomingRtpStream camera =
            new IncomingRtpStream(
                    Fixtures.camera("1", List.of(new EncodingParameters("", CAMERA, 6))),
                    CAMERA,
                    new ParticipantClock(),
                    slab,
                    new HistoryBudget(1 << 19),
                    counters);

    @AfterEach
    void free() {
        camera.close();
        assertEquals(0, transmitter.cellsOut());
        assertEquals(0, slab.usedBytes());
        arena.close();
    }

    private static RtcpReader read(byte[] compound) {
        RtcpReader reader = new RtcpReader();
        assertTrue(reader.wrap(MemorySegment.ofArray(compound), 0, compound.length));
        return reader;
    }

    private List<Integer> types(byte[] compound) {
        List<Integer> types = new ArrayList<>();
        RtcpReader reader = read(compound);
        while (reader.next()) {
            types.add(reader.packetType());
        }
        assertTrue(!reader.malformed());
        return types;
    }

    private void receive(int number) {
        PacketCell cell =
                Fixtures.cell(slab, Fixtures.packet(96, number, 90, CAMERA, (byte) 0x10, (byte) 1));
        RtpPacket packet = new RtpPacket();
        packet.wrap(cell.segment(), 0, cell.length());
        IncomingRtpStream.Output nobody =
                new IncomingRtpStream.Output() {
                    @Override
                    public void onMedia(IncomingRtpStream from, MediaPacket media, long now) {}

                    @Override
                    public void onEmpty(IncomingRtpStream from, long sequence, long now) {}
                };
        if (!camera.onPacket(cell, packet, 0, nobody)) {
            slab.give(cell);
        }
    }

    @Test
    void messagesGoTogetherInOneCompound() {
        sender.nack(camera, 10, 0b101);
        sender.keyframe(camera, false, 0);
        sender.keyframe(camera, true, 9);
        assertEquals(0, compounds.size());
        sender.flush();

        RtcpReader reader = read(compounds.getFirst());
        Nack nack = new Nack();
        assertTrue(reader.next() && nack.wrap(reader));
        assertEquals(CAMERA, nack.mediaSsrc());
        List<Integer> missing = new ArrayList<>();
        while (nack.next()) {
            missing.add(nack.sequenceNumber());
        }
        assertEquals(List.of(10, 11, 13), missing);
        PictureLossIndication loss = new PictureLossIndication();
        assertTrue(reader.next() && loss.wrap(reader));
        assertEquals(CAMERA, loss.mediaSsrc());
        FullIntraRequest request = new FullIntraRequest();
        assertTrue(reader.next() && request.wrap(reader) && request.next());
        assertEquals(9, request.requestNumber());
        assertEquals(1, compounds.size());
    }

    @Test
    void theLastPacketAskedForMayBeSeventeenAhead() {
        sender.nack(camera, 65_530, 0x8000);
        sender.flush();
        RtcpReader reader = read(compounds.getFirst());
        Nack nack = new Nack();
        assertTrue(reader.next() && nack.wrap(reader) && nack.next());
        assertEquals(65_530, nack.sequenceNumber());
        assertTrue(nack.next());
        assertEquals(10, nack.sequenceNumber());
    }

    @Test
    void aFullCompoundLeavesAndTheNextBegins() {
        for (int i = 0; i < 100; i++) {
            sender.nack(camera, i * 20, 0);
        }
        sender.flush();
        assertEquals(2, compounds.size());
        int messages = 0;
        for (byte[] compound : compounds) {
            assertTrue(compound.length <= LARGEST, "length " + compound.length);
            messages += types(compound).size();
        }
        assertEquals(100, messages);
    }

    @Test
    void reportsAboutAStreamOnceItHasBegun() {
        sender.receiverReport(camera, 0, 0);
        sender.flush();
        assertEquals(0, compounds.size());
        receive(1);
        receive(3);
        sender.receiverReport(camera, 0, 0);
        sender.flush();
        RtcpReader reader = read(compounds.getFirst());
        ReportBlocks blocks = new ReportBlocks();
        assertTrue(reader.next() && blocks.wrap(reader) && blocks.next());
        assertEquals(CAMERA, blocks.ssrc());
        assertEquals(256 / 3, blocks.fractionLost());
    }

    /// The estimate of the sender's network goes by the counts.
    @Test
    void whatOthersLoseIsToldAndNotCounted() {
        receive(1);
        receive(2);
        sender.receiverReport(camera, 40, 0);
        receive(4);
        sender.receiverReport(camera, 40, 0);
        sender.flush();
        RtcpReader reader = read(compounds.getFirst());
        ReportBlocks blocks = new ReportBlocks();
        assertTrue(reader.next() && blocks.wrap(reader) && blocks.next());
        assertEquals(40, blocks.fractionLost());
        assertEquals(0, blocks.cumulativeLost());
        assertTrue(reader.next() && blocks.wrap(reader) && blocks.next());
        assertEquals(128, blocks.fractionLost(), "its own loss is larger");
        assertEquals(1, blocks.cumulativeLost());
    }

    @Test
    void aSenderReportNamesItsStreamAndItsSource() {
        OutgoingRtpStream stream =
                new OutgoingRtpStream(
                        Fixtures.videoSlot(CodecParameters.NONE, List.of()),
                        500,
                        501,
                        1,
                        1,
                        Pacer.immediate(),
                        new PacketScratch(arena),
                        transmitter,
                        counters);
        sender.senderReport(stream, 0x1234_5678_9abc_def0L, -2, CNAME);
        sender.flush();
        RtcpReader reader = read(compounds.getFirst());
        SenderReport report = new SenderReport();
        assertTrue(reader.next() && report.wrap(reader));
        assertEquals(500, report.ssrc());
        assertEquals(0x1234_5678_9abc_def0L, report.ntpTime());
        assertEquals(0xffff_fffeL, report.rtpTimestamp());
        assertTrue(reader.next());
        assertEquals(RtcpReader.SOURCE_DESCRIPTION, reader.packetType());
        assertTrue(
                new String(compounds.getFirst(), StandardCharsets.US_ASCII).contains("somebody"));
    }

    /// More packets than fit into one message.
    @Test
    void tellsAllArrivalsHoweverManyMessagesThatTakes() {
        FeedbackRecorder recorder = new FeedbackRecorder();
        recorder.extensionId(3);
        for (int i = 0; i < 900; i++) {
            byte[] bytes = Fixtures.packet(96, i, 90, CAMERA, (byte) 0x10);
            byte[] extended = new byte[bytes.length + 8];
            System.arraycopy(bytes, 0, extended, 0, 12);
            extended[0] |= 0x10;
            extended[12] = (byte) 0xbe;
            extended[13] = (byte) 0xde;
            extended[15] = 1;
            extended[16] = 0x31;
            extended[17] = (byte) (i >> 8);
            extended[18] = (byte) i;
            // Each difference needs two bytes.
            recorder.onPacket(Fixtures.wrap(extended), i * 100_000_000L);
        }
        sender.transportFeedback(recorder, CAMERA);
        int told = 0;
        for (byte[] compound : compounds) {
            assertTrue(compound.length <= LARGEST, "length " + compound.length);
            RtcpReader reader = read(compound);
            TransportFeedback feedback = new TransportFeedback();
            assertTrue(reader.next() && feedback.wrap(reader));
            told += feedback.statusCount();
        }
        assertTrue(compounds.size() > 1, compounds.size() + " messages");
        assertEquals(900, told);
    }

    @Test
    void nobodyToSendToCostsNoMemory() {
        transmitter.writable(false);
        sender.nack(camera, 1, 0);
        sender.keyframe(camera, false, 0);
        sender.receiverReport(camera, 0, 0);
        sender.flush();
        assertEquals(0, compounds.size());
        assertEquals(0, slab.usedBytes());
    }
}
