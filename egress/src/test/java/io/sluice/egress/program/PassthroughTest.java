package io.sluice.egress.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.egress.control.Scene;
import io.sluice.egress.control.Seat;
import io.sluice.egress.control.VideoSettings;
import io.sluice.egress.control.WorkerCommand.Start;
import io.sluice.egress.decode.Libav;
import io.sluice.egress.passthrough.PassthroughEngine;
import io.sluice.egress.testing.Arrival;
import io.sluice.egress.testing.Publisher;
import io.sluice.egress.testing.Viewer;
import io.sluice.rtp.Bytes;
import io.sluice.rtp.codec.Codec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// One participant's H.264 as it came, seen as a player sees it.
final class PassthroughTest {
    private static final long START = 1_000_000_000_000L;
    private static final long SECOND = 1_000_000_000L;

    private final Replay replay = new Replay();
    private final Viewer viewer = new Viewer(new int[] {320, 180});

    @BeforeAll
    static void quiet() {
        Libav.quiet();
    }

    private PassthroughEngine engine() {
        Start start =
                new Start(true, VideoSettings.hd(), 128_000, 100, List.of(), Scene.grid(), START);
        PassthroughEngine engine = new PassthroughEngine(start, START, viewer, replay);
        engine.people(List.of(new Seat("p", "", 0, true, Seat.NONE)));
        return engine;
    }

    @Test
    void pictureAndSoundGoOutTogether() {
        Publisher publisher = new Publisher(0, Codec.H264, 640, 360, 80, 90, 200, 1000);
        replay.add(publisher.publish(START, 4.5, 1));
        replay.run(engine(), START + 4 * SECOND);

        assertTrue(viewer.pictureNanos().size() > 110, "" + viewer.pictureNanos().size());
        assertEquals(80, viewer.colour(0, 1.8)[0], 8);
        assertEquals(1, viewer.configs());
        List<Double> flashes = viewer.flashes(0, 170);
        List<Double> beeps = viewer.beeps(0.05);
        double flash = flashes.getLast();
        double beep = beeps.getLast();
        assertTrue(Math.abs(flash - beep) < 0.045, flashes + " " + beeps);
    }

    @Test
    void whatIsNotH264IsRefusedInWords() {
        replay.add(
                new Publisher(0, Codec.VP8, 320, 180, 80, 90, 200, 1000)
                        .steady()
                        .publish(START, 1, 1));
        replay.run(engine(), START + SECOND);
        assertEquals(List.of("the participant sends VP8, not H.264"), replay.failures);
        assertEquals(0, viewer.pictureNanos().size());
    }

    @Test
    void afterALossItGoesOnAtAKeyframe() {
        Publisher publisher =
                new Publisher(0, Codec.H264, 640, 360, 80, 90, 200, 1000).steady().keyframeEach(1);
        replay.add(publisher.publish(START, 4.5, 1));
        replay.lost =
                arrival ->
                        arrival.isVideo()
                                && arrival.nanos > START + 3 * SECOND / 2
                                && arrival.nanos < START + 8 * SECOND / 5;
        replay.run(engine(), START + 4 * SECOND);

        assertTrue(replay.keyframeRequests.contains(1));
        assertEquals(80, viewer.colour(0, 3.8)[0], 8);
        assertTrue(viewer.keyframeNanos().size() >= 3);
    }

    /// In the order in which an encoder with B-frames sends: 0 3 1 2 6 4 5 …
    private static void withBFrames(List<Arrival> arrivals) {
        List<Arrival> pictures = Replay.pictures(arrivals);
        List<Long> times = pictures.stream().map(Replay::timestamp).distinct().toList();
        List<Long> sent = new ArrayList<>(times);
        for (int i = 1; i + 2 < sent.size(); i += 3) {
            Collections.rotate(sent.subList(i, i + 3), 1);
        }
        for (Arrival arrival : pictures) {
            int number = times.indexOf(Replay.timestamp(arrival));
            Bytes.put32(arrival.packet, 4, sent.get(number));
        }
    }

    @Test
    void bFramesAreRefusedInWords() {
        List<Arrival> arrivals = steady(0, 640, 360, 80).publish(START, 2, 1);
        withBFrames(arrivals);
        replay.add(arrivals);
        replay.run(engine(), START + SECOND);

        assertEquals(
                List.of("the participant sends pictures out of their order (B-frames)"),
                replay.failures,
                "said once");
        assertTrue(viewer.audioNanos().size() > 0.9 * 48_000 / 1024, "sound goes on");
    }

    private static Publisher steady(int slot, int width, int height, int luma) {
        return new Publisher(slot, Codec.H264, width, height, luma, 90, 200, 1000).steady();
    }

    /// As a browser does when it finds that it has less room, or more.
    @Test
    void picturesOfAnotherSizeGoOutWithTheirOwnParameters() {
        List<Arrival> small = steady(0, 640, 360, 80).publish(START, 2, 1);
        replay.add(small);
        List<Arrival> large = steady(0, 960, 540, 140).publish(START + 2 * SECOND, 2, 2);
        replay.add(Replay.continued(small, large));
        replay.run(engine(), START + 4 * SECOND);

        assertEquals(List.of(), replay.failures);
        assertEquals(2, viewer.configs());
        assertEquals(80, viewer.colour(0, 1.5)[0], 8);
        assertEquals(140, viewer.colour(0, 3.5)[0], 8);
        assertEquals(2, viewer.keyframeNanos().size());
    }

    @Test
    void whileNobodyIsThereSoundGoesOnAndThenTheNextOnesPicture() {
        replay.add(steady(0, 640, 360, 80).publish(START, 2, 1));
        replay.add(steady(1, 640, 360, 140).keyframeEach(1).publish(START + 2 * SECOND, 4, 2));
        PassthroughEngine engine = engine();
        replay.at(START + 2 * SECOND, () -> engine.people(List.of()));
        replay.at(
                START + 7 * SECOND / 2,
                () -> engine.people(List.of(new Seat("q", "", 1, true, Seat.NONE))));
        replay.run(engine, START + 5 * SECOND);

        assertEquals(List.of(), replay.failures);
        List<Long> times = viewer.pictureNanos();
        long alone = times.stream().filter(t -> t > 2 * SECOND && t < 7 * SECOND / 2).count();
        assertEquals(0, alone);
        assertEquals(80, viewer.colour(0, 1.5)[0], 8);
        assertEquals(140, viewer.colour(0, 4.8)[0], 8);
        assertTrue(viewer.audioNanos().size() > 4.5 * 48_000 / 1024);
        assertTrue(replay.keyframeRequests.contains(3));
    }
}
