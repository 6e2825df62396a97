package io.sluice.sfu.receive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.rtp.HeaderExtensionType;
import io.sluice.rtp.RtpPacket;
import io.sluice.rtp.buffer.PacketCell;
import io.sluice.rtp.buffer.PacketSlab;
import io.sluice.rtp.codec.Codec;
import io.sluice.sfu.api.CodecParameters;
import io.sluice.sfu.api.EncodingParameters;
import io.sluice.sfu.api.HeaderExtension;
import io.sluice.sfu.api.MediaKind;
import io.sluice.sfu.api.SendSection;
import io.sluice.sfu.observe.Counters;
import io.sluice.sfu.sim.Fixtures;
import io.sluice.sfu.sim.MediaClock;
import io.sluice.sfu.sim.PacketWriter;
import io.sluice.sfu.sim.Scalability;
import io.sluice.sfu.sim.Truth;
import io.sluice.sfu.sim.VideoSource;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Three spatial and three temporal layers, for a few seconds.
final class LayerMeterTest {
    private static final int TYPE = 98;
    private static final long SSRC = 10;
    private static final long QUARTER_NANOS = 250_000_000;
    private static final int FRAMES_PER_QUARTER = 8;
    private static final int QUARTERS_PER_SECOND = 4;
    private static final int LAYERS = 3;
    private static final List<HeaderExtension> DESCRIPTOR =
            List.of(new HeaderExtension(HeaderExtensionType.DEPENDENCY_DESCRIPTOR, 5));

    private final Arena arena = Arena.ofConfined();
    private final PacketSlab slab = new PacketSlab(arena, 16 << 20);
    private long nowNanos;

    @AfterEach
    void free() {
        arena.close();
    }

    private IncomingRtpStream stream(Codec codec, boolean descriptors) {
        SendSection section =
                new SendSection(
                        "1",
                        MediaKind.VIDEO,
                        List.of(
                                Fixtures.codec(
                                        codec, TYPE, CodecParameters.NONE, CodecParameters.NONE)),
                        descriptors ? DESCRIPTOR : List.of(),
                        List.of(new EncodingParameters("", SSRC, EncodingParameters.UNKNOWN)));
        return new IncomingRtpStream(
                section,
                SSRC,
                new ParticipantClock(),
                slab,
                new HistoryBudget(8 << 20),
                new Counters());
    }

    /// Sends for a quarter of a second and adds up what a receiver of each layer needs.
    private void send(
            VideoSource source, IncomingRtpStream stream, Scalability mode, long[] needed) {
        boolean key = false;
        for (int i = 0; i < FRAMES_PER_QUARTER; i++) {
            for (byte[] packet : source.frame(nowNanos)) {
                Truth truth = Truth.of(Fixtures.wrap(packet)).orElseThrow();
                key = truth.spatialLayer() == 0 ? truth.keyframe() : key;
                for (int s = 0; s < LAYERS; s++) {
                    for (int t = 0; t < LAYERS; t++) {
                        boolean row =
                                truth.spatialLayer() == s
                                        || (truth.spatialLayer() < s
                                                && (key || mode == Scalability.L3T3));
                        if (row && truth.temporalLayer() <= t) {
                            needed[s * LAYERS + t] += packet.length;
                        }
                    }
                }
                PacketCell cell = Fixtures.cell(slab, packet);
                RtpPacket wrapped = Fixtures.wrap(packet);
                if (!stream.onPacket(cell, wrapped, nowNanos, new Ignored())) {
                    slab.give(cell);
                }
            }
            nowNanos += QUARTER_NANOS / FRAMES_PER_QUARTER;
        }
    }

    @ParameterizedTest
    @CsvSource({
        "VP9, false, L3T3_KEY",
        "VP9, true, L3T3_KEY",
        "AV1, true, L3T3_KEY",
        "VP9, false, L3T3",
        "AV1, true, L3T3"
    })
    void aLayerCostsWhatAReceiverOfItMustBeSent(
            Codec codec, boolean descriptors, Scalability mode) {
        IncomingRtpStream stream = stream(codec, descriptors);
        LayerMeter meter = Objects.requireNonNull(stream.layers());
        assertEquals(0, meter.version());
        VideoSource source =
                new VideoSource(
                        codec,
                        new PacketWriter(SSRC, TYPE, 1, "1", DESCRIPTOR, () -> 0),
                        new MediaClock(90_000, 0, 0),
                        descriptors,
                        mode,
                        false,
                        640,
                        1);
        meter.measure(nowNanos);
        long[] needed = new long[LAYERS * LAYERS];
        for (int quarter = 0; quarter < QUARTERS_PER_SECOND; quarter++) {
            send(source, stream, mode, needed);
            meter.measure(nowNanos);
        }
        assertEquals(LAYERS, meter.spatialLayers());
        assertEquals(LAYERS, meter.temporalLayers());
        assertEquals(160, meter.width(0));
        assertEquals(640, meter.width(2));
        assertEquals(384, meter.height(2));
        for (int s = 0; s < LAYERS; s++) {
            for (int t = 0; t < LAYERS; t++) {
                assertEquals(8 * needed[s * LAYERS + t], meter.bitrateBps(s, t), s + " " + t);
            }
        }
        assertTrue(meter.bitrateBps(2, 2) > meter.bitrateBps(2, 0));
        assertEquals(meter.bitrateBps(2, 2), meter.bitrateBps(9, 9), "all there is");

        // A sender that was told to stop is expected to go on as before.
        long before = meter.bitrateBps(1, 1);
        for (int quarter = 0; quarter < 2 * QUARTERS_PER_SECOND; quarter++) {
            nowNanos += QUARTER_NANOS;
            meter.measure(nowNanos);
        }
        assertEquals(before, meter.bitrateBps(1, 1));
        stream.close();
    }

    private static final class Ignored implements IncomingRtpStream.Output {
        @Override
        public void onMedia(IncomingRtpStream stream, MediaPacket packet, long nowNanos) {}

        @Override
        public void onEmpty(IncomingRtpStream stream, long sequence, long nowNanos) {}
    }
}
