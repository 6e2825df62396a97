package io.sluice.egress.program;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.egress.control.Layout;
import io.sluice.egress.control.Scene;
import io.sluice.egress.control.Scene.Slate;
import io.sluice.egress.control.Seat;
import io.sluice.egress.control.VideoSettings;
import io.sluice.egress.control.WorkerCommand.Start;
import io.sluice.egress.input.LinkFormat;
import io.sluice.egress.testing.Arrival;
import io.sluice.egress.testing.Publisher;
import io.sluice.egress.testing.Viewer;
import io.sluice.rtp.codec.Codec;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A program made of replayed RTP, seen as a player sees it.
final class ProgramTest {
    private static final long START = 1_000_000_000_000L;
    private static final long SECOND = 1_000_000_000L;
    private static final int DELAY_MILLIS = 150;

    private static final int[][] QUARTERS = {{320, 180}, {960, 180}, {320, 540}, {960, 540}};

    private static final Publisher[] FOUR = {
        new Publisher(0, Codec.VP8, 640, 360, 80, 90, 200, 440),
        new Publisher(1, Codec.VP8, 640, 360, 100, 200, 90, 660),
        new Publisher(2, Codec.VP8, 640, 360, 60, 110, 110, 880),
        new Publisher(3, Codec.VP8, 640, 360, 120, 60, 150, 1100)
    };

    private final Replay replay = new Replay();

    @BeforeAll
    static void quiet() {
        io.sluice.egress.decode.Libav.quiet();
    }

    private static Start start(Scene scene) {
        return new Start(false, VideoSettings.hd(), 128_000, DELAY_MILLIS, List.of(), scene, START);
    }

    private ProgramEngine engine(Start start, Viewer viewer) {
        return new ProgramEngine(start, START, viewer, replay);
    }

    private static Seat seat(int slot) {
        return new Seat("p" + slot, "", slot, true, Seat.NONE);
    }

    private static void assertColour(Publisher expected, int[] actual, String where) {
        int[] wanted = {expected.luma(), expected.blue(), expected.red()};
        for (int i = 0; i < 3; i++) {
            assertEquals(wanted[i], actual[i], 8, where + " plane " + i);
        }
    }

    private static void assertSteps(long expected, List<Long> times) {
        for (int i = 1; i < times.size(); i++) {
            long step = times.get(i) - times.get(i - 1);
            assertTrue(Math.abs(step - expected) <= 2, "step " + step);
        }
    }

    @Test
    void fourPeopleStandInTheirTilesAndAreHeardInTheMix() {
        Viewer viewer = new Viewer(QUARTERS);
        ProgramEngine engine = engine(start(Scene.grid()), viewer);
        engine.people(List.of(seat(0), seat(1), seat(2), seat(3)));
        for (int i = 0; i < 4; i++) {
            replay.add(FOUR[i].steady().publish(START, 4.5, i));
        }
        replay.run(engine, START + 4 * SECOND);

        for (int i = 0; i < 4; i++) {
            assertColour(FOUR[i], viewer.colour(i, 2), "tile " + i);
            assertColour(FOUR[i], viewer.colour(i, 3.9), "tile " + i);
            assertEquals(0.2, viewer.level(FOUR[i].tone(), 1, 3.8), 0.03, "tone " + i);
        }
        assertEquals(0, viewer.level(550, 1, 3.8), 0.01);
        assertEquals(121, viewer.pictureNanos().size());
        assertSteps(33_333_333, viewer.pictureNanos());
        assertSteps(21_333_333, viewer.audioNanos());
        assertEquals(List.of(0L, 2 * SECOND, 4 * SECOND), viewer.keyframeNanos());
        assertEquals(4, viewer.soundSeconds(), 0.05);
        assertEquals(List.of(), replay.keyframeRequests);
    }

    @ParameterizedTest
    @EnumSource(names = {"VP8", "VP9", "H264", "AV1"})
    void eachCodecOfABrowserIsShownInSync(Codec codec) {
        Publisher publisher = new Publisher(0, codec, 640, 360, 80, 90, 200, 1000);
        Viewer viewer = new Viewer(new int[] {640, 100});
        ProgramEngine engine = engine(start(Scene.grid().with(Layout.SOLO)), viewer);
        engine.people(List.of(seat(0)));
        replay.add(publisher.publish(START, 5.5, 1));
        replay.run(engine, START + 5 * SECOND);

        assertColour(publisher, viewer.colour(0, 1.8), codec.name());
        assertInSync(viewer, 4);
        assertEquals(List.of(), replay.keyframeRequests);
    }

