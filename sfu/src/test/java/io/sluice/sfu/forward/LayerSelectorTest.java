package io.sluice.sfu.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.rtp.RtpPacket;
import io.sluice.rtp.buffer.PacketCell;
import io.sluice.rtp.buffer.PacketSlab;
import io.sluice.rtp.codec.Codec;
import io.sluice.sfu.api.CodecParameters;
import io.sluice.sfu.api.EncodingParameters;
import io.sluice.sfu.api.MediaKind;
import io.sluice.sfu.api.SendSection;
import io.sluice.sfu.forward.LayerSelector.Decision;
import io.sluice.sfu.observe.Counters;
import io.sluice.sfu.receive.HistoryBudget;
import io.sluice.sfu.receive.IncomingRtpStream;
import io.sluice.sfu.receive.MediaPacket;
import io.sluice.sfu.receive.ParticipantClock;
import io.sluice.sfu.sim.Fixtures;
import java.lang.foreign.Arena;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Sources and layers in VP9, which has both kinds of layers.
final class LayerSelectorTest {
    private static final int VP9 = 98;
    private static final boolean SYNC = true;

    private final Arena arena = Arena.ofConfined();
    private final PacketSlab slab = new PacketSlab(arena, 1 << 20);
    private final LayerSelector selector = new LayerSelector();
    private final IncomingRtpStream anna = camera(10);
    private final IncomingRtpStream ben = camera(20);
    private boolean ends;
    private int number = 1;
    private int timestamp;

    private IncomingRtpStream camera(long ssrc) {
        SendSection section =
                new SendSection(
                        "1",
                        MediaKind.VIDEO,
                        List.of(
                                Fixtures.codec(
                                        Codec.VP9,
                                        VP9,
                                        CodecParameters.NONE,
                                        CodecParameters.NONE)),
                        List.of(),
                        List.of(new EncodingParameters("", ssrc, EncodingParameters.UNKNOWN)));
        return new IncomingRtpStream(
                section,
                ssrc,
                new ParticipantClock(),
                slab,
                new HistoryBudget(1 << 19),
                new Counters());
    }

    @AfterEach
    void free() {
        arena.close();
    }

    /// A frame of one packet (RFC 9628 §4.2).
    private Decision frame(
            IncomingRtpStream from, boolean key, int spatial, int temporal, boolean sync) {
        int flags = 0x20 | (key ? 0 : 0x40) | 0x08 | 0x04;
        timestamp += spatial == 0 ? 3000 : 0;
        int layers = temporal << 5 | (sync ? 0x10 : 0) | spatial << 1;
        return on(from, (byte) flags, (byte) layers, (byte) 0, (byte) 1);
    }

    /// A further packet of a frame.
    private Decision rest(IncomingRtpStream from, int spatial, int temporal) {
        return on(from, (byte) 0x64, (byte) (temporal << 5 | spatial << 1), (byte) 0, (byte) 1);
    }

    private Decision on(IncomingRtpStream from, byte... payload) {
        PacketCell cell =
                Fixtures.cell(
                        slab, Fixtures.packet(VP9, number++, timestamp, from.ssrc(), payload));
        RtpPacket packet = new RtpPacket();
        packet.wrap(cell.segment(), 0, cell.length());
        Decision[] decision = new Decision[1];
        boolean kept =
                from.onPacket(
                        cell,
                        packet,
                        0,
                        new IncomingRtpStream.Output() {
                            @Override
                            public void onMedia(
                                    IncomingRtpStream stream, MediaPacket media, long nowNanos) {
                                decision[0] = selector.decide(stream, media);
                                if (decision[0] == Decision.BEGIN) {
                                    selector.begun(stream);
                                    decision[0] = selector.decide(stream, media);
                                }
                                ends = selector.endsPicture(media);
                            }

                            @Override
                            public void onEmpty(
                                    IncomingRtpStream stream, long sequence, long nowNanos) {}
                        });
        if (!kept) {
            slab.give(cell);
        }
        return decision[0];
    }

    private void show(IncomingRtpStream stream) {
        selector.target(stream);
        assertEquals(Decision.PASS, frame(stream, true, 0, 0, false));
        assertSame(stream, selector.current());
    }

    @Test
    void aSourceBeginsWithAKeyframeAndTheOldOneStaysUntilThen() {
        show(anna);
        selector.target(ben);
        assertEquals(Decision.IGNORE, frame(ben, false, 0, 0, false));
        assertEquals(Decision.PASS, frame(anna, false, 0, 0, false));
        assertEquals(Decision.PASS, frame(ben, true, 0, 0, false));
        assertSame(ben, selector.current());
        assertEquals(Decision.IGNORE, frame(anna, true, 0, 0, false));
    }

