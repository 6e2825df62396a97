package io.sluice.sfu.room;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.rtp.buffer.PacketCell;
import io.sluice.rtp.buffer.PacketSlab;
import io.sluice.rtp.codec.Codec;
import io.sluice.sfu.api.CodecParameters;
import io.sluice.sfu.api.EncodingParameters;
import io.sluice.sfu.api.MediaKind;
import io.sluice.sfu.api.SendSection;
import io.sluice.sfu.observe.Counters;
import io.sluice.sfu.receive.HistoryBudget;
import io.sluice.sfu.receive.IncomingRtpStream;
import io.sluice.sfu.receive.MediaPacket;
import io.sluice.sfu.receive.ParticipantClock;
import io.sluice.sfu.send.RtcpSender;
import io.sluice.sfu.sim.Fixtures;
import io.sluice.sfu.sim.RecordingTransmitter;
import io.sluice.sfu.time.Deadlines;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Three encodings, each with a keyframe of its size when it is heard.
final class LayerLadderTest {
    private static final int VP8 = 96;
    private static final long SECOND = 1_000_000_000L;
    private static final SendSection SECTION =
            new SendSection(
                    "1",
                    MediaKind.VIDEO,
                    List.of(
                            Fixtures.codec(
                                    Codec.VP8, VP8, CodecParameters.NONE, CodecParameters.NONE)),
                    List.of(),
                    List.of(encoding("a"), encoding("b"), encoding("c")));

    private final Arena arena = Arena.ofConfined();
    private final PacketSlab slab = new PacketSlab(arena, 1 << 20);
    private final LayerLadder ladder = new LayerLadder(SECTION.encodings());
    private final EncodingNeed need = new EncodingNeed(3);
    private final List<ReceivedStream> streams = new ArrayList<>();
    private int number = 1;

    private static EncodingParameters encoding(String rid) {
        return new EncodingParameters(rid, EncodingParameters.UNKNOWN, EncodingParameters.UNKNOWN);
    }

    LayerLadderTest() {
        for (int i = 0; i < 3; i++) {
            IncomingRtpStream stream =
                    new IncomingRtpStream(
                            SECTION,
                            10 + i,
                            new ParticipantClock(),
                            slab,
                            new HistoryBudget(1 << 19),
                            new Counters());
            streams.add(
                    new ReceivedStream(
                            stream,
                            i,
                            new Deadlines((failure, _) -> {
                                throw new AssertionError(failure);
                            }),
                            new RtcpSender(new RecordingTransmitter(slab, _ -> {}, _ -> {}), 1),
                            (failure, _) -> {
                                throw new AssertionError(failure);
                            },
                            new Counters()));
        }
    }

    @AfterEach
    void free() {
        streams.forEach(each -> each.stream.close());
        arena.close();
    }

    private boolean hear(int encoding, int width, int height, long nowNanos) {
        ReceivedStream stream = streams.get(encoding);
        byte[] packet =
                Fixtures.packet(
                        VP8,
                        number++,
                        90,
                        10 + encoding,
                        new byte[] {
                            0x10,
                            0,
                            0,
                            0,
                            (byte) 0x9d,
                            1,
                            0x2a,
                            (byte) width,
                            (byte) (width >> 8),
                            (byte) height,
                            (byte) (height >> 8)
                        });
        PacketCell cell = Fixtures.cell(slab, packet);
        boolean kept = stream.stream.onPacket(cell, Fixtures.wrap(packet), nowNanos, new Ignored());
        if (!kept) {
            slab.give(cell);
        }
        return ladder.onPacket(stream);
    }

    @Test
    void sizesThatNobodyHasSeenAreGuessedFromTheOthers() {
        ladder.opened(streams.get(1));
        assertEquals(320, ladder.width(0));
        assertTrue(hear(1, 480, 270, 0));
        assertFalse(hear(1, 480, 270, 1), "nothing new");
        assertEquals(240, ladder.width(0));
        assertEquals(960, ladder.width(2));
        assertEquals(540, ladder.height(2));
    }

    @Test
    void theLargestMayBeNamedFirst() {
        streams.forEach(ladder::opened);
        hear(0, 1280, 720, 0);
        hear(1, 640, 360, 0);
        hear(2, 320, 180, 0);
        assertEquals(320, ladder.width(0));
        assertEquals(1280, ladder.width(2));
        assertEquals(2, ladder.encodingOf(0));
        assertEquals(2, ladder.layerOf(0, 0));
    }

    @Test
    void whatIsNotSentIsReplacedByTheNextBestThatIsAllowed() {
        assertEquals(LayerLadder.NONE, ladder.available(1, 2), "nothing has come");
        ladder.opened(streams.get(0));
        assertEquals(0, ladder.available(2, 2));
        ladder.closed(streams.get(0));
        assertNull(ladder.stream(0));
        ladder.opened(streams.get(2));
        assertSame(streams.get(2), ladder.stream(2));
        assertEquals(2, ladder.available(1, 2));
        assertEquals(LayerLadder.NONE, ladder.available(1, 1), "there is no room for more");
    }

    @Test
    void anEncodingIsSilentWhileAnotherGoesOnOrWhenItWasToldToStop() {
        streams.forEach(ladder::opened);
        hear(0, 320, 180, 0);
        hear(1, 640, 360, 0);
        hear(2, 1280, 720, 0);
        assertFalse(ladder.measure(need, 2 * SECOND), "all are silent: a still picture");
        assertEquals(2, ladder.available(2, 2));
        hear(0, 320, 180, 2 * SECOND);
        assertTrue(ladder.measure(need, 2 * SECOND));
        assertEquals(0, ladder.available(2, 2));
        assertTrue(hear(2, 1280, 720, 3 * SECOND), "it is back");
        assertEquals(2, ladder.available(2, 2));

        need.update(0, 0);
        need.update(0, EncodingNeed.HOLD_NANOS);
        assertTrue(ladder.measure(need, 4 * SECOND));
        assertEquals(2, ladder.available(2, 2), "nothing is sent: wait for what is wanted");
        assertEquals(1, ladder.available(1, 2));
    }

    private static final class Ignored implements IncomingRtpStream.Output {
        @Override
        public void onMedia(IncomingRtpStream stream, MediaPacket packet, long nowNanos) {}

        @Override
        public void onEmpty(IncomingRtpStream stream, long sequence, long nowNanos) {}
    }
}