    private static void assertInSync(Viewer viewer, int atLeast) {
        List<Double> flashes = viewer.flashes(0, 170);
        List<Double> beeps = viewer.beeps(0.05);
        List<Double> skews = new ArrayList<>();
        for (double flash : flashes) {
            for (double beep : beeps) {
                if (Math.abs(flash - beep) < 0.4) {
                    skews.add(flash - beep);
                }
            }
        }
        assertTrue(skews.size() >= atLeast, flashes + " " + beeps);
        skews.sort(Double::compare);
        double median = skews.get(skews.size() / 2);
        assertTrue(Math.abs(median) < 0.045, "skews " + skews);
        assertTrue(skews.getFirst() > -0.08 && skews.getLast() < 0.08, "skews " + skews);
    }

    @Test
    void soundAndPictureStayTogetherWhenPacketsAreLost() {
        Publisher publisher =
                new Publisher(0, Codec.VP8, 640, 360, 80, 90, 200, 1000).keyframeEach(0.5);
        Viewer viewer = new Viewer(new int[] {640, 100});
        ProgramEngine engine = engine(start(Scene.grid().with(Layout.SOLO)), viewer);
        engine.people(List.of(seat(0)));
        replay.add(publisher.publish(START, 12.5, 3));
        Random random = new Random(11);
        replay.lost = arrival -> !arrival.rtcp && random.nextInt(50) == 0;
        replay.run(engine, START + 12 * SECOND);

        assertInSync(viewer, 6);
        assertEquals(361, viewer.pictureNanos().size());
        assertTrue(!replay.keyframeRequests.isEmpty());
        assertTrue(replay.keyframeRequests.size() <= 12, "at most one a second");
        assertTrue(engine.counts().lostFrames() > 0);
    }

    @Test
    void layoutsChangeWithoutAGap() {
        Viewer viewer =
                new Viewer(new int[] {320, 300}, new int[] {640, 360}, new int[] {1200, 360});
        ProgramEngine engine = engine(start(Scene.grid()), viewer);
        engine.people(List.of(seat(0), seat(1), seat(2), seat(3)));
        for (int i = 0; i < 4; i++) {
            replay.add(FOUR[i].steady().publish(START, 6.5, i));
        }
        replay.at(START + SECOND, () -> engine.scene(Scene.grid().with(Layout.SOLO)));
        replay.at(START + 2 * SECOND, () -> engine.scene(Scene.grid().with(Layout.SPEAKER)));
        replay.at(
                START + 3 * SECOND,
                () -> engine.scene(Scene.grid().with(Slate.HOLD, "Back in five minutes")));
        replay.at(START + 4 * SECOND, () -> engine.scene(Scene.grid().with(Layout.SIDE_BY_SIDE)));
        replay.at(START + 5 * SECOND, () -> engine.people(List.of(seat(3), seat(2))));
        replay.run(engine, START + 6 * SECOND);

        assertColour(FOUR[0], viewer.colour(0, 0.9), "grid");
        assertColour(FOUR[0], viewer.colour(1, 1.9), "solo, middle");
        assertColour(FOUR[0], viewer.colour(2, 1.9), "solo, right");
        assertColour(FOUR[0], viewer.colour(1, 2.9), "speaker, middle");
        assertColour(FOUR[2], viewer.colour(2, 2.9), "speaker, second of the strip");
        assertTrue(viewer.colour(0, 3.9)[0] < 60, "the slate is dark");
        assertEquals(0, viewer.level(440, 3.1, 3.9), 0.01, "and silent");
        assertColour(FOUR[0], viewer.colour(0, 4.9), "left");
        assertColour(FOUR[1], viewer.colour(2, 4.9), "right");
        assertColour(FOUR[3], viewer.colour(0, 5.9), "left");
        assertColour(FOUR[2], viewer.colour(2, 5.9), "right");
        assertEquals(181, viewer.pictureNanos().size());
        assertEquals(1, viewer.configs());
    }

    @Test
    void somebodyWithoutAPictureIsShownAsLettersAndComesBack() {
        Viewer viewer = new Viewer(new int[] {640, 250}, new int[] {40, 40});
        ProgramEngine engine = engine(start(Scene.grid().with(Layout.SOLO)), viewer);
        Seat off = new Seat("p0", "Anna", 0, false, Seat.NONE);
        engine.people(List.of(seat(0)));
        replay.add(FOUR[0].steady().keyframeEach(1).publish(START, 4.5, 1));
        replay.at(START + SECOND, () -> engine.people(List.of(off)));
        replay.at(START + 2 * SECOND, () -> engine.people(List.of(seat(0))));
        replay.at(START + 3 * SECOND, () -> engine.people(List.of()));
        replay.run(engine, START + 4 * SECOND);

        assertColour(FOUR[0], viewer.colour(0, 0.9), "camera");
        int[] circle = viewer.colour(0, 1.9);
        int[] ground = viewer.colour(1, 1.9);
        assertTrue(circle[0] > ground[0] + 20, "a circle on a dark ground");
        assertColour(FOUR[0], viewer.colour(0, 2.9), "camera again");
        assertTrue(viewer.colour(0, 3.9)[0] < 40, "nobody is there");
    }