    @Test
    void noSourceShowsNothing() {
        show(anna);
        selector.target(null);
        assertNull(selector.current());
        assertEquals(Decision.IGNORE, frame(anna, true, 0, 0, false));
    }

    @Test
    void whatBrokeOffBeginsAnewWithAKeyframe() {
        show(anna);
        selector.interrupt();
        assertEquals(Decision.IGNORE, frame(anna, false, 0, 0, false));
        assertEquals(Decision.PASS, frame(anna, true, 0, 0, false));
    }

    @Test
    void withoutALimitEveryLayerPasses() {
        show(anna);
        assertEquals(Decision.PASS, frame(anna, true, 2, 0, false));
        assertEquals(Decision.PASS, frame(anna, false, 2, 3, false));
    }

    @Test
    void aLowerTemporalLimitHoldsFromTheNextFrame() {
        show(anna);
        assertEquals(Decision.PASS, frame(anna, false, 0, 2, false));
        selector.limit(LayerSelector.ALL, 1);
        assertEquals(Decision.PASS, rest(anna, 0, 2), "a frame is not cut in two");
        assertEquals(Decision.LEAVE_OUT, frame(anna, false, 0, 2, false));
        assertEquals(Decision.LEAVE_OUT, rest(anna, 0, 2));
        assertEquals(Decision.PASS, frame(anna, false, 0, 1, false));
    }

    /// What a higher layer refers to was left out, except where the sender says it was not.
    @Test
    void aHigherTemporalLimitWaitsForAFrameThatCanBeDecoded() {
        selector.limit(LayerSelector.ALL, 0);
        show(anna);
        assertEquals(Decision.LEAVE_OUT, frame(anna, false, 0, 1, false));
        assertEquals(Decision.LEAVE_OUT, frame(anna, false, 0, 2, false));
        selector.limit(LayerSelector.ALL, 2);
        assertEquals(Decision.LEAVE_OUT, frame(anna, false, 0, 1, false));
        assertEquals(Decision.LEAVE_OUT, frame(anna, false, 0, 2, SYNC), "two steps at once");
        assertEquals(Decision.PASS, frame(anna, false, 0, 1, SYNC));
        assertEquals(Decision.LEAVE_OUT, frame(anna, false, 0, 2, false));
        assertEquals(Decision.PASS, frame(anna, false, 0, 2, SYNC));
        assertEquals(Decision.PASS, frame(anna, false, 0, 2, false));
    }

    @Test
    void aHigherTemporalLimitHoldsAtOnceWhileNothingWasLeftOut() {
        selector.limit(LayerSelector.ALL, 0);
        show(anna);
        selector.limit(LayerSelector.ALL, 2);
        assertEquals(Decision.PASS, frame(anna, false, 0, 2, false));
    }

    @Test
    void aRiseStopsAtTheLimit() {
        selector.limit(LayerSelector.ALL, 0);
        show(anna);
        selector.limit(LayerSelector.ALL, 1);
        assertEquals(Decision.PASS, frame(anna, false, 0, 1, SYNC));
        assertEquals(Decision.LEAVE_OUT, frame(anna, false, 0, 2, SYNC));
    }

    @Test
    void aHigherSpatialLimitWaitsForAKeyframe() {
        selector.limit(0, LayerSelector.ALL);
        show(anna);
        assertEquals(Decision.LEAVE_OUT, frame(anna, false, 1, 0, false));
        selector.limit(1, LayerSelector.ALL);
        assertEquals(Decision.LEAVE_OUT, frame(anna, false, 1, 0, SYNC));
        assertEquals(Decision.PASS, frame(anna, true, 0, 0, false));
        assertEquals(Decision.PASS, frame(anna, false, 1, 0, false));
        assertEquals(Decision.LEAVE_OUT, frame(anna, false, 2, 0, false));
    }

    @Test
    void aLowerSpatialLimitHoldsFromTheNextPicture() {
        show(anna);
        selector.limit(0, LayerSelector.ALL);
        assertEquals(Decision.PASS, frame(anna, false, 1, 0, false), "a picture is not cut in two");
        assertEquals(Decision.PASS, frame(anna, false, 0, 0, false));
        assertEquals(Decision.LEAVE_OUT, frame(anna, false, 1, 0, false));
        assertEquals(Decision.PASS, frame(anna, false, 0, 0, false));
    }

    /// The decoder waits for the marker, which stands on a layer that is left out.
    @Test
    void theHighestLayerThatIsShownEndsThePicture() {
        selector.limit(1, LayerSelector.ALL);
        show(anna);
        assertFalse(ends);
        frame(anna, false, 1, 0, false);
        assertTrue(ends);
    }
}
