package io.sluice.sfu.receive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.rtp.RtpHeaderWriter;
import io.sluice.rtp.RtpPacket;
import io.sluice.rtp.buffer.PacketSlab;
import io.sluice.sfu.api.EncodingParameters;
import io.sluice.sfu.api.SendSection;
import io.sluice.sfu.observe.Counters;
import io.sluice.sfu.observe.DropReason;
import io.sluice.sfu.sim.Fixtures;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class StreamDemuxerTest implements StreamDemuxer.Output {
    private static final long UNKNOWN = EncodingParameters.UNKNOWN;
    private static final int MID = 4;
    private static final int RID = 10;
    private static final int REPAIRED_RID = 11;
    private static final int VP8 = 96;
    private static final int VP8_RTX = 97;
    private static final int OPUS = 111;

    private final Arena arena = Arena.ofConfined();
    private final PacketSlab slab = new PacketSlab(arena, 1 << 20);
    private final Counters counters = new Counters();
    private final StreamDemuxer demuxer = new StreamDemuxer(counters);
    private final List<String> opened = new ArrayList<>();
    private final List<IncomingRtpStream> closed = new ArrayList<>();

    private final SendSection microphone = Fixtures.microphone("0", UNKNOWN);
    private final SendSection camera =
            Fixtures.camera("1", List.of(new EncodingParameters("", UNKNOWN, UNKNOWN)));
    private final SendSection simulcast =
            Fixtures.camera(
                    "1",
                    List.of(
                            new EncodingParameters("l", UNKNOWN, UNKNOWN),
                            new EncodingParameters("h", UNKNOWN, UNKNOWN)));

    @Override
    public IncomingRtpStream open(SendSection section, int encoding, long ssrc) {
        opened.add(section.mid() + "/" + encoding);
        return new IncomingRtpStream(
                section, ssrc, new ParticipantClock(), slab, new HistoryBudget(1000), counters);
    }

    @Override
    public void closed(IncomingRtpStream stream) {
        closed.add(stream);
        stream.close();
    }

    @AfterEach
    void free() {
        arena.close();
    }

    private void sections(SendSection... sections) {
        demuxer.sections(List.of(sections), this);
    }

    private @Nullable IncomingRtpStream on(
            int payloadType, long ssrc, Map<Integer, String> extensions) {
        MemorySegment memory = MemorySegment.ofArray(new byte[100]);
        RtpHeaderWriter writer = new RtpHeaderWriter();
        writer.begin(memory, 0, payloadType, false, 1, 1, ssrc);
        extensions.forEach(
                (id, text) -> writer.extension(id, text.getBytes(StandardCharsets.UTF_8)));
        RtpPacket packet = new RtpPacket();
        packet.wrap(memory, 0, writer.finish() + 10);
        return demuxer.streamOf(packet, this);
    }

    @Test
    void theMidDecidesTheFirstTimeAndTheSsrcThen() {
        sections(microphone, camera);
        IncomingRtpStream stream = on(VP8, 11, Map.of(MID, "1"));
        assertNotNull(stream);
        assertSame(stream, on(VP8, 11, Map.of()));
        assertEquals(List.of("1/0"), opened);
    }

    @Test
    void theRidTellsEncodingsApart() {
        sections(simulcast);
        IncomingRtpStream low = on(VP8, 11, Map.of(MID, "1", RID, "l"));
        IncomingRtpStream high = on(VP8, 12, Map.of(MID, "1", RID, "h"));
        assertNotSame(low, high);
        assertSame(high, on(VP8_RTX, 13, Map.of(MID, "1", REPAIRED_RID, "h")));
        assertSame(high, on(VP8_RTX, 13, Map.of()));
        assertEquals(List.of("1/0", "1/1"), opened);
    }

    @Test
    void aSignalledSsrcNeedsNoExtension() {
        sections(
                Fixtures.microphone("0", 5),
                Fixtures.camera("1", List.of(new EncodingParameters("", 6, 7))),
                Fixtures.camera("2", List.of(new EncodingParameters("", 8, 9))));
        IncomingRtpStream stream = on(VP8, 8, Map.of());
        assertNotNull(stream);
        assertEquals("2", stream.section().mid());
        assertSame(stream, on(VP8_RTX, 9, Map.of()));
    }

    @Test
    void thePayloadTypeDecidesWhereNothingElseDoes() {
        sections(microphone, camera);
        IncomingRtpStream stream = on(OPUS, 77, Map.of());
        assertNotNull(stream);
        assertEquals("0", stream.section().mid());
        IncomingRtpStream video = on(VP8, 78, Map.of());
        assertSame(video, on(VP8_RTX, 79, Map.of()));
    }

    @Test
    void whatNothingExplainsIsDropped() {
        sections(microphone, camera, Fixtures.camera("2", camera.encodings()));
        assertNull(on(VP8, 1, Map.of()));
        assertNull(on(VP8, 1, Map.of(MID, "nobody")));
        assertNull(on(33, 1, Map.of(MID, "1")));
        assertNull(on(VP8_RTX, 1, Map.of(MID, "1")));
        assertEquals(2, counters.dropped(DropReason.UNKNOWN_STREAM));
        assertEquals(1, counters.dropped(DropReason.UNKNOWN_PAYLOAD_TYPE));
        assertEquals(1, counters.dropped(DropReason.RTX_UNMATCHED));
    }

    @Test
    void anotherSsrcReplacesTheStreamForGood() {
        sections(camera);
        IncomingRtpStream first = on(VP8, 11, Map.of(MID, "1"));
        IncomingRtpStream second = on(VP8, 12, Map.of(MID, "1"));
        assertNotSame(first, second);
        assertEquals(first, closed.getFirst());
        assertNull(on(VP8, 11, Map.of(MID, "1")));
        assertSame(second, on(VP8, 12, Map.of()));
    }

    @Test
    void atMostSixtyFourSsrcsAreRemembered() {
        sections(camera);
        for (int ssrc = 1; ssrc <= 70; ssrc++) {
            on(VP8, ssrc, Map.of(MID, "1"));
        }
        assertEquals(64, opened.size());
        assertEquals(6, counters.dropped(DropReason.TOO_MANY_STREAMS));
    }

    @Test
    void aNewNegotiationKeepsWhatIsStillThere() {
        sections(microphone, camera);
        IncomingRtpStream audio = on(OPUS, 1, Map.of(MID, "0"));
        IncomingRtpStream video = on(VP8, 2, Map.of(MID, "1"));
        sections(microphone);
        assertEquals(video, closed.getFirst());
        assertSame(audio, on(OPUS, 1, Map.of()));
        assertNull(on(VP8, 2, Map.of()));
        sections(microphone, camera);
        assertNotNull(on(VP8, 2, Map.of(MID, "1")));
        assertTrue(opened.size() == 3, opened.toString());
    }

    @Test
    void allocatesNothingPerPacket() {
        sections(simulcast);
        byte[] bytes = Fixtures.packet(VP8, 1, 1, 12, new byte[10]);
        RtpPacket packet = Fixtures.wrap(bytes);
        on(VP8, 11, Map.of(MID, "1", RID, "l"));
        on(VP8, 12, Map.of(MID, "1", RID, "h"));
        double allocated =
                Fixtures.allocatedPerCall(() -> {
                    if (demuxer.streamOf(packet, this) == null) {
                        throw new AssertionError("dropped");
                    }
                });
        assertTrue(allocated < Fixtures.NOTHING, allocated + " bytes");
    }
}
