package io.sluice.sfu.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.rtp.codec.Codec;
import io.sluice.sfu.api.MediaKind;
import io.sluice.sfu.api.RoomEvent.EncodingsWanted;
import io.sluice.sfu.api.SlotAssignment.VideoState;
import io.sluice.sfu.api.SlotView;
import io.sluice.sfu.api.SlotView.Target;
import io.sluice.sfu.api.TrackSource;
import io.sluice.sfu.api.WantedEncoding;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A camera in three sizes, and receivers whose tiles have different ones.
class SimulcastTest {
    private static final int[] WIDTHS = {160, 320, 640};

    private static Browser viewer(Meeting meeting, String id) {
        Browser viewer = meeting.join(id, Codec.VP8, 1, 0, Wire.Conditions.GOOD);
        viewer.sendsAudio = false;
        viewer.sendsVideo = false;
        return viewer;
    }

    private static void look(Meeting meeting, String viewer, int width) {
        Target target =
                width == 0 ? new Target.Nobody() : new Target.Of("anna", TrackSource.CAMERA);
        meeting.room.setView(
                viewer,
                List.of(new SlotView(0, target, width, width * 3 / 5)),
                meeting.time.nowNanos());
    }

    private static DecodabilityChecker picture(Browser viewer) {
        return viewer.receiver.half(0, MediaKind.VIDEO).viewer.checker();
    }

    /// What the viewer was sent last, as an index of the camera's encodings.
    private static int shown(Browser camera, Browser viewer) {
        return (int) (picture(viewer).sources().getLast() - camera.videoSsrc()) / 2;
    }

    /// Invariant: whatever sizes tiles take, what arrives can be decoded, the picture of the right
    /// size comes, and its numbers and its time go on.
    @ParameterizedTest(name = "{0} seed {1}")
    @CsvSource({"VP8, 1", "VP8, 2", "VP9, 3", "VP9, 4", "H264, 5", "H264, 6"})
    void eachTileGetsThePictureThatFitsIt(Codec codec, long seed) {
        try (Meeting meeting = new Meeting(seed)) {
            Browser camera = meeting.joinWithThreeSizes("anna", codec, Wire.Conditions.GOOD);
            List<Browser> viewers = List.of(viewer(meeting, "ben"), viewer(meeting, "cleo"));
            Random random = new Random(seed);
            for (int change = 0; change < 25; change++) {
                Browser viewer = viewers.get(random.nextInt(viewers.size()));
                look(meeting, viewer.id, WIDTHS[random.nextInt(WIDTHS.length)]);
                meeting.run(random.nextLong(50, 900) * Meeting.MILLI);
                if (change == 5) {
                    viewers.forEach(each -> each.conditions(Wire.Conditions.BAD));
                }
            }
            look(meeting, "ben", 640);
            look(meeting, "cleo", 160);
            meeting.run(4 * Meeting.SECOND);
            assertEquals(2, shown(camera, viewers.get(0)));
            assertEquals(0, shown(camera, viewers.get(1)));
            for (Browser viewer : viewers) {
                assertEquals(List.of(), picture(viewer).problems());
                assertTrue(picture(viewer).completeFrames() > 150);
                assertTrue(picture(viewer).sources().size() > 2, "it changed");
            }
        }
    }

    @Test
    void keyframesAreAskedOfThoseEncodingsThatAreShown() {
        try (Meeting meeting = new Meeting(7)) {
            Browser camera = meeting.joinWithThreeSizes("anna", Codec.VP8, Wire.Conditions.GOOD);
            Browser viewer = viewer(meeting, "ben");
            look(meeting, "ben", 160);
            meeting.run(Meeting.SECOND);
            int smallBefore = camera.encoding(0).keyframesAsked;
            int middleBefore = camera.encoding(1).keyframesAsked;
            int largeBefore = camera.encoding(2).keyframesAsked;
            look(meeting, "ben", 640);
            meeting.run(3 * Meeting.SECOND);
            viewer.receiver.requestKeyframe(0);
            meeting.run(Meeting.SECOND);
            assertEquals(2, shown(camera, viewer));
            assertEquals(smallBefore, camera.encoding(0).keyframesAsked);
            assertEquals(middleBefore, camera.encoding(1).keyframesAsked);
            assertEquals(largeBefore + 2, camera.encoding(2).keyframesAsked);
        }
    }