    /// The one before is never shown under the name of the next.
    @Test
    void aSlotThatChangesHandsIsBlankUntilItsKeyframe() {
        Viewer viewer = new Viewer(new int[] {640, 40});
        ProgramEngine engine = engine(start(Scene.grid().with(Layout.SOLO)), viewer);
        engine.people(List.of(new Seat("p0", "", 0, true, Seat.NONE)));
        replay.add(FOUR[0].steady().keyframeEach(2).publish(START, 4, 1));
        replay.at(
                START + SECOND,
                () -> engine.people(List.of(new Seat("p9", "Wei", 0, true, Seat.NONE))));
        replay.run(engine, START + 3 * SECOND);

        assertColour(FOUR[0], viewer.colour(0, 0.9), "the first");
        assertTrue(viewer.colour(0, 1.5)[0] < 60, "nobody yet");
        assertColour(FOUR[0], viewer.colour(0, 2.9), "the second");
    }

    @Test
    void aSharedScreenIsShownWholeBesideTheSpeaker() {
        Publisher screen = new Publisher(5, Codec.VP8, 1024, 768, 150, 128, 128, 300);
        Viewer viewer = new Viewer(new int[] {480, 360}, new int[] {1120, 360});
        ProgramEngine engine = engine(start(Scene.grid().with(Layout.SCREEN)), viewer);
        engine.people(List.of(new Seat("p0", "", 0, true, 5)));
        replay.add(FOUR[0].steady().publish(START, 2, 1));
        replay.add(screen.steady().publish(START, 2, 2));
        replay.run(engine, START + 3 * SECOND / 2);

        assertColour(screen, viewer.colour(0, 1.4), "screen");
        assertColour(FOUR[0], viewer.colour(1, 1.4), "speaker");
    }

    /// Muted, a microphone sends nothing; its clock goes on.
    @Test
    void aMutedMicrophoneLeavesTheMixAndComesBackWithoutAGapInTheOthers() {
        Viewer viewer = new Viewer();
        ProgramEngine engine = engine(start(Scene.grid()), viewer);
        engine.people(List.of(seat(0), seat(1)));
        for (int i = 0; i < 2; i++) {
            replay.add(FOUR[i].steady().publish(START, 4.5, i));
        }
        replay.arrivals.removeIf(Arrival::isVideo);
        replay.lost =
                arrival ->
                        arrival.stream == LinkFormat.audioStream(0)
                                && arrival.nanos > START + 3 * SECOND / 2
                                && arrival.nanos < START + 5 * SECOND / 2;
        replay.run(engine, START + 4 * SECOND);

        for (int tenth = 5; tenth < 38; tenth++) {
            double at = tenth / 10.0;
            assertEquals(0.2, viewer.level(FOUR[1].tone(), at, at + 0.1), 0.02, "other at " + at);
            double muted = viewer.level(FOUR[0].tone(), at, at + 0.1);
            if (tenth < 15 || tenth >= 28) {
                assertEquals(0.2, muted, 0.02, "heard at " + at);
            } else if (tenth >= 18 && tenth < 26) {
                assertEquals(0, muted, 0.01, "muted at " + at);
            }
        }
        assertSteps(21_333_333, viewer.audioNanos());
        assertEquals(4, viewer.soundSeconds(), 0.05);
    }

    /// As a browser does when it finds that it has less room, or more.
    @Test
    void aParticipantWhoChangesResolutionFillsTheTileAllTheTime() {
        Viewer viewer =
                new Viewer(
                        new int[] {20, 80},
                        new int[] {1260, 80},
                        new int[] {20, 700},
                        new int[] {1260, 700});
        ProgramEngine engine = engine(start(Scene.grid().with(Layout.SOLO)), viewer);
        engine.people(List.of(seat(0)));
        Publisher[] sizes = {
            FOUR[0],
            new Publisher(0, Codec.VP8, 320, 180, 100, 200, 90, 440),
            new Publisher(0, Codec.VP8, 960, 540, 60, 110, 110, 440)
        };
        List<Arrival> sent = sizes[0].steady().publish(START, 1.5, 1);
        replay.add(sent);
        for (int i = 1; i < sizes.length; i++) {
            List<Arrival> next = sizes[i].steady().publish(START + i * 3L * SECOND / 2, 1.5, i);
            sent = Replay.continued(sent, next);
            replay.add(sent);
        }
        replay.run(engine, START + 4 * SECOND);

        assertEquals(121, viewer.pictureNanos().size());
        assertSteps(33_333_333, viewer.pictureNanos());
        assertEquals(1, viewer.configs());
        assertEquals(List.of(), replay.keyframeRequests);
        assertEquals(0, engine.counts().lostFrames());
        for (int picture = 15; picture <= 120; picture++) {
            double at = (picture + 0.5) / 30;
            int size = (int) ((at - 0.17) / 1.5);
            boolean changing = Math.abs(at - 0.17 - 1.5 * Math.round((at - 0.17) / 1.5)) < 0.1;
            for (int corner = 0; corner < 4; corner++) {
                String where = "corner " + corner + " of picture " + picture;
                int[] colour = viewer.colour(corner, at);
                if (changing) {
                    assertEquals(viewer.colour(0, at)[0], colour[0], 8, where);
                } else {
                    assertColour(sizes[size], colour, where);
                }
            }
        }
    }

