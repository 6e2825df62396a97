package io.sluice.sfu.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.rtp.codec.Codec;
import io.sluice.sfu.sim.Scalability;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The layers of one encoding, chosen while it goes on: what arrives can always be decoded, and its
/// numbers go on.
final class LayersTest {
    private static final long SECOND = 1_000_000_000L;
    private static final int ALL = LayerSelector.ALL;

    record Stream(
            Codec codec, boolean descriptors, Scalability mode, boolean flexible, double loss) {}

    static List<Stream> streams() {
        List<Stream> streams = new ArrayList<>();
        for (double loss : new double[] {0, 0.05}) {
            streams.add(new Stream(Codec.VP8, false, Scalability.L1T3, false, loss));
            streams.add(new Stream(Codec.VP8, true, Scalability.L1T3, false, loss));
            streams.add(new Stream(Codec.H264, false, Scalability.L1T1, false, loss));
            streams.add(new Stream(Codec.AV1, true, Scalability.L1T3, false, loss));
            streams.add(new Stream(Codec.AV1, true, Scalability.L3T1_KEY, false, loss));
            streams.add(new Stream(Codec.AV1, true, Scalability.L3T3_KEY, false, loss));
            streams.add(new Stream(Codec.AV1, true, Scalability.L3T3, false, loss));
            for (boolean flexible : new boolean[] {false, true}) {
                for (Scalability mode : Scalability.values()) {
                    streams.add(new Stream(Codec.VP9, false, mode, flexible, loss));
                }
            }
            streams.add(new Stream(Codec.VP9, true, Scalability.L3T3_KEY, false, loss));
        }
        return streams;
    }

    /// Invariant: whatever layers are allowed when, no frame arrives without what it refers to, the
    /// marker ends each picture, and numbers have holes only where the source's own do.
    @ParameterizedTest(name = "{0}")
    @MethodSource("streams")
    void randomChangesShowNothingThatCannotBeDecoded(Stream stream) {
        limitAtRandom(stream, stream.toString().hashCode() & 0xffff); // the same in each run
    }

    /// Regression: a lower picture was taken for intact whose only frame to be left out was lost.
    @ParameterizedTest
    @ValueSource(longs = {15, 349, 592, 1167})
    void whatIsLostCanBeOfAFrameThatIsLeftOut(long seed) {
        limitAtRandom(new Stream(Codec.VP9, true, Scalability.L3T3_KEY, false, 0.05), seed);
    }

    private static void limitAtRandom(Stream stream, long seed) {
        Random random = new Random(seed);
        try (Road road = new Road(seed, stream.loss)) {
            show(road, stream);
            for (int change = 0; change < 60; change++) {
                road.limit(random.nextInt(-1, 4), random.nextInt(-1, 4));
                road.run(random.nextLong(20_000_000, 600_000_000));
            }
            road.limit(ALL, ALL);
            road.calm();
            road.run(4 * SECOND);
            assertEquals(
                    layers(stream.mode.name(), 1), road.checker().layers(20), "all of it, at last");
            assertEquals(0, road.missing());
            assertEquals(List.of(), road.problems());
            assertTrue(road.completeFrames() > 150, "frames: " + road.completeFrames());
        }
    }

    private static void show(Road road, Stream stream) {
        int width = 640;
        road.show(
                road.camera(stream.codec, stream.descriptors, stream.mode, stream.flexible, width));
    }

    /// The highest layers of a mode, `LxTy`.
    private static String layers(String mode, int less) {
        int spatial = mode.charAt(1) - '0' - less;
        int temporal = mode.charAt(3) - '0' - less;
        return "S" + spatial + "T" + temporal;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void onlyTheLayersAllowedAreSent(boolean descriptors) {
        try (Road road = new Road(3, 0)) {
            road.limit(1, 1);
            road.show(road.camera(Codec.VP9, descriptors, Scalability.L3T3_KEY, false, 640));
            road.run(3 * SECOND);
            assertEquals("S1T1", road.checker().layers(60));
            assertEquals("S1T1", road.shownLayers());
            assertEquals(List.of(), road.problems());
        }
    }

    /// Fewer pictures can be had at once, a smaller one only with a keyframe, which is asked for.
    @ParameterizedTest
    @EnumSource(
            value = Codec.class,
            names = {"VP9", "AV1"})
    void whereLayersMeetOnKeyframesADropIsFirstInTimeThenInSize(Codec codec) {
        try (Road road = new Road(5, 0)) {
            road.show(road.camera(codec, codec == Codec.AV1, Scalability.L3T3_KEY, false, 640));
            road.run(2 * SECOND);
            assertEquals("S2T2", road.checker().layers(8));
            road.limit(0, 0);
            road.run(SECOND);
            assertEquals("S0T0", road.checker().layers(4));
            assertEquals(List.of(), road.problems());
        }
    }

    /// Where the lower layers were sent all along, no keyframe is needed to go down.
    @Test
    void whereLayersAreSentTogetherADropIsImmediate() {
        try (Road road = new Road(6, 0)) {
            Road.Camera camera = road.camera(Codec.VP9, false, Scalability.L3T3, true, 640);
            road.show(camera);
            road.run(2 * SECOND);
            int keyframes = camera.keyframesAsked();
            road.limit(1, 2);
            road.run(200_000_000);
            assertEquals("S1T2", road.checker().layers(4));
            assertEquals(keyframes, camera.keyframesAsked());
            road.limit(ALL, ALL);
            road.run(SECOND);
            assertEquals("S2T2", road.checker().layers(4));
            assertTrue(camera.keyframesAsked() > keyframes);
            assertEquals(List.of(), road.problems());
        }
    }

    @Test
    void allTemporalLayersComeBackWithoutAKeyframe() {
        try (Road road = new Road(7, 0)) {
            Road.Camera camera = road.camera(Codec.VP8, false, Scalability.L1T3, false, 640);
            road.show(camera);
            road.run(SECOND);
            int keyframes = camera.keyframesAsked();
            road.limit(ALL, 0);
            road.run(SECOND);
            assertEquals("S0T0", road.checker().layers(4));
            road.limit(ALL, ALL);
            road.run(SECOND);
            assertEquals("S0T2", road.checker().layers(4));
            assertEquals(keyframes, camera.keyframesAsked());
            assertEquals(List.of(), road.problems());
        }
    }
}
