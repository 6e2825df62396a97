package io.sluice.sfu.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.rtp.codec.Codec;
import io.sluice.sfu.api.MediaKind;
import io.sluice.sfu.api.RoomEvent;
import io.sluice.sfu.api.SlotView;
import io.sluice.sfu.api.SlotView.Target;
import io.sluice.sfu.api.TrackSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// Who is not on screen is heard all the same when he speaks.
class HeardOffScreenTest {
    @Test
    void speakersMoveThroughTheAudioOnlySlots() {
        try (Meeting meeting = new Meeting(1)) {
            Browser viewer = meeting.join("viewer", Codec.VP8, 1, 3, Wire.Conditions.GOOD);
            List<Browser> others = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                others.add(meeting.join("p" + i, Codec.VP8, 0, 0, Wire.Conditions.GOOD));
            }
            meeting.room.setView(
                    "viewer",
                    List.of(new SlotView(0, new Target.Of("p0", TrackSource.CAMERA), 640, 360)),
                    meeting.time.nowNanos());
            meeting.run(Meeting.SECOND);

            for (Browser speaker : others) {
                speaker.level = Browser.SPEECH;
                meeting.run(600 * Meeting.MILLI);
                assertTrue(hears(meeting, viewer, speaker), speaker.id + " is not heard");
                speaker.level = Browser.SILENCE;
                meeting.run(2 * Meeting.SECOND);
            }
            assertEquals("p0", meeting.slot("viewer", 0).participantId());
            for (int slot = 1; slot <= 3; slot++) {
                assertEquals(
                        List.of(), viewer.receiver.half(slot, MediaKind.AUDIO).viewer.problems());
            }
            long told = meeting.events(RoomEvent.SpeakersChanged.class).count();
            assertTrue(told <= 5 * meeting.time.nowNanos() / Meeting.SECOND, told + " events");
        }
    }

    @Test
    void aSpeakerComesOnScreenInAnAutomaticSlot() {
        try (Meeting meeting = new Meeting(2)) {
            meeting.join("viewer", Codec.VP8, 2, 0, Wire.Conditions.GOOD);
            List<Browser> others = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                others.add(meeting.join("p" + i, Codec.VP8, 0, 0, Wire.Conditions.GOOD));
            }
            meeting.run(Meeting.SECOND);
            others.get(3).level = Browser.SPEECH;
            meeting.run(Meeting.SECOND);

            List<String> shown =
                    List.of(
                            Objects.requireNonNull(meeting.slot("viewer", 0).participantId()),
                            Objects.requireNonNull(meeting.slot("viewer", 1).participantId()));
            assertTrue(shown.contains("p3"), shown.toString());
        }
    }

    private static boolean hears(Meeting meeting, Browser viewer, Browser speaker) {
        for (SimulatedReceiver.Half half : viewer.receiver.halves) {
            boolean fresh = meeting.time.nowNanos() - half.lastArrivalNanos < 50 * Meeting.MILLI;
            List<Long> sources = half.viewer.checker().sources();
            if (fresh && !sources.isEmpty() && sources.getLast() == speaker.audioSsrc()) {
                return true;
            }
        }
        return false;
    }
}