    @Test
    void manyLoudVoicesStayBelowFullScale() {
        Viewer viewer = new Viewer();
        ProgramEngine engine = engine(start(Scene.grid()), viewer);
        for (int i = 0; i < 8; i++) {
            replay.add(
                    new Publisher(i, Codec.VP8, 320, 180, 80, 90, 90, 300 + 100 * i)
                            .steady()
                            .publish(START, 2.2, i));
        }
        replay.arrivals.removeIf(arrival -> arrival.isVideo());
        replay.run(engine, START + 2 * SECOND);

        assertTrue(viewer.peak() < 1, "peak " + viewer.peak());
        assertTrue(viewer.level(300, 0.5, 1.9) > 0.08);
    }

    @Test
    void aPortraitProgramIsEncodedAsAsked() {
        VideoSettings portrait =
                new VideoSettings(720, 1280, 30, 2_000_000, 1, VideoSettings.OPENH264);
        Viewer viewer = new Viewer(new int[] {360, 320}, new int[] {360, 960});
        ProgramEngine engine =
                engine(
                        new Start(
                                false,
                                portrait,
                                96_000,
                                DELAY_MILLIS,
                                List.of(),
                                Scene.grid().with(Layout.SIDE_BY_SIDE),
                                START),
                        viewer);
        engine.people(List.of(seat(0), seat(1)));
        replay.add(FOUR[0].steady().publish(START, 2, 1));
        replay.add(FOUR[1].steady().publish(START, 2, 2));
        replay.run(engine, START + 3 * SECOND / 2);

        assertColour(FOUR[0], viewer.colour(0, 1.4), "upper");
        assertColour(FOUR[1], viewer.colour(1, 1.4), "lower");
        assertEquals(List.of(0L, SECOND), viewer.keyframeNanos());
    }

    @Test
    void aProgramOf1080pHasThirtyPicturesASecond() {
        VideoSettings settings =
                new VideoSettings(1920, 1080, 30, 4_500_000, 2, VideoSettings.OPENH264);
        Viewer viewer = new Viewer(new int[] {1910, 1070}, new int[] {10, 1070});
        ProgramEngine engine =
                engine(
                        new Start(
                                false,
                                settings,
                                128_000,
                                DELAY_MILLIS,
                                List.of(),
                                Scene.grid().with(Layout.SOLO),
                                START),
                        viewer);
        engine.people(List.of(seat(0)));
        replay.add(FOUR[0].steady().publish(START, 1.2, 1));
        replay.run(engine, START + SECOND);

        assertColour(FOUR[0], viewer.colour(0, 0.9), "lower right corner");
        assertColour(FOUR[0], viewer.colour(1, 0.9), "lower left corner");
        assertEquals(31, viewer.pictureNanos().size());
        assertSteps(33_333_333, viewer.pictureNanos());
        assertEquals(0, engine.counts().skippedPictures());
    }

    @Test
    void aDestinationThatStartsGetsAKeyframeAtOnce() {
        Viewer viewer = new Viewer();
        ProgramEngine engine = engine(start(Scene.grid()), viewer);
        replay.at(START + SECOND / 2, engine::requestKeyframe);
        replay.run(engine, START + SECOND);

        assertEquals(List.of(0L, SECOND / 2), viewer.keyframeNanos());
    }

    @Test
    void aStreamOfASlotThatCannotBeIsIgnored() {
        Viewer viewer = new Viewer(new int[] {640, 360});
        ProgramEngine engine = engine(start(Scene.grid()), viewer);
        engine.people(List.of(new Seat("p", "", LinkFormat.MAX_SLOTS, true, 70_000)));
        replay.add(
                new Publisher(LinkFormat.MAX_SLOTS, Codec.VP8, 320, 180, 80, 90, 90, 300)
                        .steady()
                        .publish(START, 1, 1));
        replay.run(engine, START + SECOND / 2);

        assertArrayEquals(new int[] {0}, new int[] {replay.failures.size()});
        assertEquals(16, viewer.pictureNanos().size());
    }
}
