package io.sluice.sfu.sim;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.rtp.codec.Codec;
import io.sluice.sfu.api.MediaKind;
import io.sluice.sfu.api.SlotView;
import io.sluice.sfu.api.SlotView.Target;
import io.sluice.sfu.api.TrackSource;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a receiver makes of the sender reports of a slot: when sound and picture play together.
class LipSyncTest {
    private static final long TOLERANCE_NANOS = 15 * Meeting.MILLI;

    /// Property: whatever the publishers' clocks say (they are minutes apart) and although the
    /// picture takes 80 ms longer than the sound, both play as they were captured, also when the
    /// slot has changed to somebody else.
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void soundAndPicturePlayAsTheyWereCaptured(long seed) {
        try (Meeting meeting = new Meeting(seed)) {
            Browser viewer = meeting.join("viewer", Codec.VP8, 1, 0, Wire.Conditions.GOOD);
            Browser anna = meeting.join("anna", Codec.VP8, 0, 0, Wire.Conditions.GOOD);
            Browser ben = meeting.join("ben", Codec.VP9, 0, 0, Wire.Conditions.GOOD);
            anna.videoExtraNanos = 80 * Meeting.MILLI;
            ben.videoExtraNanos = 80 * Meeting.MILLI;
            for (Browser shown : List.of(anna, ben, anna)) {
                meeting.room.setView(
                        "viewer",
                        List.of(
                                new SlotView(
                                        0, new Target.Of(shown.id, TrackSource.CAMERA), 640, 360)),
                        meeting.time.nowNanos());
                meeting.run(2500 * Meeting.MILLI);

                long sound =
                        viewer.receiver
                                .half(0, MediaKind.AUDIO)
                                .offsetNanos(shown.audioSsrc(), meeting);
                long picture =
                        viewer.receiver
                                .half(0, MediaKind.VIDEO)
                                .offsetNanos(shown.videoSsrc(), meeting);
                assertTrue(
                        Math.abs(sound - picture) <= TOLERANCE_NANOS,
                        shown.id + " is off by " + (sound - picture) / Meeting.MILLI + " ms");
            }
        }
    }
}
