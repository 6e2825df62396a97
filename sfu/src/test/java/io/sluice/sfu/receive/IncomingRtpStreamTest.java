package io.sluice.sfu.receive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.rtp.Bytes;
import io.sluice.rtp.RtpPacket;
import io.sluice.rtp.buffer.PacketCell;
import io.sluice.rtp.buffer.PacketSlab;
import io.sluice.rtp.codec.Codec;
import io.sluice.sfu.api.EncodingParameters;
import io.sluice.sfu.observe.Counters;
import io.sluice.sfu.observe.DropReason;
import io.sluice.sfu.sim.Fixtures;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class IncomingRtpStreamTest implements IncomingRtpStream.Output, IncomingRtpStream.Feedback {
    private static final long SSRC = 50;
    private static final byte[] VP8 = {0x10, 1, 2, 3, 4, 5, 6, 7, 8, 9};
    private static final byte[] VP8_KEYFRAME = {0x10, 0, 0, 0, (byte) 0x9d, 1, 0x2a, 64, 1, 64, 1};

    private final Arena arena = Arena.ofConfined();
    private final PacketSlab slab = new PacketSlab(arena, 4 << 20);
    private final Counters counters = new Counters();
    private final HistoryBudget budget = new HistoryBudget(2 << 20);
    private final IncomingRtpStream video = stream(true);
    private final IncomingRtpStream audio = stream(false);
    private final List<String> heard = new ArrayList<>();
    private boolean quiet;
    private int number = 100;

    private IncomingRtpStream stream(boolean isVideo) {
        return new IncomingRtpStream(
                isVideo
                        ? Fixtures.camera("1", List.of(new EncodingParameters("", SSRC, 51)))
                        : Fixtures.microphone("0", SSRC),
                SSRC,
                new ParticipantClock(),
                slab,
                budget,
                counters);
    }

    @AfterEach
    void free() {
        arena.close();
    }

    @Override
    public void onMedia(IncomingRtpStream stream, MediaPacket packet, long nowNanos) {
        if (!quiet) {
            heard.add(
                    (packet.sequence() & 0xffff)
                            + " "
                            + packet.codec()
                            + (packet.startsKeyframe() ? " key" : "")
                            + (packet.redundant() ? " red" : ""));
        }
    }

    @Override
    public void onEmpty(IncomingRtpStream stream, long sequence, long nowNanos) {
        heard.add((sequence & 0xffff) + " empty");
    }

    @Override
    public void nack(IncomingRtpStream stream, int packetId, int bitmask) {
        heard.add("nack " + packetId + " " + Integer.toBinaryString(bitmask));
    }

    @Override
    public void keyframe(IncomingRtpStream stream, boolean fullIntraRequest, int commandNumber) {
        heard.add(fullIntraRequest ? "fir" : "pli");
    }

    private boolean on(IncomingRtpStream stream, byte[] bytes, long millis) {
        PacketCell cell = Fixtures.cell(slab, bytes);
        RtpPacket packet = new RtpPacket();
        assertTrue(packet.wrap(cell.segment(), 0, bytes.length));
        boolean kept = stream.onPacket(cell, packet, millis * 1_000_000, this);
        if (!kept) {
            slab.give(cell);
        }
        return kept;
    }

    private static byte[] rtx(int number, int original, byte[] payload) {
        byte[] wrapped = new byte[payload.length + 2];
        wrapped[0] = (byte) (original >> 8);
        wrapped[1] = (byte) original;
        System.arraycopy(payload, 0, wrapped, 2, payload.length);
        return Fixtures.packet(97, number, 90, 51, wrapped);
    }

    @Test
    void keepsAMediaPacketAndTellsWhatItIs() {
        byte[] large = new byte[600];
        System.arraycopy(VP8_KEYFRAME, 0, large, 0, VP8_KEYFRAME.length);
        assertTrue(on(video, Fixtures.packet(96, 65_535, 90, SSRC, large), 0));
        assertEquals(List.of("65535 VP8 key"), heard);
        assertEquals(Codec.VP8, video.codec());
    }

    @Test
    void aSmallPacketMovesToASmallCell() {
        assertFalse(on(video, Fixtures.packet(96, 1, 90, SSRC, VP8), 0));
        assertEquals(PacketSlab.SMALL_BYTES, slab.usedBytes());
        assertEquals(1, video.history().packets());
    }

    @Test
    void aRetransmissionTakesItsOldPlace() {
        on(video, Fixtures.packet(96, 1, 90, SSRC, VP8), 0);
        on(video, Fixtures.packet(96, 3, 90, SSRC, VP8), 0);
        on(video, rtx(900, 2, VP8), 5);
        assertEquals(List.of("1 VP8", "3 VP8", "2 VP8"), heard);
        PacketCell cell = video.history().cell((1 << 16) + 2);
        assertNotNull(cell);
        RtpPacket restored = new RtpPacket();
        assertTrue(restored.wrap(cell.segment(), cell.offset(), cell.length()));
        assertEquals(2, restored.sequenceNumber());
        assertEquals(96, restored.payloadType());
        assertEquals(SSRC, restored.ssrc());
        assertEquals(VP8.length, restored.payloadLength());
        assertEquals(9, Bytes.unsigned8(restored.segment(), restored.payloadOffset() + 9));
    }

    @Test
    void duplicatesAndProbesGoNoFurther() {
        on(video, Fixtures.packet(96, 1, 90, SSRC, VP8), 0);
        on(video, Fixtures.packet(96, 1, 90, SSRC, VP8), 0);
        on(video, rtx(900, 1, VP8), 0);
        on(video, Fixtures.packet(97, 901, 90, 51), 0);
        assertEquals(List.of("1 VP8"), heard);
        assertEquals(2, counters.dropped(DropReason.RTP_DUPLICATE));
    }

    @Test
    void aPacketWithoutMediaIsTold() {
        on(video, Fixtures.packet(96, 1, 90, SSRC, VP8), 0);
        byte[] padding = Fixtures.packet(96, 2, 90, SSRC, (byte) 0, (byte) 0, (byte) 0, (byte) 4);
        padding[0] |= 0x20;
        on(video, padding, 0);
        on(video, Fixtures.packet(77, 3, 90, SSRC, VP8), 0);
        assertEquals(List.of("1 VP8", "2 empty", "3 empty"), heard);
    }

    @Test
    void asksForMissingPacketsInPairs() {
        on(video, Fixtures.packet(96, 1, 90, SSRC, VP8), 0);
        on(video, Fixtures.packet(96, 5, 90, SSRC, VP8), 0);
        heard.clear();
        video.onDeadline(20_000_000, this);
        assertEquals(List.of("nack 2 11"), heard);
    }

    @Test
    void asksForAKeyframeUntilItComes() {
        video.requestKeyframe(new KeyframeRequester.Receiver(), 0);
        assertEquals(0, video.deadlineNanos());
        video.onDeadline(0, this);
        on(video, Fixtures.packet(96, 1, 90, SSRC, VP8_KEYFRAME), 100);
        video.onDeadline(1_000_000_000, this);
        assertEquals(List.of("pli", "1 VP8 key"), heard);
    }

    @Test
    void aHoleThatIsBeyondRepairAsksForAKeyframe() {
        on(video, Fixtures.packet(96, 1, 90, SSRC, VP8_KEYFRAME), 0);
        on(video, Fixtures.packet(96, 2, 90, SSRC, VP8), 5_000);
        video.onDeadline(5_000_000_000L, this);
        assertFalse(heard.contains("pli"), "a pause without a gap lost nothing");
        on(video, Fixtures.packet(96, 90, 90, SSRC, VP8), 10_000);
        on(video, Fixtures.packet(96, 92, 90, SSRC, VP8), 10_001);
        video.onDeadline(10_000_000_000L, this);
        assertTrue(heard.contains("pli"));

        pass(10_001, 10_100);
        assertEquals(
                List.of("nack 91 0"),
                heard.stream().filter(each -> each.startsWith("nack")).distinct().toList(),
                "pictures of seconds ago would make the next ones late");
    }

    @Test
    void whatIsLetGoAsksForAKeyframeUnlessOneCameSince() {
        on(video, Fixtures.packet(96, 1, 90, SSRC, VP8), 0);
        on(video, Fixtures.packet(96, 3, 90, SSRC, VP8_KEYFRAME), 0);
        on(video, Fixtures.packet(96, 5, 90, SSRC, VP8_KEYFRAME), 500);
        pass(0, 1_400);
        assertFalse(heard.contains("pli"), "a keyframe came after what is missing");
        on(video, Fixtures.packet(96, 7, 90, SSRC, VP8), 1_450);
        pass(1_450, 2_600);
        assertTrue(heard.contains("pli"));
    }

    private void pass(long fromMillis, long toMillis) {
        for (long at = fromMillis; at < toMillis; at += 10) {
            video.onDeadline(at * 1_000_000, this);
        }
    }

    @Test
    void readsThePrimaryBlockOfRedundantAudio() {
        byte opus = (byte) (31 << 3);
        byte[] red = {(byte) (0x80 | 111), 15, 0, 2, 111, opus, 1, opus, 1, 2};
        on(audio, Fixtures.packet(63, 1, 90, SSRC, red), 0);
        on(audio, Fixtures.packet(111, 2, 90, SSRC, opus, (byte) 1), 0);
        assertEquals(List.of("1 OPUS key red", "2 OPUS key"), heard);
    }

    @Test
    void twoStraysInARowAreANewStart() {
        on(video, Fixtures.packet(96, 1, 90, SSRC, VP8), 0);
        on(video, Fixtures.packet(96, 30_000, 90, SSRC, VP8), 1);
        assertEquals(1, heard.size());
        on(video, Fixtures.packet(96, 30_001, 90, SSRC, VP8), 2);
        on(video, Fixtures.packet(96, 30_002, 90, SSRC, VP8), 3);
        assertEquals(List.of("1 VP8", "30001 VP8", "30002 VP8"), heard);
    }

    /// Property: no payload, however broken, does harm.
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void neverFailsOnGarbage(long seed) {
        quiet = true;
        Random random = new Random(seed);
        int[] types = {96, 97, 108, 109, 63, 111};
        for (int i = 0; i < 20_000; i++) {
            byte[] payload = new byte[random.nextInt(40)];
            random.nextBytes(payload);
            int type = types[random.nextInt(types.length)];
            byte[] bytes =
                    Fixtures.packet(
                            type,
                            random.nextInt(50) == 0 ? random.nextInt(1 << 16) : i,
                            random.nextInt(),
                            random.nextInt(3) == 0 ? 51 : SSRC,
                            payload);
            on(type == 63 || type == 111 ? audio : video, bytes, i);
        }
        video.close();
        audio.close();
        assertEquals(0, slab.usedBytes());
    }

    @Test
    void allocatesNothingPerPacket() {
        quiet = true;
        byte[] bytes = Fixtures.packet(96, 0, 90, SSRC, new byte[600]);
        bytes[12] = 0x10;
        RtpPacket packet = new RtpPacket();
        double allocated =
                Fixtures.allocatedPerCall(() -> {
                    number++;
                    bytes[2] = (byte) (number >> 8);
                    bytes[3] = (byte) number;
                    PacketCell cell = Fixtures.cell(slab, bytes);
                    packet.wrap(cell.segment(), 0, bytes.length);
                    if (!video.onPacket(cell, packet, number * 1_000_000L, this)) {
                        slab.give(cell);
                    }
                });
        assertTrue(allocated < Fixtures.NOTHING, allocated + " bytes");
    }
}
