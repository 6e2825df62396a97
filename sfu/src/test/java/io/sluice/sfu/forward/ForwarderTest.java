package io.sluice.sfu.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.rtp.RtpPacket;
import io.sluice.rtp.buffer.PacketCell;
import io.sluice.rtp.buffer.PacketSlab;
import io.sluice.rtp.codec.Codec;
import io.sluice.rtp.rtcp.RtcpReader;
import io.sluice.rtp.rtcp.SenderReport;
import io.sluice.sfu.api.CodecParameters;
import io.sluice.sfu.api.EncodingParameters;
import io.sluice.sfu.api.SlotSection;
import io.sluice.sfu.observe.Counters;
import io.sluice.sfu.observe.DropReason;
import io.sluice.sfu.receive.HistoryBudget;
import io.sluice.sfu.receive.IncomingRtpStream;
import io.sluice.sfu.receive.MediaPacket;
import io.sluice.sfu.receive.ParticipantClock;
import io.sluice.sfu.send.OutgoingRtpStream;
import io.sluice.sfu.send.Pacer;
import io.sluice.sfu.send.PacketScratch;
import io.sluice.sfu.send.RtcpSender;
import io.sluice.sfu.send.ServerClock;
import io.sluice.sfu.sim.AudioSource;
import io.sluice.sfu.sim.Fixtures;
import io.sluice.sfu.sim.MediaClock;
import io.sluice.sfu.sim.PacketWriter;
import io.sluice.sfu.sim.RecordingTransmitter;
import io.sluice.sfu.sim.Truth;
import io.sluice.sfu.time.Timed;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ForwarderTest implements IncomingRtpStream.Output, Forwarder.Output {
    private static final byte[] VP8_KEYFRAME = {0x10, 0, 0, 0, (byte) 0x9d, 1, 0x2a, 64, 1, 64, 1};
    private static final byte[] VP8_DELTA = {0x10, 1, 2, 3};
    private static final byte[] H264_SPS = {
        0x67, 0x42, (byte) 0xe0, 0x1f, (byte) 0xda, 0x02, (byte) 0x80, (byte) 0xc9
    };

    private final Arena arena = Arena.ofConfined();
    private final PacketSlab slab = new PacketSlab(arena, 8 << 20);
    private final HistoryBudget budget = new HistoryBudget(4 << 20);
    private final Counters counters = new Counters();
    private final List<RtpPacket> sent = new ArrayList<>();
    private final List<byte[]> reports = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private final RecordingTransmitter transmitter =
            new RecordingTransmitter(slab, packet -> sent.add(Fixtures.wrap(packet)), reports::add);
    private final Forwarder video = forwarder(Fixtures.videoSlot(121, List.of()));
    private final Forwarder audio = forwarder(Fixtures.audioSlot(CodecParameters.NONE, List.of()));
    private Forwarder active = video;
    private @Nullable List<MediaPacket> keeps;

    private Forwarder forwarder(SlotSection section) {
        return new Forwarder(
                new OutgoingRtpStream(
                        section,
                        500,
                        501,
                        10,
                        10,
                        Pacer.immediate(),
                        new PacketScratch(arena),
                        transmitter,
                        counters),
                new ServerClock(3_900_000_000L, 0),
                new RtcpSender(transmitter, 1),
                new byte[] {'s'},
                1000);
    }

    @AfterEach
    void free() {
        arena.close();
    }

    @Override
    public void onMedia(IncomingRtpStream stream, MediaPacket packet, long nowNanos) {
        if (keeps != null) {
            keeps.add(packet);
            stream.exchange(new MediaPacket());
            return;
        }
        active.onMedia(stream, packet, nowNanos, this);
    }

    @Override
    public void onEmpty(IncomingRtpStream stream, long sequence, long nowNanos) {
        active.onEmpty(stream, sequence, nowNanos);
    }

    @Override
    public void keyframeRequested(IncomingRtpStream stream) {}

    @Override
    public void switched(IncomingRtpStream stream, Codec codec) {
        told.add("shows " + stream.ssrc() + " " + codec);
    }

    @Override
    public void unsupported(IncomingRtpStream stream, Codec codec) {
        told.add("cannot show " + stream.ssrc() + " " + codec);
    }

    private IncomingRtpStream camera(long ssrc) {
        return new IncomingRtpStream(
                Fixtures.camera("1", List.of(new EncodingParameters("", ssrc, ssrc + 1))),
                ssrc,
                new ParticipantClock(),
                slab,
                budget,
                counters);
    }

    private IncomingRtpStream microphone(long ssrc) {
        return new IncomingRtpStream(
                Fixtures.microphone("0", ssrc),
                ssrc,
                new ParticipantClock(),
                slab,
                budget,
                counters);
    }

    private static long millis(long millis) {
        return millis * 1_000_000;
    }

    private void on(IncomingRtpStream stream, byte[] bytes, long nowNanos) {
        PacketCell cell = Fixtures.cell(slab, bytes);
        RtpPacket packet = new RtpPacket();
        packet.wrap(cell.segment(), 0, bytes.length);
        if (!stream.onPacket(cell, packet, nowNanos, this)) {
            slab.give(cell);
        }
    }

    /// One packet that is a whole picture.
    private void picture(IncomingRtpStream stream, int number, byte[] payload, long millis) {
        byte[] bytes = Fixtures.packet(96, number, 90 * millis, stream.ssrc(), payload);
        bytes[1] |= (byte) 0x80;
        on(stream, bytes, millis(millis));
    }

    private List<Integer> numbers() {
        return sent.stream().map(RtpPacket::sequenceNumber).toList();
    }

    @Test
    void showsTheOldSourceUntilTheNewOnesKeyframe() {
        IncomingRtpStream anna = camera(50);
        IncomingRtpStream ben = camera(60);
        video.select(anna, 0, this);
        picture(anna, 1, VP8_DELTA, 0);
        assertEquals(0, sent.size());
        picture(anna, 2, VP8_KEYFRAME, 10);
        video.select(ben, millis(15), this);
        assertEquals(millis(15), ben.deadlineNanos());
        picture(ben, 700, VP8_DELTA, 16);
        picture(anna, 3, VP8_DELTA, 40);
        picture(ben, 701, VP8_KEYFRAME, 50);
        picture(anna, 4, VP8_DELTA, 70);
        picture(ben, 702, VP8_DELTA, 80);
        assertEquals(List.of(10, 11, 12, 13), numbers());
        assertEquals(List.of("shows 50 VP8", "shows 60 VP8"), told);
        assertEquals(1000 + 30 * 90 + 10 * 90, sent.get(2).timestamp());
    }

    @Test
    void aLatePacketOfTheOldSourceStillFindsItsPlace() {
        IncomingRtpStream anna = camera(50);
        IncomingRtpStream ben = camera(60);
        video.select(anna, 0, this);
        picture(anna, 1, VP8_KEYFRAME, 0);
        picture(anna, 3, VP8_DELTA, 66);
        video.select(ben, millis(70), this);
        picture(ben, 9, VP8_KEYFRAME, 75);
        picture(anna, 2, VP8_DELTA, 90);
        picture(anna, 4, VP8_DELTA, 99);
        assertEquals(List.of(10, 12, 13, 11), numbers());
    }

    @Test
    void aRepairedFirstPacketBringsWhatCameBehindIt() {
        IncomingRtpStream anna = camera(50);
        picture(anna, 1, VP8_DELTA, 0);
        video.select(anna, 0, this);
        picture(anna, 3, VP8_DELTA, 20);
        picture(anna, 4, VP8_DELTA, 30);
        assertEquals(0, sent.size());
        picture(anna, 2, VP8_KEYFRAME, 40);
        assertEquals(List.of(10, 11, 12), numbers());
    }

    /// In a duty cycle in which several packets came, each is in the history before the first has
    /// its turn.
    @Test
    void whatWasReadAheadFromTheHistoryIsNotSentAgainInItsTurn() {
        IncomingRtpStream anna = camera(50);
        video.select(anna, 0, this);
        List<MediaPacket> waiting = new ArrayList<>();
        keeps = waiting;
        picture(anna, 1, VP8_KEYFRAME, 0);
        picture(anna, 2, VP8_DELTA, 10);
        picture(anna, 4, VP8_DELTA, 20);
        keeps = null;
        for (MediaPacket packet : waiting) {
            video.onMedia(anna, packet, millis(20), this);
        }
        assertEquals(List.of(10, 11, 13), numbers());
        assertEquals(0, counters.dropped(DropReason.FORWARD_REPEATED));

        picture(anna, 3, VP8_DELTA, 30);
        assertEquals(List.of(10, 11, 13, 12), numbers(), "what came later has its place");
    }

    @Test
    void whatHoldsNoMediaLeavesNoGap() {
        IncomingRtpStream anna = camera(50);
        video.select(anna, 0, this);
        picture(anna, 1, VP8_KEYFRAME, 0);
        on(anna, Fixtures.packet(96, 2, 0, 50), millis(1));
        picture(anna, 3, VP8_DELTA, 33);
        picture(anna, 5, VP8_DELTA, 66);
        on(anna, Fixtures.packet(96, 4, 0, 50), millis(70));
        // The number of the fourth was kept, so it is filled.
        assertEquals(List.of(10, 11, 13, 12), numbers());
        assertEquals(0, sent.getLast().payloadLength());
    }

    @Test
    void aCodecTheReceiverHasNotIsToldOnce() {
        IncomingRtpStream anna = camera(50);
        video.select(anna, 0, this);
        for (int i = 0; i < 3; i++) {
            on(anna, Fixtures.packet(108, i, 0, 50, H264_SPS), millis(i));
        }
        assertEquals(0, sent.size());
        assertEquals(List.of("cannot show 50 H264"), told);
    }

    @Test
    void reportsAtEachChangeAndEverySecondOnTheServersClock() {
        IncomingRtpStream anna = camera(50);
        anna.onSenderReport(77L << 32, 5000, millis(0));
        video.select(anna, 0, this);
        picture(anna, 1, VP8_KEYFRAME, 100);
        assertEquals(1, reports.size());
        assertEquals(millis(1100), video.deadlineNanos());
        video.onDeadline(millis(1100));
        assertEquals(2, reports.size());
        SenderReport report = new SenderReport();
        RtcpReader reader = new RtcpReader();
        byte[] last = reports.getLast();
        assertTrue(reader.wrap(MemorySegment.ofArray(last), 0, last.length) && reader.next());
        assertTrue(report.wrap(reader));
        assertEquals(new ServerClock(3_900_000_000L, 0).ntp(millis(1100)), report.ntpTime());
        // Source time 5000 was the server's 0 ms; the picture of 9000 went out as 1000.
        assertEquals(5000 + 1100 * 90 - 9000 + 1000, report.rtpTimestamp());
        video.select(null, millis(1200), this);
        assertEquals(Timed.NEVER, video.deadlineNanos());
    }

    @Test
    void theFirstReportOfAFreshSourceIsPassedOnAtOnce() {
        IncomingRtpStream anna = camera(50);
        video.select(anna, 0, this);
        picture(anna, 1, VP8_KEYFRAME, 100);
        assertEquals(0, reports.size());
        anna.onSenderReport(77L << 32, 5000, millis(120));
        picture(anna, 2, VP8_DELTA, 133);
        assertEquals(1, reports.size());
    }

    /// Invariant: however often the speaker changes, audio packets never overlap, steps are whole
    /// frames, and numbers have no gap.
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void audioChangesAtOnceWithoutOverlap(long seed) {
        active = audio;
        Random random = new Random(seed);
        List<IncomingRtpStream> streams = new ArrayList<>();
        List<AudioSource> sources = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            streams.add(microphone(50 + i));
            sources.add(
                    new AudioSource(
                            new PacketWriter(
                                    50 + i, 111, random.nextInt(1 << 16), "0", List.of(), () -> 0),
                            new MediaClock(48_000, random.nextInt() & 0xffff_ffffL, 0),
                            20));
        }
        long phase = millis(7);
        for (int tick = 0; tick < 2000; tick++) {
            if (tick % 40 == 0) {
                audio.select(streams.get(random.nextInt(3)), millis(20L * tick), this);
            }
            for (int i = 0; i < 3; i++) {
                long now = millis(20L * tick) + i * phase + random.nextLong(millis(3));
                on(streams.get(i), sources.get(i).frame(now, 20), now);
            }
        }
        assertTrue(sent.size() > 1900, "sent " + sent.size());
        for (int i = 1; i < sent.size(); i++) {
            int step = (int) sent.get(i).timestamp() - (int) sent.get(i - 1).timestamp();
            assertTrue(step > 0 && step % 960 == 0, "step " + step);
            assertEquals(
                    (sent.get(i - 1).sequenceNumber() + 1) & 0xffff, sent.get(i).sequenceNumber());
            assertTrue(Truth.of(sent.get(i)).isPresent());
        }
        long elapsed = sent.getLast().timestamp() - sent.getFirst().timestamp();
        assertEquals(2000 * 960.0, (double) elapsed, 3 * 960.0);
    }

    @Test
    void aKeyframeRequestOfTheReceiverReachesTheSource() {
        IncomingRtpStream anna = camera(50);
        video.select(anna, 0, this);
        picture(anna, 1, VP8_KEYFRAME, 100);
        assertEquals(Timed.NEVER, anna.deadlineNanos());
        video.onKeyframeRequest(millis(3000), this);
        assertEquals(millis(3000), anna.deadlineNanos());
    }

    @Test
    void aSourceThatEndedIsNotReportedAnyMore() {
        IncomingRtpStream anna = camera(50);
        anna.onSenderReport(77L << 32, 5000, millis(0));
        video.select(anna, 0, this);
        picture(anna, 1, VP8_KEYFRAME, 100);
        video.onEnded(anna);
        assertEquals(Timed.NEVER, video.deadlineNanos());
        picture(anna, 2, VP8_DELTA, 133);
        assertEquals(1, sent.size());
    }
}
