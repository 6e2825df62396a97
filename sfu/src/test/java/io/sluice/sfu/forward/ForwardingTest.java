package io.sluice.sfu.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.rtp.codec.Codec;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The whole road of one slot half, from the sender's packets to the receiver's decoder.
final class ForwardingTest {
    private static final long SECOND = 1_000_000_000L;

    /// Invariant: whatever the network does, every packet is repaired in time and fits.
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void repairsEverythingOnARoadThatLosesAndReorders(long seed) {
        try (Road road = new Road(seed, 0.1)) {
            Road.Camera a = road.camera(Codec.VP8, false, 3);
            road.show(a);
            road.run(10 * SECOND);
            assertEquals(0, road.missing());
            assertEquals(List.of(), road.problems());
            assertTrue(road.completeFrames() > 240, "frames: " + road.completeFrames());
        }
    }

    /// Invariant: changing the source among all codecs never shows a broken picture.
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {11, 12, 13, 14, 15, 16})
    void changesTheSourceAcrossCodecsOnALossyRoad(long seed) {
        try (Road road = new Road(seed, 0.1)) {
            List<Road.Camera> cameras =
                    List.of(
                            road.camera(Codec.VP8, false, 1),
                            road.camera(Codec.VP8, false, 3),
                            road.camera(Codec.H264, false, 1),
                            road.camera(Codec.VP9, false, 1),
                            road.camera(Codec.AV1, true, 1));
            for (int round = 0; round < 2; round++) {
                for (Road.Camera camera : cameras) {
                    road.show(camera);
                    road.run(2 * SECOND);
                }
            }
            assertEquals(0, road.missing());
            assertEquals(List.of(), road.problems());
            assertEquals(10, road.checker().sources().size());
            assertTrue(road.completeFrames() > 500, "frames: " + road.completeFrames());
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Codec.class,
            names = {"VP8", "VP9", "H264", "AV1"})
    void forwardsEachCodecWithoutAGap(Codec codec) {
        try (Road road = new Road(21, 0)) {
            road.show(road.camera(codec, false, 1));
            road.run(3 * SECOND);
            assertEquals(0, road.missing());
            assertEquals(List.of(), road.problems());
            assertTrue(road.completeFrames() >= 85, "frames: " + road.completeFrames());
        }
    }

    @Test
    void repeatsTheFirstHeaderWhereThereIsNoRtx() {
        try (Road road = new Road(31, 0.1).withoutRtx()) {
            road.show(road.camera(Codec.VP8, false, 3));
            road.run(5 * SECOND);
            // The transmitter fails on any number that is used for other bytes.
            assertEquals(0, road.missing());
            assertEquals(List.of(), road.problems());
        }
    }

    @Test
    void goesOnAfterAPauseOfTheSource() {
        try (Road road = new Road(41, 0)) {
            Road.Camera camera = road.camera(Codec.VP8, false, 1);
            road.show(camera);
            road.run(SECOND);
            camera.paused = true;
            road.run(20 * SECOND);
            camera.paused = false;
            road.run(SECOND);
            assertEquals(0, road.missing());
            assertEquals(List.of(), road.problems());
        }
    }

    @Test
    void beginsAgainWithAKeyframeWhenTheReceiverWasAway() {
        try (Road road = new Road(51, 0)) {
            road.show(road.camera(Codec.VP8, false, 3));
            road.run(SECOND);
            road.transmitter.writable(false);
            road.run(SECOND);
            road.transmitter.writable(true);
            road.run(SECOND);
            assertEquals(0, road.missing());
            assertEquals(2, road.switches);
            assertTrue(road.completeFrames() > 55, "frames: " + road.completeFrames());
        }
    }
}
