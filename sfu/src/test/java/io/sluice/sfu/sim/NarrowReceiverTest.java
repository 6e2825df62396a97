package io.sluice.sfu.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.rtp.codec.Codec;
import io.sluice.sfu.api.MediaKind;
import io.sluice.sfu.api.SlotAssignment.VideoState;
import org.junit.jupiter.api.Test;

/// A whole meeting in which one receiver's network is too small for its pictures.
final class NarrowReceiverTest {
    private static final long MILLI = Meeting.MILLI;
    private static final long SECOND = Meeting.SECOND;

    private static double soundPerSecond(Browser browser, long before, long seconds) {
        return (double) (browser.receiver.half(0, MediaKind.AUDIO).packets - before) / seconds;
    }

    @Test
    void soundGoesOnAndThePictureComesBackAndNobodyElseNotices() {
        try (Meeting meeting = new Meeting(1)) {
            meeting.join("anna", Codec.VP8, 0, 0, Wire.Conditions.GOOD);
            Browser wide = meeting.join("wide", Codec.VP8, 1, 0, Wire.Conditions.GOOD);
            new ShapedRoad(meeting, wide, NetworkLink.Conditions.of(10_000_000, 25 * MILLI), 1);
            Browser narrow = meeting.join("narrow", Codec.VP8, 1, 0, Wire.Conditions.GOOD);
            ShapedRoad shaped =
                    new ShapedRoad(
                            meeting, narrow, NetworkLink.Conditions.of(150_000, 25 * MILLI), 1);
            meeting.run(10 * SECOND);
            assertEquals(VideoState.PAUSED, meeting.slot("narrow", 0).videoState());
            assertEquals(VideoState.LIVE, meeting.slot("wide", 0).videoState());

            long sound = narrow.receiver.half(0, MediaKind.AUDIO).packets;
            long picture = wide.receiver.half(0, MediaKind.VIDEO).packets;
            meeting.run(10 * SECOND);
            assertTrue(soundPerSecond(narrow, sound, 10) > 49);
            assertTrue(wide.receiver.half(0, MediaKind.VIDEO).packets - picture > 250);

            shaped.link.conditions(NetworkLink.Conditions.of(5_000_000, 25 * MILLI));
            meeting.run(10 * SECOND);
            assertEquals(VideoState.LIVE, meeting.slot("narrow", 0).videoState());
            assertTrue(narrow.receiver.half(0, MediaKind.VIDEO).viewer.problems().isEmpty());
        }
    }
}
