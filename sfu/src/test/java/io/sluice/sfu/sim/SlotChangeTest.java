package io.sluice.sfu.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.rtp.codec.Codec;
import io.sluice.sfu.api.MediaKind;
import io.sluice.sfu.api.SlotAssignment.VideoState;
import io.sluice.sfu.api.SlotView;
import io.sluice.sfu.api.SlotView.Target;
import io.sluice.sfu.api.TrackSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// One slot shows cameras of all codecs one after the other.
class SlotChangeTest {
    private static final Codec[] CODECS = {Codec.VP8, Codec.VP9, Codec.H264, Codec.AV1};

    /// Property: each change begins with a keyframe, everything shown can be decoded, numbers and
    /// time go on without a gap.
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void everyChangeOfCameraAndCodecCanBeDecoded(long seed) {
        try (Meeting meeting = new Meeting(seed)) {
            Browser viewer = meeting.join("viewer", Codec.VP8, 1, 0, Wire.Conditions.GOOD);
            viewer.sendsAudio = false;
            viewer.sendsVideo = false;
            List<Browser> cameras = new ArrayList<>();
            for (int i = 0; i < 2 * CODECS.length; i++) {
                cameras.add(
                        meeting.join(
                                "c" + i, CODECS[i % CODECS.length], 0, 0, Wire.Conditions.GOOD));
            }
            List<Long> expected = new ArrayList<>();
            for (int change = 0; change < 12; change++) {
                Browser camera = cameras.get(meeting.random.nextInt(cameras.size()));
                show(meeting, camera.id);
                meeting.run(700 * Meeting.MILLI);
                assertEquals(VideoState.LIVE, meeting.slot("viewer", 0).videoState());
                if (expected.isEmpty() || expected.getLast() != camera.videoSsrc()) {
                    expected.add(camera.videoSsrc());
                }
                if (change == 0) {
                    viewer.conditions(Wire.Conditions.BAD);
                }
            }

            DecodabilityChecker picture = viewer.receiver.half(0, MediaKind.VIDEO).viewer.checker();
            assertEquals(List.of(), picture.problems());
            List<Long> shown = new ArrayList<>(picture.sources());
            assertTrue(
                    Collections.indexOfSubList(shown, expected) >= 0,
                    shown + " is not " + expected);
            assertEquals(
                    List.of(),
                    viewer.receiver.half(0, MediaKind.AUDIO).viewer.checker().problems());
        }
    }

    private static void show(Meeting meeting, String participant) {
        meeting.room.setView(
                "viewer",
                List.of(new SlotView(0, new Target.Of(participant, TrackSource.CAMERA), 640, 360)),
                meeting.time.nowNanos());
    }
}