    /// The larger one is sent until the smaller one has brought a keyframe, and the other way
    /// round.
    @Test
    void aPictureStaysUntilTheNextCanBegin() {
        try (Meeting meeting = new Meeting(8)) {
            Browser camera = meeting.joinWithThreeSizes("anna", Codec.VP8, Wire.Conditions.GOOD);
            Browser viewer = viewer(meeting, "ben");
            look(meeting, "ben", 160);
            meeting.run(2 * Meeting.SECOND);
            int frames = picture(viewer).completeFrames();
            look(meeting, "ben", 640);
            meeting.run(2 * Meeting.SECOND);
            assertEquals(VideoState.LIVE, meeting.slot("ben", 0).videoState());
            int more = picture(viewer).completeFrames() - frames;
            assertTrue(more >= 39, "frames in two seconds: " + more);
            assertEquals(2, shown(camera, viewer));
        }
    }

    private static String told(Meeting meeting, Browser camera) {
        StringBuilder all = new StringBuilder();
        for (EncodingsWanted event : events(meeting, camera)) {
            assertEquals(TrackSource.CAMERA, event.source());
            for (WantedEncoding each : event.encodings()) {
                all.append(each.active() ? each.rid() : "-");
            }
            all.append(' ');
        }
        return all.toString().strip();
    }

    private static List<EncodingsWanted> events(Meeting meeting, Browser camera) {
        return meeting.events(EncodingsWanted.class)
                .filter(event -> event.participantId().equals(camera.id))
                .toList();
    }

    private static void obey(Meeting meeting, Browser camera) {
        EncodingsWanted last = events(meeting, camera).getLast();
        for (int i = 0; i < last.encodings().size(); i++) {
            camera.encoding(i).active(last.encodings().get(i).active());
        }
    }

    @Test
    void onlyWhatSomebodyNeedsIsSentAndTheRestIsWokenAtOnce() {
        try (Meeting meeting = new Meeting(9)) {
            Browser camera = meeting.joinWithThreeSizes("anna", Codec.VP8, Wire.Conditions.GOOD);
            Browser viewer = viewer(meeting, "ben");
            look(meeting, "ben", 160);
            meeting.run(4 * Meeting.SECOND);
            assertEquals("", told(meeting, camera), "not yet");
            meeting.run(2 * Meeting.SECOND);
            assertEquals("l--", told(meeting, camera));
            obey(meeting, camera);
            meeting.run(2 * Meeting.SECOND);

            look(meeting, "ben", 640);
            assertEquals("l-- l-h", told(meeting, camera), "at once");
            obey(meeting, camera);
            meeting.run(400 * Meeting.MILLI);
            assertEquals(2, shown(camera, viewer));
            meeting.run(6 * Meeting.SECOND);
            assertEquals("l-- l-h --h", told(meeting, camera));
            obey(meeting, camera);

            look(meeting, "ben", 0);
            meeting.run(6 * Meeting.SECOND);
            assertEquals("l-- l-h --h ---", told(meeting, camera), "nobody looks");
            obey(meeting, camera);
            meeting.run(Meeting.SECOND);
            look(meeting, "ben", 320);
            assertEquals("l-- l-h --h --- -m-", told(meeting, camera));
            obey(meeting, camera);
            meeting.run(400 * Meeting.MILLI);
            assertEquals(1, shown(camera, viewer));
            assertEquals(VideoState.LIVE, meeting.slot("ben", 0).videoState());
            assertEquals(List.of(), picture(viewer).problems());
        }
    }

    /// A sender gives up its largest picture when its own network is poor.
    @Test
    void anEncodingThatFallsSilentIsReplacedByTheNextSmallerOne() {
        try (Meeting meeting = new Meeting(10)) {
            Browser camera = meeting.joinWithThreeSizes("anna", Codec.VP8, Wire.Conditions.GOOD);
            Browser viewer = viewer(meeting, "ben");
            look(meeting, "ben", 640);
            meeting.run(2 * Meeting.SECOND);
            assertEquals(2, shown(camera, viewer));
            camera.encoding(2).active(false);
            meeting.run(2 * Meeting.SECOND);
            assertEquals(1, shown(camera, viewer));
            camera.encoding(2).active(true);
            meeting.run(500 * Meeting.MILLI);
            assertEquals(2, shown(camera, viewer));
            assertEquals(List.of(), picture(viewer).problems());
        }
    }
}
